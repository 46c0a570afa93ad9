// Goal: the interval is Wilson's. Method: values worked out by hand from the formula, and the ends.
#include "core/binomial.hpp"

#include <doctest/doctest.h>

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
