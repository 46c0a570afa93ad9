// Goal: expected arrivals and their inverse are exact for every segment. Method: values worked out by hand,
// and the inverse law on a grid; random profiles are in tests/property.
#include "load/rate_profile.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace fortify;
using load::RateProfile;

namespace {

Instant instant_of(const RateProfile& profile, double n) {
    std::size_t hint = 0;
    return profile.instant_of(n, hint);
}

}  // namespace

TEST_SUITE("load::RateProfile") {
    TEST_CASE("a constant rate grows evenly") {
        const RateProfile profile({{{at(0s), at(10s)}, Rate{70}, Rate{70}}});
        CHECK(profile.total() == 700);
        CHECK(profile.end() == at(10s));
        CHECK(profile.expected(at(1s)) == 70);
        CHECK(profile.expected(at(2500ms)) == 175);
        CHECK(profile.rate(at(3s)).per_second == 70);
        CHECK(instant_of(profile, 0) == at(0s));
        CHECK(instant_of(profile, 35) == at(500ms));
        CHECK(instant_of(profile, 700) == at(10s));
    }

    TEST_CASE("outside of the segments the rate is zero and the count does not change") {
        const RateProfile profile({{{at(5s), at(10s)}, Rate{2}, Rate{2}}});
        CHECK(profile.rate(at(4s)).per_second == 0);
        CHECK(profile.rate(at(10s)).per_second == 0);
        CHECK(profile.expected(at(4s)) == 0);
        CHECK(profile.expected(at(11s)) == 10);
        CHECK(instant_of(profile, 10.5) == never);
        CHECK(instant_of(profile, 0) == at(5s));
    }

    TEST_CASE("a ramp up is a parabola") {
        const RateProfile profile({{{at(0s), at(10s)}, Rate{0}, Rate{100}}});
        CHECK(profile.total() == 500);
        CHECK(profile.rate(at(5s)).per_second == 50);
        CHECK(profile.expected(at(5s)) == doctest::Approx(125));
        CHECK(instant_of(profile, 125) == at(5s));
        CHECK(instant_of(profile, 5) == at(1s));
        CHECK(instant_of(profile, 500) == at(10s));
    }

    TEST_CASE("a ramp down to zero reaches its total at its end") {
        const RateProfile profile({{{at(0s), at(10s)}, Rate{100}, Rate{0}}});
        CHECK(profile.expected(at(5s)) == doctest::Approx(375));
        CHECK(instant_of(profile, 375) == at(5s));
        CHECK(instant_of(profile, 500) == at(10s));
        CHECK(instant_of(profile, 499.99) < at(10s));
    }

    TEST_CASE("steps and pauses follow one another") {
        const RateProfile profile({{{at(0s), at(10s)}, Rate{10}, Rate{10}},
                                   {{at(10s), at(20s)}, Rate{0}, Rate{0}},
                                   {{at(20s), at(20s)}, Rate{5}, Rate{5}},
                                   {{at(20s), at(30s)}, Rate{50}, Rate{50}}});
        CHECK(profile.total() == 600);
        CHECK(profile.rate(at(10s)).per_second == 0);
        CHECK(profile.rate(at(20s)).per_second == 50);
        CHECK(profile.expected(at(15s)) == 100);
        CHECK(instant_of(profile, 100) == at(10s));
        CHECK(instant_of(profile, 100.5) == at(20s + 10ms));
    }

    TEST_CASE("the inverse returns to the instant it came from") {
        const RateProfile profile({{{at(0s), at(10s)}, Rate{3}, Rate{40}},
                                   {{at(10s), at(25s)}, Rate{40}, Rate{40}},
                                   {{at(25s), at(26s)}, Rate{40}, Rate{40.000001}},
                                   {{at(26s), at(40s)}, Rate{500}, Rate{1}}});
        std::size_t hint = 0;
        for (Instant when = at(1ms); when < at(40s); when += 137ms) {
            const Instant back = profile.instant_of(profile.expected(when), hint);
            CHECK(std::abs((back - when).count()) <= 10);  // a few rounding errors of 1e-16 of 40 s
        }
    }

    TEST_CASE("any hint gives the same answer") {
        const RateProfile profile({{{at(0s), at(1s)}, Rate{10}, Rate{10}},
                                   {{at(1s), at(2s)}, Rate{20}, Rate{20}},
                                   {{at(2s), at(3s)}, Rate{30}, Rate{30}}});
        for (const double n : {0.0, 0.5, 10.0, 10.5, 29.0, 30.0, 45.0, 60.0}) {
            for (std::size_t hint = 0; hint < 5; ++hint) {
                std::size_t used = hint;
                CHECK(profile.instant_of(n, used) == instant_of(profile, n));
            }
        }
    }

    TEST_CASE("without segments nothing is expected") {
        const RateProfile profile({});
        CHECK(profile.total() == 0);
        CHECK(profile.expected(at(1s)) == 0);
        CHECK(profile.rate(at(1s)).per_second == 0);
        CHECK(instant_of(profile, 0.5) == never);
    }
}
