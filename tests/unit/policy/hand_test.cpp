// Goal: what an operator does to policies while calls are inside: forced states, and settings that change
// while state is kept. Method: the vectors MO-n that circuit_breaker_test.cpp does not have, and each policy
// driven over the change at literal instants.
#include "policy/bulkhead.hpp"
#include "policy/rate_limiter.hpp"
#include "policy/retry.hpp"
#include "unit/policy/breaker_script.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fortify;
using namespace fortify::policy;
using State = BreakerState;

namespace {

CircuitBreakerConfig by_rate() {
    return {.failure_rate = Ratio{0.5}, .min_calls = 10, .window = SlidingTime{.last = 10s}, .open_for = 5s};
}

RetryConfig with_budget(double ratio, Duration ttl) {
    RetryConfig config;
    config.retry_on.causes.set(static_cast<std::size_t>(Cause::reset));
    config.budget = RetryBudgetConfig{.ratio = Ratio{ratio}, .ttl = ttl};
    return config;
}

// How many of `wanted` retries are granted.
int retries(Retry& retry, Instant now, int wanted) {
    int granted = 0;
    for (int number = 0; number < wanted; ++number) {
        Retry::Progress progress{.attempts = 1};
        Rng rng(1);
        granted += retry.next_attempt(now, {.cause = Cause::reset}, progress, never, rng).delay ? 1 : 0;
    }
    return granted;
}

}  // namespace

