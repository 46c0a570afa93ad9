// Goal: policies compose as their order says. Method: one scripted target, literal times, the vectors
// of other libraries where they hold for ours (their ids in the names).

#include "support/retryable.hpp"
#include "support/world.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::test;
using measure::Counter;
using policy::ChainConfig;
using policy::LayerKind;

namespace {

policy::RetryConfig retry(std::uint32_t attempts, Duration delay) {
    policy::RetryConfig config;
    config.max_attempts = attempts;
    config.backoff = {.shape = policy::BackoffShape::constant, .initial_delay = delay, .max_delay = 60s};
    config.retry_on = test::usual_retryable();
    config.retry_on.causes.set(static_cast<std::size_t>(Cause::attempt_timeout));
    return config;
}

policy::CircuitBreakerConfig consecutive(std::uint32_t failures) {
    policy::CircuitBreakerConfig config;
    config.failure_threshold = failures;
    config.open_for = 60s;
    return config;
}

constexpr Instant first_call = at(500ms);  // of a plan with one call in one second

}  // namespace

TEST_SUITE("run::Pipeline") {
    TEST_CASE("a call without policies goes straight to the wire and settles once") {
        run::Plan plan = small_plan({}, 1);
        plan.targets[0].policy.reset();
        World world(plan, [](Instant, const auto&) { return ok(20ms); });
        world.run();
        REQUIRE(world.log.settled.size() == 1);
        CHECK(world.log.settled[0].outcome.is_success());
        CHECK(world.log.settled[0].settled == first_call + 20ms);
        CHECK(world.runner.ending() == run::Ending::completed);
    }

    TEST_CASE("TO-1: an attempt timeout inside retry is retried, and the third attempt succeeds") {
        ChainConfig chain{.order = {LayerKind::retry, LayerKind::attempt_timeout}};
        chain.retry = retry(3, 10ms);
        chain.attempt_timeout = policy::TimeoutConfig{50ms};
        World world(small_plan(chain), [](Instant, const run::AttemptRequest& attempt) {
            return attempt.id.number < 3 ? ok(100ms) : ok(5ms);
        });
        world.run();
        REQUIRE(world.log.settled.size() == 1);
        CHECK(world.log.settled[0].outcome.is_success());
        CHECK(world.log.settled[0].attempts == 3);
        CHECK(world.total(Counter::attempt_timeout_fired) == 2);
        CHECK(world.total(Counter::retries) == 2);
        CHECK(world.total(Counter::retry_successes) == 1);
        CHECK(world.wire.cancels == std::vector<Instant>{first_call + 50ms, first_call + 110ms});
        CHECK(world.log.settled[0].settled == first_call + 50ms + 10ms + 50ms + 10ms + 5ms);
    }

    TEST_CASE("TO-2: a call timeout outside retry ends the call and withdraws its attempt") {
        ChainConfig chain{.order = {LayerKind::timeout, LayerKind::retry}};
        chain.timeout = policy::TimeoutConfig{150ms};
        chain.retry = retry(5, 0ms);
        World world(small_plan(chain), [](Instant, const auto&) { return status(503, 60ms); });
        world.run();
        REQUIRE(world.log.settled.size() == 1);
        CHECK(world.log.settled[0].outcome.cause == Cause::call_timeout);
        CHECK(world.log.settled[0].attempts == 3);
        CHECK(world.log.settled[0].settled == first_call + 150ms);
        CHECK(world.wire.cancels.size() == 1);
        CHECK(world.wire.under_way() == 0);
    }

    TEST_CASE("TO-3: a sleep that cannot end before the deadline is not begun") {
        ChainConfig chain{.order = {LayerKind::timeout, LayerKind::retry}};
        chain.timeout = policy::TimeoutConfig{100ms};
        chain.retry = retry(3, 1s);
        World world(small_plan(chain), [](Instant, const auto&) { return status(503, 5ms); });
        world.run();
        CHECK(world.log.settled[0].outcome.cause == Cause::status);
        CHECK(world.log.settled[0].settled == first_call + 5ms);
        CHECK(world.total(Counter::retry_past_deadline) == 1);
        CHECK(world.wire.starts.size() == 1);
    }

    TEST_CASE("an interrupt cuts the sleep of a retry that is outside a timeout") {
        ChainConfig chain{.order = {LayerKind::retry, LayerKind::timeout}};
        chain.retry = retry(2, 300ms);
        chain.timeout = policy::TimeoutConfig{100ms};
        World world(small_plan(chain), [](Instant, const auto&) { return silence(); });
        world.run(first_call + 250ms);
        REQUIRE(world.log.settled.size() == 1);
        CHECK(world.log.settled[0].outcome.cause == Cause::cancelled);
        CHECK(world.log.settled[0].settled == first_call + 250ms);
        CHECK(world.timers.size() == 0);
    }

    TEST_CASE("CO-1: a breaker inside retry opens within the second call, after five attempts") {
        ChainConfig chain{.order = {LayerKind::retry, LayerKind::circuit_breaker}};
        chain.retry = retry(3, 1ms);
        chain.circuit_breaker = consecutive(5);
        World world(small_plan(chain, 10), [](Instant, const auto&) { return status(500); });
        world.run();
        CHECK(world.wire.starts.size() == 5);
        CHECK(world.total(Counter::breaker_opens) == 1);
        CHECK(world.total(Counter::rejected) == 9);  // the second call included: its third try is refused
    }

    TEST_CASE("CO-1: a breaker outside retry opens after five calls, fifteen attempts") {
        ChainConfig chain{.order = {LayerKind::circuit_breaker, LayerKind::retry}};
        chain.retry = retry(3, 1ms);
        chain.circuit_breaker = consecutive(5);
        World world(small_plan(chain, 10), [](Instant, const auto&) { return status(500); });
        world.run();
        CHECK(world.wire.starts.size() == 15);
        CHECK(world.total(Counter::failed) == 5);
        CHECK(world.total(Counter::rejected) == 5);
    }

    TEST_CASE("RT-18: a rejection by an open breaker is not retried") {
        ChainConfig chain{.order = {LayerKind::retry, LayerKind::circuit_breaker}};
        chain.retry = retry(3, 10ms);
        chain.circuit_breaker = consecutive(1);
        World world(small_plan(chain, 2), [](Instant, const auto&) { return status(404); });
        world.run();
        CHECK(world.wire.starts.size() == 1);  // 404 is not retryable, but a failure for the breaker
        CHECK(world.log.settled[1].outcome.cause == Cause::breaker_open);
        CHECK(world.log.settled[1].settled == world.log.settled[1].intended);
    }

    TEST_CASE("a call cancelled by an outer timeout is neutral for the breaker inside") {
        ChainConfig chain{.order = {LayerKind::timeout, LayerKind::circuit_breaker}};
        chain.timeout = policy::TimeoutConfig{10ms};
        chain.circuit_breaker = consecutive(1);
        World world(small_plan(chain, 10), [](Instant, const auto&) { return silence(); });
        world.run();
        CHECK(world.total(Counter::timeout_fired) == 10);
        CHECK(world.total(Counter::breaker_opens) == 0);
    }

    TEST_CASE("BH-7: a waiter that times out never runs later") {
        ChainConfig chain{.order = {LayerKind::bulkhead}};
        chain.bulkhead = policy::BulkheadConfig{.max_concurrent = 1, .max_queue = 2, .queue_timeout = 50ms};
        // Calls at 50, 150 ms …: the first holds the place for 150 ms, the second waits from 150 ms on.
        World world(small_plan(chain, 2, 200ms), [](Instant, const auto&) { return ok(300ms); });
        world.run();
        REQUIRE(world.log.settled.size() == 2);
        CHECK(world.log.settled[0].outcome.cause == Cause::bulkhead_timeout);
        CHECK(world.log.settled[0].settled == at(200ms));
        CHECK(world.wire.starts.size() == 1);
    }

    TEST_CASE("BH-8: the queue timeout bounds the waiting, not the work") {
        ChainConfig chain{.order = {LayerKind::bulkhead}};
        chain.bulkhead = policy::BulkheadConfig{.max_concurrent = 1, .max_queue = 2, .queue_timeout = 50ms};
        World world(small_plan(chain, 2, 40ms), [](Instant, const auto&) { return ok(60ms); });
        world.run();
        REQUIRE(world.log.settled.size() == 2);  // due at 10 and 30 ms; the second runs from 70 to 130 ms
        CHECK(world.log.settled[1].outcome.is_success());
        CHECK(world.log.settled[1].settled == at(130ms));
        CHECK(world.total(Counter::bulkhead_queued) == 1);
    }

    TEST_CASE("CO-3: a bulkhead outside retry holds its place during sleeps, inside it does not") {
        const auto attempts_in = [](std::vector<LayerKind> order) {
            ChainConfig chain{.order = std::move(order)};
            chain.bulkhead = policy::BulkheadConfig{.max_concurrent = 1};
            chain.retry = retry(2, 400ms);
            World world(small_plan(chain, 4), [](Instant, const auto&) { return status(503, 10ms); });
            world.run();
            return world.wire.starts.size();
        };
        CHECK(attempts_in({LayerKind::bulkhead, LayerKind::retry}) == 4);  // calls 1 and 3 only
        CHECK(attempts_in({LayerKind::retry, LayerKind::bulkhead}) == 8);
    }

    TEST_CASE("CO-2: a rate limit outside retry takes a token a call, inside one an attempt") {
        const auto run_with = [](std::vector<LayerKind> order) {
            ChainConfig chain{.order = std::move(order)};
            chain.rate_limit = policy::RateLimiterConfig{.rate = Rate{0.001}, .burst = 4};
            chain.retry = retry(2, 1ms);
            World world(small_plan(chain, 4), [](Instant, const auto&) { return status(503); });
            world.run();
            return world.wire.starts.size();
        };
        CHECK(run_with({LayerKind::rate_limit, LayerKind::retry}) == 8);
        CHECK(run_with({LayerKind::retry, LayerKind::rate_limit}) == 4);
    }

    TEST_CASE("a rate limit that waits delays the call and keeps its order") {
        ChainConfig chain{.order = {LayerKind::rate_limit}};
        chain.rate_limit = policy::RateLimiterConfig{
            .rate = Rate{10}, .burst = 1, .when_limited = policy::WhenLimited::wait, .max_wait = 250ms};
        World world(small_plan(chain, 5, 50ms), [](Instant, const auto&) { return ok(); });
        world.run();  // due at 5, 15, 25, 35, 45 ms; tokens at 5, 105, 205 ms, the others would wait too long
        CHECK(world.wire.starts == std::vector<Instant>{at(5ms), at(105ms), at(205ms)});
        CHECK(world.total(Counter::rejected) == 2);
    }

    TEST_CASE("TO-7: a fallback outside answers for a call that timed out, and is counted as degraded") {
        ChainConfig chain{.order = {LayerKind::fallback, LayerKind::timeout}};
        chain.fallback = policy::FallbackConfig{};
        chain.timeout = policy::TimeoutConfig{50ms};
        World world(small_plan(chain), [](Instant, const auto&) { return silence(); });
        world.run();
        CHECK(world.log.settled[0].outcome.from_fallback);
        CHECK(world.total(Counter::degraded) == 1);
        CHECK(world.total(Counter::succeeded) == 0);
        CHECK(world.total(Counter::timeout_fired) == 1);
    }

    TEST_CASE("Retry-After makes the next attempt wait, up to its cap") {
        ChainConfig chain{.order = {LayerKind::retry}};
        chain.retry = retry(2, 10ms);
        chain.retry->retry_after_max = 300ms;
        World world(small_plan(chain), [](Instant, const run::AttemptRequest& attempt) {
            Reply reply = attempt.id.number == 1 ? status(429) : ok();
            reply.result.retry_after = 2s;
            return reply;
        });
        world.run();
        CHECK(world.wire.starts == std::vector<Instant>{first_call, first_call + 300ms});
    }
}
