// Goal: delays have the shape, cap and jitter that were asked for. Method: the vectors RT-1 and RT-9 to
// RT-11, and bounds that hold for every draw of seeded streams.
#include "policy/backoff.hpp"

#include "property/generator.hpp"

#include <algorithm>
#include <vector>

using namespace fortify;
using namespace fortify::policy;

namespace {

std::vector<Duration> base_delays(const BackoffConfig& config, std::uint32_t count) {
    std::vector<Duration> delays;
    for (std::uint32_t retry = 1; retry <= count; ++retry) {
        delays.push_back(base_delay(config, retry));
    }
    return delays;
}

struct Range {
    Duration low = Duration::max();
    Duration high = Duration::min();
};

Range drawn(const BackoffConfig& config, std::uint32_t retry, Duration previous = 0s) {
    Range range;
    Rng rng(7);
    for (int draw = 0; draw < 2000; ++draw) {
        const Duration delay = next_delay(config, retry, previous, rng);
        range.low = std::min(range.low, delay);
        range.high = std::max(range.high, delay);
    }
    return range;
}

// All draws lie within the bounds and come within a hundredth of the width of both ends.
void check_fills(const Range& range, Duration low, Duration high) {
    const Duration slack = (high - low) / 100;
    CHECK(range.low >= low);
    CHECK(range.low <= low + slack);
    CHECK(range.high <= high);
    CHECK(range.high >= high - slack);
}

}  // namespace

TEST_SUITE("policy::backoff") {
    TEST_CASE("RT-1: exponential doubles, and stays at the cap") {
        CHECK(base_delays({.initial_delay = 100ms}, 5) ==
              std::vector<Duration>{100ms, 200ms, 400ms, 800ms, 1600ms});
        CHECK(base_delays({.initial_delay = 100ms, .max_delay = 500ms}, 5) ==
              std::vector<Duration>{100ms, 200ms, 400ms, 500ms, 500ms});
    }

    TEST_CASE("constant stays, linear grows by its first delay") {
        CHECK(base_delays({.shape = BackoffShape::constant, .initial_delay = 1s}, 3) ==
              std::vector<Duration>{1s, 1s, 1s});
        CHECK(base_delays({.shape = BackoffShape::linear, .initial_delay = 1s, .max_delay = 3s}, 4) ==
              std::vector<Duration>{1s, 2s, 3s, 3s});
    }

    TEST_CASE("RT-9: any retry number and delay end at the cap without overflow") {
        for (const BackoffShape shape : {BackoffShape::linear, BackoffShape::exponential}) {
            const BackoffConfig config{.shape = shape, .initial_delay = 24h, .max_delay = 48h};
            CHECK(base_delay(config, 1000) == 48h);
            CHECK(base_delay(config, UINT32_MAX) == 48h);
            const BackoffConfig endless{
                .shape = shape, .initial_delay = Duration{24h} * 36'500, .max_delay = Duration::max()};
            CHECK(base_delay(endless, UINT32_MAX) == Duration::max());
        }
        CHECK(base_delay({.shape = BackoffShape::constant, .initial_delay = 10s, .max_delay = 1s}, 1) == 1s);
        CHECK(base_delay({.initial_delay = 0s}, UINT32_MAX) == 0s);
    }

    TEST_CASE("RT-10: full jitter is uniform between nothing and the delay") {
        const BackoffConfig config{.initial_delay = 1s, .max_delay = 20s, .jitter = JitterKind::full};
        const std::vector<Duration> bounds{1s, 2s, 4s, 8s, 16s, 20s};
        for (std::uint32_t retry = 1; retry <= bounds.size(); ++retry) {
            check_fills(drawn(config, retry), 0s, bounds[retry - 1]);
        }
    }

    TEST_CASE("RT-11: equal jitter keeps half of the delay") {
        const BackoffConfig config{.initial_delay = 1s, .max_delay = 20s, .jitter = JitterKind::equal};
        check_fills(drawn(config, 1), 500ms, 1s);
        check_fills(drawn(config, 4), 4s, 8s);
        check_fills(drawn(config, 9), 10s, 20s);
    }

    TEST_CASE("RT-11: decorrelated jitter goes from the first delay to three times the previous one") {
        const BackoffConfig config{.initial_delay = 1s, .max_delay = 20s, .jitter = JitterKind::decorrelated};
        check_fills(drawn(config, 1), 1s, 3s);
        check_fills(drawn(config, 2, 3s), 1s, 9s);
        CHECK(drawn(config, 3, 20s).high == 20s);
    }

    TEST_CASE("proportional jitter goes both ways, but never above the cap") {
        const BackoffConfig config{
            .initial_delay = 4s, .max_delay = 8s, .jitter = JitterKind::proportional, .spread = 0.25};
        check_fills(drawn(config, 1), 3s, 5s);
        const Range capped = drawn(config, 2);
        CHECK(capped.low >= 6s);
        CHECK(capped.high == 8s);
    }

    TEST_CASE("law: every delay is between nothing and the cap") {
        for_all(2000, [](Generator& draw) {
            BackoffConfig config;
            config.shape = static_cast<BackoffShape>(draw.between(std::uint64_t{0}, 2));
            config.jitter = static_cast<JitterKind>(draw.between(std::uint64_t{0}, 4));
            config.initial_delay = draw.duration(Duration::max());
            config.max_delay = draw.duration(Duration::max());
            config.multiplier = 1 + draw.positive(100);
            config.spread = draw.between(0.0, 1.0);
            Duration previous{0};
            for (std::uint32_t retry = 1; retry < 12; ++retry) {
                previous = next_delay(config, retry, previous, draw.rng());
                REQUIRE(previous >= 0s);
                REQUIRE(previous <= config.max_delay);
            }
            const auto any = static_cast<std::uint32_t>(draw.of_any_size(UINT32_MAX));
            const Duration far = next_delay(config, std::max(any, 1U), previous, draw.rng());
            REQUIRE(far >= 0s);
            REQUIRE(far <= config.max_delay);
        });
    }
}
