// Goal: bursts have the mean rate and the mean length that were asked for, and depend on the seed and
// the number (or the instant) alone. Method: a million calls, or hours of time, at a fixed seed; the
// bounds are five standard deviations of the estimate (for runs of a chain with k bursts the mean length
// has the deviation sqrt(b (b - 1) / k); rates are correlated over about a burst, which divides the number
// of independent samples by 2 b).
#include "fault/burst.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace fortify;
using namespace fortify::fault;

namespace {

constexpr std::uint64_t seed = 42;

struct Runs {
    double rate = 0;
    double mean_length = 0;
    double count = 0;
};

template <class IsBad>
Runs runs_of(std::int64_t samples, IsBad is_bad) {
    double bad = 0;
    double runs = 0;
    bool before = false;
    for (std::int64_t index = 0; index < samples; ++index) {
        const bool now = is_bad(index);
        bad += now ? 1 : 0;
        runs += now && !before ? 1 : 0;
        before = now;
    }
    return {.rate = bad / static_cast<double>(samples), .mean_length = bad / runs, .count = runs};
}

CallBursts bursts(double mean_rate, double mean_burst, std::uint64_t with = seed) {
    auto made = CallBursts::create({mean_rate, mean_burst}, with);
    REQUIRE(made.has_value());
    return *made;
}

}  // namespace

TEST_SUITE("fault::CallBursts") {
    TEST_CASE("mean rate and mean length are those asked for") {
        constexpr std::int64_t calls = 1'000'000;
        const std::vector<BurstByCall> wanted{{0.2, 50},  {0.01, 5}, {0.5, 2},   {0.3, 1.2},
                                              {0.2, 1.1}, {0.4, 1},  {0.6, 1.6}, {0.9, 500}};
        for (const BurstByCall& burst : wanted) {
            CAPTURE(burst.mean_rate);
            CAPTURE(burst.mean_burst);
            CallBursts chain = bursts(burst.mean_rate, burst.mean_burst);
            const Runs runs = runs_of(
                calls, [&](std::int64_t call) { return chain.is_bad(static_cast<std::uint64_t>(call)); });
            const double m = burst.mean_rate;
            const double b = burst.mean_burst;
            const double rate_deviation = std::sqrt(m * (1 - m) * 2 * b / static_cast<double>(calls));
            const double length_deviation = std::sqrt(b * (b - 1) / runs.count);
            CHECK(std::abs(runs.rate - m) < 5 * rate_deviation);
            CHECK(std::abs(runs.mean_length - b) <= 5 * length_deviation + 1e-9);
        }
    }

    TEST_CASE("the correlation of neighbours is 1 - p - r") {
        CallBursts chain = bursts(0.25, 8);
        constexpr int calls = 400'000;
        double both = 0;
        for (std::uint64_t call = 0; call < calls; ++call) {
            both += chain.is_bad(call) && chain.is_bad(call + 1) ? 1 : 0;
        }
        const double correlation = (both / calls - 0.0625) / (0.25 * 0.75);
        const double r = 1.0 / 8;
        const double p = r * 0.25 / 0.75;
        CHECK(correlation == doctest::Approx(1 - p - r).epsilon(0.02));
    }

    TEST_CASE("the state of a call does not depend on what was asked before") {
        for (const BurstByCall& burst : {BurstByCall{0.2, 50}, BurstByCall{0.3, 1.1}}) {
            CallBursts forward = bursts(burst.mean_rate, burst.mean_burst);
            std::vector<bool> states;
            for (std::uint64_t call = 0; call < 3000; ++call) {
                states.push_back(forward.is_bad(call));
            }
            CallBursts backward = bursts(burst.mean_rate, burst.mean_burst);
            CallBursts jumping = bursts(burst.mean_rate, burst.mean_burst);
            for (std::uint64_t call = 3000; call-- > 0;) {
                CHECK(backward.is_bad(call) == states[call]);
                const std::uint64_t jump = call * 1237 % 3000;
                CHECK(jumping.is_bad(jump) == states[jump]);
            }
            CallBursts other = bursts(burst.mean_rate, burst.mean_burst, seed + 1);
            int differences = 0;
            for (std::uint64_t call = 0; call < 3000; ++call) {
                differences += other.is_bad(call) != states[call] ? 1 : 0;
            }
            CHECK(differences > 300);
        }
    }

    TEST_CASE("a higher mean rate only adds bad calls") {
        CallBursts chain = bursts(0.2, 20);
        REQUIRE(chain.can_ramp());
        int more = 0;
        for (std::uint64_t call = 0; call < 20'000; ++call) {
            CHECK_FALSE(chain.is_bad(call, 0));
            if (chain.is_bad(call, 0.1)) {
                CHECK(chain.is_bad(call));
            } else {
                more += chain.is_bad(call) ? 1 : 0;
            }
        }
        CHECK(more > 1000);
        CHECK_FALSE(bursts(0.3, 1.1).can_ramp());
    }

    TEST_CASE("bursts that no chain has are refused") {
        for (const BurstByCall& burst : {BurstByCall{0, 10}, BurstByCall{1, 10}, BurstByCall{0.2, 0.5},
                                         BurstByCall{0.8, 3.9}, BurstByCall{0.5, 1}, BurstByCall{0.5, 1e7}}) {
            CAPTURE(burst.mean_rate);
            CHECK_FALSE(CallBursts::create(burst, seed).has_value());
        }
        CHECK(CallBursts::create({0.8, 4.1}, seed).has_value());  // m / (1 - m) is 4
    }
}

