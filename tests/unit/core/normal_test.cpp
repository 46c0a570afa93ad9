// Goal: the normal distribution is exact. Method: values known to 16 digits, and inversion over its range.
#include "core/normal.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace fortify;

TEST_SUITE("normal distribution") {
    TEST_CASE("known quantiles agree to fifteen digits") {
        CHECK(normal_quantile(0.5) == 0.0);
        CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-14));
        CHECK(normal_quantile(0.99) == doctest::Approx(2.326347874040841).epsilon(1e-14));
        CHECK(normal_quantile(1e-9) == doctest::Approx(-5.997807015007687).epsilon(1e-13));
    }

    TEST_CASE("the share below a quantile is the share it was asked for") {
        for (double exponent = -14; exponent < -0.31; exponent += 0.1) {
            const double share = std::pow(10.0, exponent);
            CHECK(normal_share(normal_quantile(share)) == doctest::Approx(share).epsilon(1e-12));
            CHECK(normal_quantile(share) == doctest::Approx(-normal_quantile(1 - share)).epsilon(1e-2));
        }
    }

    TEST_CASE("shares at the edge give finite quantiles") {
        CHECK(std::isfinite(normal_quantile(0)));
        CHECK(std::isfinite(normal_quantile(1)));
        CHECK(normal_quantile(0) < -8);
        CHECK(normal_quantile(1) > 8);
    }

    TEST_CASE("the density is the slope of the share") {
        for (double z = -4; z <= 4; z += 0.25) {
            constexpr double step = 1e-5;
            const double slope = (normal_share(z + step) - normal_share(z - step)) / (2 * step);
            CHECK(normal_density(z) == doctest::Approx(slope).epsilon(1e-6));
        }
    }
}
