// Goal: no order of events whatever breaks the breaker's laws (watched_breaker.cpp). Method: every sequence
// of eight events in a small world, and long seeded streams over random settings.
#include "property/generator.hpp"
#include "unit/policy/watched_breaker.hpp"

#include <algorithm>
#include <array>
#include <set>

using namespace fortify;
using namespace fortify::policy;

namespace {

// a admit; s, f, x settle the oldest call with success, failure, cancelled; t a second passes.
constexpr std::string_view events = "asfxt";

OutcomeClass outcome_of(char event) {
    return event == 's'   ? OutcomeClass::success
           : event == 'f' ? OutcomeClass::failure
                          : OutcomeClass::cancelled;
}

struct World {
    WatchedBreaker breaker;
    Instant now = run_start;
    std::string history;
    bool has_timer;  // whether `expire` is called when a second has passed, as a driver does

    // False for an event that cannot happen.
    bool apply(char event) {
        if (event == 'a') {
            breaker.admit(now);
        } else if (event == 't') {
            now += 1s;
            if (has_timer) {
                breaker.expire(now);
            }
        } else if (breaker.in_flight() == 0) {
            return false;
        } else {
            breaker.settle(now, 0, outcome_of(event));
        }
        history += event;
        return true;
    }
};

void explore(const World& world, int depth, std::set<BreakerState>& seen) {
    seen.insert(world.breaker.state());
    if (!world.breaker.broken().empty()) {
        FAIL("after ", world.history, ": not so: ", world.breaker.broken());
    }
    for (const char event : events) {
        World next = world;
        if (depth > 0 && next.apply(event)) {
            explore(next, depth - 1, seen);
        }
    }
}

WindowConfig draw_window(Generator& draw) {
    const std::array<WindowConfig, 4> windows{WindowConfig{SlidingTime{.last = 2s, .buckets = 4}},
                                              WindowConfig{SlidingCount{6}}, WindowConfig{FixedTime{1500ms}},
                                              WindowConfig{SlidingTime{.last = 1s, .buckets = 1}}};
    return windows[draw.rng().below(windows.size())];
}

CircuitBreakerConfig draw_config(Generator& draw) {
    CircuitBreakerConfig config;
    config.failure_threshold = static_cast<std::uint32_t>(draw.between(std::uint64_t{1}, 6));
    if (draw.rng().chance(0.7)) {
        config.failure_rate = Ratio{draw.between(0.1, 1.0)};
    }
    config.min_calls = static_cast<std::uint32_t>(draw.between(std::uint64_t{1}, 8));
    config.window = draw_window(draw);
    config.open_for = draw.duration(3s) + 1ns;
    config.open_multiplier = draw.rng().chance(0.5) ? 1.0 : draw.between(1.0, 3.0);
    config.half_open_calls = static_cast<std::uint32_t>(draw.between(std::uint64_t{1}, 5));
    config.success_threshold =
        static_cast<std::uint32_t>(draw.between(std::uint64_t{1}, config.half_open_calls));
    config.half_open_max_wait = draw.rng().chance(0.5) ? Duration::zero() : draw.duration(3s);
    return config;
}

}  // namespace

TEST_SUITE("policy::CircuitBreaker laws") {
    TEST_CASE("every sequence of eight events keeps the laws") {
        CircuitBreakerConfig config{.failure_threshold = 1, .open_for = 1s, .half_open_calls = 2};
        for (const std::uint32_t successes : {1U, 2U}) {
            config.success_threshold = successes;
            for (const Duration max_wait : {0s, 2s}) {
                config.half_open_max_wait = max_wait;
                for (const bool has_timer : {false, true}) {
                    std::set<BreakerState> seen;
                    explore({WatchedBreaker(config), run_start, {}, has_timer}, 8, seen);
                    CHECK(seen.size() == 3);
                }
            }
        }
    }

    TEST_CASE("law: long streams over random settings keep them, too") {
        std::uint64_t probing = 0;
        for_all(400, [&](Generator& draw) {
            WatchedBreaker breaker(draw_config(draw));
            Instant now = run_start;
            const double failing = draw.between(0.1, 0.9);
            for (int step = 0; step < 500; ++step) {
                now += draw.duration(draw.rng().chance(0.02) ? Duration{1min} : Duration{500ms});
                const double choice = draw.rng().uniform();
                if (choice < 0.45) {
                    breaker.admit(now);
                } else if (choice < 0.9 && breaker.in_flight() > 0) {
                    const std::size_t index = draw.rng().below(breaker.in_flight());
                    const OutcomeClass outcome = draw.rng().chance(0.1)       ? OutcomeClass::cancelled
                                                 : draw.rng().chance(failing) ? OutcomeClass::failure
                                                                              : OutcomeClass::success;
                    breaker.settle(now, index, outcome);
                } else {
                    breaker.expire(now);
                }
                probing += breaker.state() == BreakerState::half_open ? 1U : 0U;
                REQUIRE_MESSAGE(breaker.broken().empty(), breaker.broken());
            }
        });
        CHECK(probing > 10'000);
    }
}