TEST_SUITE("fault::TimeBursts") {
    TEST_CASE("dwell times have the means asked for") {
        for (const BurstByTime& burst : {BurstByTime{500ms, 4500ms}, BurstByTime{2s, 1s}}) {
            const TimeBursts chain(burst, seed);
            constexpr std::int64_t samples = 4'000'000;  // every 5 ms
            const Runs on = runs_of(samples, [&](std::int64_t i) { return chain.is_on(at(i * 5ms)); });
            const double mean_on = to_seconds(burst.mean_on);
            const double share = mean_on / (mean_on + to_seconds(burst.mean_off));
            const double independent = on.count;
            CHECK(std::abs(on.rate - share) < 5 * share * std::sqrt(2 / independent));
            // A dwell shorter than a sampling step may go unseen, which makes the others look longer.
            CHECK(on.mean_length * 0.005 == doctest::Approx(mean_on).epsilon(5 / std::sqrt(on.count) + 0.01));
        }
    }

    TEST_CASE("dwell times are exponential: a third outlast the mean, a seventh twice the mean") {
        const TimeBursts chain({1s, 3s}, seed);
        std::vector<Duration> dwells;
        Duration length{0};
        for (std::int64_t i = 0; i < 4'000'000; ++i) {
            if (chain.is_on(at(i * 5ms))) {
                length += 5ms;
            } else if (length > 0ms) {
                dwells.push_back(length);
                length = 0ms;
            }
        }
        const auto share_above = [&](Duration limit) {
            return static_cast<double>(std::count_if(dwells.begin(), dwells.end(),
                                                     [&](Duration one) { return one > limit; })) /
                   static_cast<double>(dwells.size());
        };
        const double bound = 5 * 0.5 / std::sqrt(static_cast<double>(dwells.size()));
        CHECK(std::abs(share_above(1s) - std::exp(-1)) < bound);
        CHECK(std::abs(share_above(2s) - std::exp(-2)) < bound);
    }

    TEST_CASE("the state at an instant does not depend on what was asked before") {
        const TimeBursts chain({300ms, 700ms}, seed);
        std::vector<bool> states;
        for (std::int64_t i = 0; i < 2000; ++i) {
            states.push_back(chain.is_on(at(i * 7ms)));
        }
        const TimeBursts again({300ms, 700ms}, seed);
        for (std::int64_t i = 2000; i-- > 0;) {
            CHECK(again.is_on(at(i * 7ms)) == states[static_cast<std::size_t>(i)]);
        }
    }
}
