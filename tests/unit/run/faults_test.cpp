// Goal: faults act under the policy chain, so that policies see them. Method: one fault at a time on a
// target that always answers.

#include "support/retryable.hpp"
#include "support/world.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::test;
using measure::Counter;
using policy::ChainConfig;
using policy::LayerKind;

namespace {

run::Plan with_fault(fault::Kind kind, ChainConfig chain = {}) {
    run::Plan plan = small_plan(std::move(chain), 10);
    plan.faults.push_back(
        {.id = "fault", .kind = std::move(kind), .target = 0, .windows = {{at(300ms), at(700ms)}}});
    return plan;  // calls are due at 50, 150, … 950 ms: four within the window
}

ScriptedWire::Script always_ok() {
    return [](Instant, const auto&) {
        return ok(1ms);
    };
}

}  // namespace

TEST_SUITE("run::Pipeline under faults") {
    TEST_CASE("a status fault answers in place of the target, within its window only") {
        World world(with_fault(fault::Status{.status = 503, .retry_after = std::nullopt}), always_ok());
        world.run();
        CHECK(world.total(Counter::failed) == 4);
        CHECK(world.total(Counter::fault_eligible) == 4);
        CHECK(world.total(Counter::fault_fired) == 4);
        CHECK(world.wire.starts.size() == 6);
        CHECK(world.log.settled[3].outcome == Outcome{.cause = Cause::status, .status = 503});
    }

    TEST_CASE("a refused connection is a connect error, a reset comes after the target was asked") {
        World refused(with_fault(fault::Refuse{}), always_ok());
        refused.run();
        CHECK(refused.log.settled[3].outcome.cause == Cause::connect_error);
        CHECK(refused.wire.starts.size() == 6);

        World reset(with_fault(fault::Reset{}), always_ok());
        reset.run();
        CHECK(reset.log.settled[3].outcome.cause == Cause::reset);
        CHECK(reset.wire.starts.size() == 10);
    }

    TEST_CASE("a latency fault holds the answer back") {
        World world(with_fault(fault::Latency{Distribution(Distribution::Constant{20ms})}), always_ok());
        world.run();
        CHECK(world.log.settled[2].settled - world.log.settled[2].intended == 1ms);
        CHECK(world.log.settled[3].settled - world.log.settled[3].intended == 21ms);
        CHECK(world.total(Counter::succeeded) == 10);
    }

    TEST_CASE("an attempt timeout ends an attempt whose answer is held back or never comes") {
        ChainConfig chain{.order = {LayerKind::attempt_timeout}};
        chain.attempt_timeout = policy::TimeoutConfig{10ms};
        for (const fault::Kind& kind :
             {fault::Kind{fault::BlackHole{}},
              fault::Kind{fault::Latency{Distribution(Distribution::Constant{1s})}}}) {
            World world(with_fault(kind, chain), always_ok());
            world.run();
            CHECK(world.total(Counter::attempt_timeout_fired) == 4);
            CHECK(world.log.settled[3].settled - world.log.settled[3].intended == 10ms);
            CHECK(world.wire.under_way() == 0);
        }
    }

    TEST_CASE("retry and breaker see an injected fault as they would see a real one") {
        ChainConfig chain{.order = {LayerKind::retry, LayerKind::circuit_breaker}};
        chain.retry = policy::RetryConfig{};
        chain.retry->retry_on = test::usual_retryable();
        chain.retry->backoff.initial_delay = 1ms;
        chain.circuit_breaker = policy::CircuitBreakerConfig{};
        chain.circuit_breaker->failure_threshold = 2;
        World world(with_fault(fault::Status{.status = 503, .retry_after = std::nullopt}, chain),
                    always_ok());
        world.run();
        CHECK(world.total(Counter::breaker_opens) == 1);
        CHECK(world.total(Counter::retries) == 2);  // the second retry is refused by the breaker
    }
}