TEST_SUITE("an operator's hand") {
    TEST_CASE("MO-3: metrics_only passes all, keeps its counts, and says once that it would open") {
        CircuitBreaker breaker(by_rate());
        CHECK(breaker.watch_only(at(0s)).to == State::metrics_only);
        int would_open = 0;
        for (int call = 0; call < 100; ++call) {
            const auto admission = breaker.admit(at(1s));
            REQUIRE(admission.admitted);
            const auto settled = breaker.settle(at(1s), admission.token, OutcomeClass::failure, 1ms);
            CHECK_FALSE(settled.transition.has_value());
            would_open += settled.would_open ? 1 : 0;
        }
        CHECK(would_open == 1);
        CHECK(breaker.state() == State::metrics_only);
        CHECK(breaker.counts() == WindowCounts{.calls = 100, .failures = 100});
        CHECK_FALSE(breaker.next_wakeup().has_value());
    }

    TEST_CASE("metrics_only says again that it would open, after the rule has ceased to hold") {
        CircuitBreaker breaker({.failure_threshold = 2});
        static_cast<void>(breaker.watch_only(at(0s)));
        std::string said;
        for (const char letter : std::string("FFFSFFF")) {
            const auto admission = breaker.admit(at(1s));
            said += breaker.settle(at(1s), admission.token, BreakerScript::outcome_of(letter), 1ms).would_open
                        ? 'o'
                        : '.';
        }
        CHECK(said == ".o...o.");
    }

    TEST_CASE("MO-6: forced open in half-open rejects, and a close by hand has zero counts") {
        BreakerScript script(CircuitBreakerConfig{
            .failure_threshold = 1, .open_for = 10s, .half_open_calls = 3, .success_threshold = 3});
        script.calls(at(0s), "F");
        CHECK(script.calls(at(10s), "S") == 1);
        REQUIRE(script.state() == State::half_open);
        CHECK(script.breaker.force_open(at(11s)).from == State::half_open);
        CHECK(script.calls(at(1min), "SSS") == 0);
        CHECK(script.breaker.force_close(at(61s)).to == State::closed);
        CHECK(script.breaker.counts() == WindowCounts{});
        CHECK(script.breaker.consecutive_failures() == 0);
        CHECK(script.calls(at(61s), "S") == 1);
    }

    TEST_CASE("a breaker's new threshold counts with the results it already has") {
        BreakerScript script(by_rate());
        script.calls(at(1s), "FFFFSSSSSSSS");  // 4 of 12
        REQUIRE(script.state() == State::closed);
        CircuitBreakerConfig stricter = by_rate();
        stricter.failure_rate = Ratio{0.3};
        const auto generation = script.breaker.generation();
        script.breaker.reconfigure(stricter);
        CHECK(script.breaker.generation() == generation);
        script.calls(at(2s), "S");  // 4 of 13 is above 30 %
        CHECK(script.state() == State::open);
        CHECK(script.transitions.back().counts == WindowCounts{.calls = 13, .failures = 4});
    }

    TEST_CASE("a breaker's window starts empty when its own length changes, and only then") {
        BreakerScript script(by_rate());
        script.calls(at(1s), "FFFF");
        CircuitBreakerConfig other = by_rate();
        other.open_for = 1s;
        script.breaker.reconfigure(other);
        CHECK(script.breaker.counts().calls == 4);
        other.window = SlidingTime{.last = 20s};
        script.breaker.reconfigure(other);
        CHECK(script.breaker.counts().calls == 0);
    }

    TEST_CASE("a time to stay open that has begun stays; the next one is the new one") {
        BreakerScript script(CircuitBreakerConfig{.failure_threshold = 1, .open_for = 10s});
        script.calls(at(0s), "F");
        script.breaker.reconfigure({.failure_threshold = 1, .open_for = 2s});
        CHECK(script.breaker.next_wakeup() == at(10s));
        script.calls(at(10s), "F");
        CHECK(script.breaker.next_wakeup() == at(12s));
    }

    TEST_CASE("a bulkhead that grows takes waiters in at once, first come first served") {
        Bulkhead bulkhead({.max_concurrent = 1, .max_queue = 5});
        for (const Bulkhead::Ticket ticket : {0U, 1U, 2U, 3U}) {
            static_cast<void>(bulkhead.admit(ticket));
        }
        bulkhead.reconfigure({.max_concurrent = 3, .max_queue = 5});
        CHECK(bulkhead.promote() == 1U);
        CHECK(bulkhead.promote() == 2U);
        CHECK_FALSE(bulkhead.promote().has_value());
        CHECK(bulkhead.active() == 3);
        CHECK(bulkhead.queued() == 1);
    }

    TEST_CASE("a bulkhead that shrinks lets its calls end and admits none until there is room") {
        Bulkhead bulkhead({.max_concurrent = 3, .max_queue = 2});
        for (const Bulkhead::Ticket ticket : {0U, 1U, 2U, 3U, 4U}) {
            static_cast<void>(bulkhead.admit(ticket));
        }
        bulkhead.reconfigure({.max_concurrent = 1, .max_queue = 0});
        CHECK(bulkhead.queued() == 2);  // nobody who waits is thrown out
        CHECK(bulkhead.admit(5) == Bulkhead::Admission::rejected);
        CHECK_FALSE(bulkhead.release().has_value());
        CHECK_FALSE(bulkhead.release().has_value());
        CHECK(bulkhead.active() == 1);
        CHECK(bulkhead.release() == 3U);  // a place that is still there
        CHECK(bulkhead.active() == 1);
    }

    TEST_CASE("a rate limiter keeps its tokens, and has them come at the new rate") {
        TokenBucket bucket(Rate{10}, 10);
        for (int call = 0; call < 6; ++call) {
            REQUIRE(bucket.take(at(0s)));
        }
        bucket.reconfigure(at(0s), Rate{1}, 10);
        CHECK(bucket.tokens(at(0s)) == doctest::Approx(4));
        for (int call = 0; call < 4; ++call) {
            CHECK(bucket.take(at(0s)));
        }
        CHECK_FALSE(bucket.take(at(999ms)));
        CHECK(bucket.take(at(1s)));
    }

    TEST_CASE("a smaller bucket spills what does not fit, and a larger one is not filled by magic") {
        TokenBucket bucket(Rate{1}, 10);
        bucket.reconfigure(at(0s), Rate{1}, 3);
        CHECK(bucket.tokens(at(0s)) == doctest::Approx(3));
        bucket.reconfigure(at(0s), Rate{1}, 100);
        CHECK(bucket.tokens(at(0s)) == doctest::Approx(3));
        CHECK(bucket.tokens(at(7s)) == doctest::Approx(10));
    }

    TEST_CASE("tokens that are promised stay promised when the rate changes") {
        TokenBucket bucket(Rate{1}, 1);
        REQUIRE(bucket.take(at(0s)));
        CHECK(bucket.reserve(at(0s), 10s) == at(1s));
        CHECK(bucket.reserve(at(0s), 10s) == at(2s));
        bucket.reconfigure(at(0s), Rate{2}, 1);
        CHECK(bucket.reserve(at(0s), 10s) == at(1500ms));  // the third, at two a second
    }

    TEST_CASE("a retry budget keeps what was paid in, unless its own length of memory changes") {
        Retry retry(with_budget(1.0, 10s));
        for (int call = 0; call < 5; ++call) {
            retry.begin(at(0s));
        }
        retry.reconfigure(with_budget(0.1, 10s));
        CHECK(retries(retry, at(1s), 10) == 5);
        for (int call = 0; call < 10; ++call) {
            retry.begin(at(1s));
        }
        CHECK(retries(retry, at(1s), 10) == 1);

        retry.begin(at(2s));
        retry.reconfigure(with_budget(1.0, 20s));
        CHECK(retries(retry, at(2s), 10) == 0);
    }

    TEST_CASE("fewer attempts hold for the calls that are under way") {
        RetryConfig config;
        config.max_attempts = 5;
        config.retry_on.causes.set(static_cast<std::size_t>(Cause::reset));
        Retry retry(config);
        CHECK(retries(retry, at(0s), 1) == 1);
        config.max_attempts = 1;
        retry.reconfigure(config);
        CHECK(retries(retry, at(0s), 1) == 0);
    }
}
