// Goal: open arrivals come exactly when they are due, and Poisson ones are Poisson. Method: constant arrivals
// against multiples of the period; chi-square tests of counts and gaps at fixed seeds.
#include "load/arrivals.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

using namespace fortify;
using load::Arrivals;
using load::RateProfile;
using load::Spacing;

namespace {

RateProfile constant_rate(double per_second, Duration length) {
    return RateProfile({{{at(0s), at(length)}, Rate{per_second}, Rate{per_second}}});
}

std::vector<Instant> all_of(Arrivals arrivals) {
    std::vector<Instant> instants;
    for (; arrivals.next() != never; arrivals.advance()) {
        instants.push_back(arrivals.next());
    }
    return instants;
}

}  // namespace

TEST_SUITE("load::Arrivals") {
    TEST_CASE("constant arrivals stand in the middle of their periods") {
        const auto instants = all_of(Arrivals(constant_rate(10, 1s), Spacing::constant, Rng(1)));
        REQUIRE(instants.size() == 10);
        for (std::size_t n = 0; n < instants.size(); ++n) {
            CHECK(instants[n] == at(50ms + 100ms * static_cast<int>(n)));
        }
    }

    TEST_CASE("after ten million constant arrivals there is no drift") {
        constexpr std::int64_t count = 10'000'000;
        Arrivals arrivals(constant_rate(1000, 10'000s), Spacing::constant, Rng(1));
        for (std::int64_t n = 0; n + 1 < count; ++n) {
            arrivals.advance();
        }
        CHECK(arrivals.next() == at(500us + 1ms * (count - 1)));
        arrivals.advance();
        CHECK(arrivals.next() == never);
    }

    TEST_CASE("constant arrivals follow a ramp") {
        const RateProfile ramp({{{at(0s), at(10s)}, Rate{0}, Rate{20}}});
        const auto instants = all_of(Arrivals(ramp, Spacing::constant, Rng(1)));
        REQUIRE(instants.size() == 100);
        for (std::size_t n = 0; n < instants.size(); ++n) {
            // t^2 = n + 1/2
            CHECK(to_seconds(instants[n] - run_start) ==
                  doctest::Approx(std::sqrt(static_cast<double>(n) + 0.5)).epsilon(1e-9));
        }
    }

    TEST_CASE("an arrival that would be due at the very end does not come") {
        CHECK(all_of(Arrivals(constant_rate(1, 10500ms), Spacing::constant, Rng(1))).size() == 10);
    }

    TEST_CASE("a pause holds no arrivals, whatever the spacing") {
        const RateProfile profile({{{at(0s), at(10s)}, Rate{50}, Rate{50}},
                                   {{at(10s), at(20s)}, Rate{0}, Rate{0}},
                                   {{at(20s), at(30s)}, Rate{50}, Rate{50}}});
        for (const Spacing spacing : {Spacing::constant, Spacing::poisson}) {
            const auto instants = all_of(Arrivals(profile, spacing, Rng(4)));
            CHECK(instants.size() > 800);
            for (const Instant instant : instants) {
                CHECK_FALSE((instant > at(10s) && instant < at(20s)));
                CHECK(instant < at(30s));
            }
        }
    }

    TEST_CASE("arrivals never go back") {
        for (const Spacing spacing : {Spacing::constant, Spacing::poisson}) {
            const auto instants = all_of(Arrivals(constant_rate(5000, 10s), spacing, Rng(5)));
            for (std::size_t n = 1; n < instants.size(); ++n) {
                REQUIRE(instants[n - 1] <= instants[n]);
            }
        }
    }

    TEST_CASE("equal seeds give equal Poisson arrivals and other seeds give others") {
        const auto first = all_of(Arrivals(constant_rate(70, 10s), Spacing::poisson, Rng(1)));
        CHECK(first == all_of(Arrivals(constant_rate(70, 10s), Spacing::poisson, Rng(1))));
        CHECK(first != all_of(Arrivals(constant_rate(70, 10s), Spacing::poisson, Rng(2))));
    }

    TEST_CASE("Poisson counts pass a chi-square test") {
        // 20,000 seconds at 4/s; cells 0, 1, ..., 9, 10 and more.
        constexpr std::size_t seconds = 20'000;
        constexpr std::size_t cells = 11;
        std::vector<int> per_second(seconds);
        for (const Instant instant :
             all_of(Arrivals(constant_rate(4, 1s * seconds), Spacing::poisson, Rng(2024)))) {
            ++per_second[static_cast<std::size_t>((instant - run_start) / 1s)];
        }
        std::array<double, cells> observed{};
        for (const int count : per_second) {
            ++observed[std::min<std::size_t>(static_cast<std::size_t>(count), cells - 1)];
        }
        double chi_square = 0;
        double probability = std::exp(-4.0);
        double left = 1;
        for (std::size_t count = 0; count < cells; ++count) {
            const double expected = seconds * (count + 1 < cells ? probability : left);
            chi_square += (observed[count] - expected) * (observed[count] - expected) / expected;
            left -= probability;
            probability *= 4.0 / static_cast<double>(count + 1);
        }
        CHECK(chi_square < 29.59);  // 10 degrees of freedom, one in a thousand
    }

    TEST_CASE("gaps between Poisson arrivals pass a chi-square test for the exponential distribution") {
        constexpr std::size_t cells = 20;
        std::array<double, cells> observed{};
        const auto instants = all_of(Arrivals(constant_rate(50, 2000s), Spacing::poisson, Rng(77)));
        for (std::size_t n = 1; n < instants.size(); ++n) {
            const double share = -std::expm1(-50 * to_seconds(instants[n] - instants[n - 1]));
            ++observed[std::min(static_cast<std::size_t>(share * cells), cells - 1)];
        }
        const double expected = static_cast<double>(instants.size() - 1) / cells;
        double chi_square = 0;
        for (const double count : observed) {
            chi_square += (count - expected) * (count - expected) / expected;
        }
        CHECK(chi_square < 43.82);  // 19 degrees of freedom, one in a thousand
    }

    TEST_CASE("Poisson arrivals follow a ramp") {
        const RateProfile ramp({{{at(0s), at(100s)}, Rate{0}, Rate{200}}});
        const auto instants = all_of(Arrivals(ramp, Spacing::poisson, Rng(8)));
        std::size_t early = 0;
        for (const Instant instant : instants) {
            early += instant < at(50s) ? 1U : 0U;
        }
        // 2,500 of 10,000 expected in the first half; deviations 50 and 100.
        CHECK(std::abs(static_cast<double>(early) - 2500) < 5 * 50);
        CHECK(std::abs(static_cast<double>(instants.size()) - 10'000) < 5 * 100);
    }

    TEST_CASE("a rate of zero has no arrivals") {
        CHECK(all_of(Arrivals(constant_rate(0, 10s), Spacing::poisson, Rng(1))).empty());
        CHECK(all_of(Arrivals(RateProfile({}), Spacing::constant, Rng(1))).empty());
    }
}
