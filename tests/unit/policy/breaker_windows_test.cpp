// Goal: the breaker's rates trip over the right calls of the right window. Method: the vectors of other
// libraries' own tests (CB-n), adapted to >= compares and to rates over completed calls.
#include "unit/policy/breaker_script.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::policy;
using State = BreakerState;

namespace {

CircuitBreakerConfig rated(double rate, std::uint32_t min_calls, WindowConfig window) {
    return {.failure_rate = Ratio{rate}, .min_calls = min_calls, .window = window, .open_for = 90s};
}

}  // namespace

TEST_SUITE("policy::CircuitBreaker windows") {
    TEST_CASE("CB-3: two failures of three open it at 60 %") {
        BreakerScript script(rated(0.6, 3, FixedTime{30s}));
        script.calls(at(1s), "FS");
        CHECK(script.state() == State::closed);
        script.calls(at(1s), "F");
        REQUIRE(script.state() == State::open);
        CHECK(script.transitions.back().cause == BreakerCause::failure_rate);
    }

    TEST_CASE("CB-7: a call begun before a fixed window ended does not count in the next one") {
        BreakerScript script(rated(0.6, 3, FixedTime{30s}));
        const auto token = script.admit(at(29s)).token;
        CHECK_FALSE(script.settle(at(30s), token, 'F'));
        CHECK(script.breaker.counts() == WindowCounts{});
    }

    TEST_CASE("CB-20: two late failures and a fresh one do not make three") {
        BreakerScript script({.failure_threshold = 3, .window = FixedTime{100ms}});
        const auto first = script.admit(at(50ms)).token;
        const auto second = script.admit(at(60ms)).token;
        script.settle(at(110ms), first, 'F');
        script.settle(at(120ms), second, 'F');
        script.calls(at(130ms), "F");
        CHECK(script.state() == State::closed);
        CHECK(script.breaker.late_results() == 2);
    }

    TEST_CASE("a breaker that closes within a fixed window begins its counting there") {
        BreakerScript script({.failure_threshold = 1, .window = FixedTime{30s}, .open_for = 40s});
        script.calls(at(1s), "F");
        script.calls(at(41s), "S");
        REQUIRE(script.state() == State::closed);
        const auto generation = script.breaker.generation();
        const auto token = script.admit(at(42s)).token;
        CHECK(script.breaker.generation() == generation);
        CHECK(script.settle(at(59s), token, 'S'));
        script.calls(at(60s), "S");
        CHECK(script.breaker.generation() == generation + 1);
    }

    TEST_CASE("CB-8: what is older than the window leaves by the bucket") {
        BreakerScript script(rated(0.6, 11, SlidingTime{.last = 30s, .buckets = 10}));
        script.calls(at(0s), "SSSSSFFFFFXXXXX");
        script.calls(at(4s), "SSSSSSSSSXX");
        script.calls(at(20s), "FFFFFFFF");
        CHECK(script.breaker.counts() == WindowCounts{.calls = 27, .failures = 13});
        script.calls(at(30s), "FFFFF");
        CHECK(script.breaker.counts() == WindowCounts{.calls = 22, .failures = 13});
        CHECK(script.state() == State::closed);
        script.calls(at(30s), "F");
        REQUIRE(script.state() == State::open);
        CHECK(script.transitions.back().counts == WindowCounts{.calls = 23, .failures = 14});
    }

    TEST_CASE("CB-9: the fifth call opens it though it is a success") {
        BreakerScript script(rated(0.5, 5, SlidingTime{.last = 20s}));
        script.calls(at(1s), "FFFS");
        CHECK(script.state() == State::closed);
        script.calls(at(1s), "S");
        REQUIRE(script.state() == State::open);
        CHECK(script.transitions.back().counts.failure_rate() == 0.6);
    }

    TEST_CASE("CB-10: slow successes open it; exactly the limit is not slow") {
        BreakerScript script({.slow_call_rate = Ratio{0.5}, .slow_call_duration = 4s, .min_calls = 5});
        script.calls(at(1s), "SS", 4s + 1ns);
        script.calls(at(1s), "SS", 4s);
        CHECK(script.breaker.counts().slow == 2);
        script.calls(at(1s), "S", 5s);
        REQUIRE(script.state() == State::open);
        CHECK(script.transitions.back().cause == BreakerCause::slow_call_rate);
        CHECK(script.transitions.back().counts.slow_rate() == 0.6);
    }

    TEST_CASE("a slow probe does not close it") {
        BreakerScript script({.slow_call_rate = Ratio{0.5},
                              .slow_call_duration = 4s,
                              .min_calls = 2,
                              .open_for = 10s,
                              .half_open_calls = 2,
                              .success_threshold = 1});
        script.calls(at(1s), "SS", 5s);
        REQUIRE(script.state() == State::open);
        script.calls(at(11s), "S", 5s);
        CHECK(script.state() == State::half_open);
        script.calls(at(12s), "S", 5s);
        REQUIRE(script.state() == State::open);
        CHECK(script.transitions.back().cause == BreakerCause::probe_failed);
        script.calls(at(22s), "S", 4s);
        CHECK(script.state() == State::closed);
    }

    TEST_CASE("CB-13: 2 of 5 is below 50 %, 3 of 6 is not") {
        BreakerScript script(rated(0.5, 5, SlidingCount{100}));
        script.calls(at(1s), "SSSFF");
        CHECK(script.state() == State::closed);
        script.calls(at(1s), "F");
        CHECK(script.state() == State::open);
    }

    TEST_CASE("CB-14: of ten failing calls three reach the target, seven are refused") {
        BreakerScript script(rated(0.1, 3, SlidingTime{.last = 30s}));
        CHECK(script.calls(at(1s), "FFFFFFFFFF") == 3);
    }

    TEST_CASE("CB-18: no rate below min_calls") {
        BreakerScript script(rated(0.01, 3, SlidingTime{.last = 10s}));
        script.calls(at(1s), "FF");
        CHECK(script.state() == State::closed);
        script.calls(at(1s), "F");
        CHECK(script.state() == State::open);
    }

    TEST_CASE("failures before hours of idleness do not count after them") {
        for (const WindowConfig& window :
             {WindowConfig{SlidingTime{.last = 1s}}, WindowConfig{FixedTime{1s}}}) {
            BreakerScript script(rated(0.5, 5, window));
            script.calls(at(1s), "FFFF");
            script.calls(at(5h), "F");
            CHECK(script.state() == State::closed);
            CHECK(script.breaker.counts() == WindowCounts{.calls = 1, .failures = 1});
        }
    }

    TEST_CASE("a forced transition reports the window of that moment") {
        BreakerScript script(rated(0.5, 5, SlidingTime{.last = 1s}));
        script.calls(at(1s), "FF");
        CHECK(script.breaker.force_open(at(1s)).counts == WindowCounts{.calls = 2, .failures = 2});
        script.note(script.breaker.force_close(at(2s)));
        script.calls(at(2s), "F");
        CHECK(script.breaker.force_open(at(1h)).counts == WindowCounts{});
    }
}
