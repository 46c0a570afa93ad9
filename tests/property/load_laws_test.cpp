// Goal: expected arrivals never fall, their inverse never goes back, and as many arrive as are expected.
// Method: random profiles of ramps, steps and pauses.
#include "generator.hpp"
#include "load/arrivals.hpp"
#include "load/rate_profile.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace fortify;
using namespace fortify::load;

namespace {

Rate any_rate(Generator& generator) {
    return Rate{generator.rng().chance(0.25) ? 0.0 : generator.between(0.0, 500.0)};
}

RateProfile any_profile(Generator& generator) {
    std::vector<RateSegment> segments;
    Instant start = at(generator.duration(10s));
    for (std::uint64_t left = generator.between(std::uint64_t{1}, std::uint64_t{6}); left > 0; --left) {
        const Instant end = start + generator.duration(20s);
        const Rate from = any_rate(generator);
        segments.push_back({{start, end}, from, generator.rng().chance(0.5) ? from : any_rate(generator)});
        start = end;
    }
    return RateProfile(segments);
}

}  // namespace

TEST_SUITE("laws of load") {
    TEST_CASE("expected arrivals never fall and grow no faster than the rate allows") {
        for_all(300, [](Generator& generator) {
            const RateProfile profile = any_profile(generator);
            double last = 0;
            for (Instant when = at(0s); when < profile.end() + 1s; when += 173ms) {
                const double expected = profile.expected(when);
                REQUIRE(expected >= last);
                REQUIRE(expected - last <= 500 * 0.173 * (1 + 1e-9));
                REQUIRE(expected <= profile.total() * (1 + 1e-12));
                last = expected;
            }
            REQUIRE(profile.expected(profile.end()) == profile.total());
        });
    }

    TEST_CASE("the instant of a number expects that number, and later ones come no sooner") {
        for_all(300, [](Generator& generator) {
            const RateProfile profile = any_profile(generator);
            std::size_t hint = 0;
            Instant last = run_start;
            for (double share = 0.001; share < 1; share += 0.013) {
                const double n = share * profile.total();
                const Instant when = profile.instant_of(n, hint);
                REQUIRE(when >= last);
                // Half a nanosecond of rounding at 500/s, and the rounding of sums of thousands.
                REQUIRE(std::abs(profile.expected(when) - n) < 1e-6);
                last = when;
            }
            REQUIRE(profile.instant_of(profile.total() + 1, hint) == never);
        });
    }

    TEST_CASE("constant spacing sends the expected number, give or take half a call") {
        for_all(200, [](Generator& generator) {
            const RateProfile profile = any_profile(generator);
            Arrivals arrivals(profile, Spacing::constant, Rng(1));
            std::uint64_t count = 0;
            Instant last = run_start;
            for (; arrivals.next() != never; arrivals.advance()) {
                REQUIRE(arrivals.next() >= last);
                REQUIRE(arrivals.next() < profile.end());
                last = arrivals.next();
                ++count;
            }
            REQUIRE(std::abs(static_cast<double>(count) - profile.total()) <= 0.5 + 1e-6);
        });
    }
}
