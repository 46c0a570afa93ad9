// Goal: the intervals are Wilson's, and Clopper and Pearson's. Method: values worked out by hand from the
// formulas, the ends, and all outcomes of a small experiment.
#include "core/binomial.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace fortify;

TEST_SUITE("core: wilson_interval") {
    TEST_CASE("known values") {
        const ShareInterval half = wilson_interval(50, 100);
        CHECK(half.low == doctest::Approx(0.4038315).epsilon(1e-6));
        CHECK(half.high == doctest::Approx(0.5961685).epsilon(1e-6));
        const ShareInterval few = wilson_interval(1, 10);
        CHECK(few.low == doctest::Approx(0.0178762).epsilon(1e-5));
        CHECK(few.high == doctest::Approx(0.4041500).epsilon(1e-5));
    }

    TEST_CASE("at the ends it touches the end, and leaves room on the other side") {
        const ShareInterval none = wilson_interval(0, 20);
        CHECK(none.low == 0);
        CHECK(none.high == doctest::Approx(0.161125).epsilon(1e-5));
        const ShareInterval all = wilson_interval(20, 20);
        CHECK(all.high == 1);
        CHECK(all.low == doctest::Approx(1 - none.high));
    }
}

TEST_SUITE("core: least_share") {
    TEST_CASE("without a miss it is the root of the doubt") {
        CHECK(least_share(64, 64, 0.95) == doctest::Approx(0.954268).epsilon(1e-5));
        CHECK(least_share(1, 1, 0.95) == doctest::Approx(0.05));
        CHECK(least_share(1000, 1000, 0.95) == doctest::Approx(0.997009).epsilon(1e-5));
    }
    TEST_CASE("with misses it is that of the tables, and nothing is known of nothing") {
        CHECK(least_share(9, 10, 0.95) == doctest::Approx(0.605835).epsilon(1e-4));
        CHECK(least_share(1, 10, 0.95) == doctest::Approx(0.005116).epsilon(1e-3));
        CHECK(least_share(0, 10, 0.95) == 0);
    }
    TEST_CASE("it is above the true share as rarely as it says") {
        // Of 30 trials at a share of 0.9, all outcomes with their chances.
        double chance = std::pow(0.1, 30);
        double wrong = 0;
        for (std::size_t hits = 0; hits <= 30; ++hits) {
            wrong += least_share(hits, 30, 0.95) > 0.9 ? chance : 0;
            chance *= 9.0 * static_cast<double>(30 - hits) / static_cast<double>(hits + 1);
        }
        CHECK(wrong <= 0.05);
        CHECK(wrong > 0.01);
    }
}
