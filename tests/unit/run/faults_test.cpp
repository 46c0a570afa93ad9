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

    TEST_CASE("what a connection suffers is told to the wire, which answers for it") {
        std::vector<std::optional<fault::Treatment>> told;
        World world(with_fault(fault::Refuse{}), [&told](Instant, const run::AttemptRequest& attempt) {
            told.push_back(attempt.treatment == nullptr ? std::nullopt : std::optional(*attempt.treatment));
            return attempt.treatment == nullptr ? ok(1ms) : broken(Cause::connect_error, 2ms);
        });
        world.run();
        REQUIRE(told.size() == 10);
        CHECK_FALSE(told[2].has_value());
        REQUIRE(told[3].has_value());
        CHECK(told[3]->connect == fault::Treatment::Connect::refused);
        CHECK(world.log.settled[3].outcome.cause == Cause::connect_error);
        CHECK(world.total(Counter::failed) == 4);
    }

    TEST_CASE("work that never reached the target is not wasted when it is withdrawn") {
        ChainConfig chain{.order = {LayerKind::attempt_timeout}};
        chain.attempt_timeout = policy::TimeoutConfig{10ms};
        const auto wasted_by = [&](fault::Kind kind) {
            World world(with_fault(std::move(kind), chain), [](Instant, const run::AttemptRequest& attempt) {
                return attempt.treatment == nullptr ? ok(1ms) : silence();
            });
            world.run();
            CHECK(world.total(Counter::attempt_timeout_fired) == 4);
            return world.total(Counter::wasted);
        };
        CHECK(wasted_by(fault::BlackHole{}) == 0);
        CHECK(wasted_by(fault::ConnectTimeout{}) == 0);
        CHECK(wasted_by(fault::SlowConnect{Distribution(Distribution::Constant{1s})}) == 0);
        CHECK(wasted_by(fault::HalfOpen{}) == 4);
        CHECK(wasted_by(fault::SlowConnect{Distribution(Distribution::Constant{1ms})}) == 4);
    }

    TEST_CASE("a latency fault holds the answer back") {
        World world(with_fault(fault::Latency{Distribution(Distribution::Constant{20ms})}), always_ok());
        world.run();
        CHECK(world.log.settled[2].settled - world.log.settled[2].intended == 1ms);
        CHECK(world.log.settled[3].settled - world.log.settled[3].intended == 21ms);
        CHECK(world.total(Counter::succeeded) == 10);
    }

    TEST_CASE("an attempt timeout ends an attempt whose answer is held back") {
        ChainConfig chain{.order = {LayerKind::attempt_timeout}};
        chain.attempt_timeout = policy::TimeoutConfig{10ms};
        World world(with_fault(fault::Latency{Distribution(Distribution::Constant{1s})}, chain), always_ok());
        world.run();
        CHECK(world.total(Counter::attempt_timeout_fired) == 4);
        CHECK(world.log.settled[3].settled - world.log.settled[3].intended == 10ms);
        CHECK(world.wire.under_way() == 0);
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

    TEST_CASE("a fault in half-open opens the breaker again") {
        ChainConfig chain{.order = {LayerKind::circuit_breaker}};
        chain.circuit_breaker = policy::CircuitBreakerConfig{};
        chain.circuit_breaker->failure_threshold = 1;
        chain.circuit_breaker->open_for = 100ms;
        run::Plan plan = with_fault(fault::Status{}, chain);
        plan.faults[0].windows = {{at(0ms), at(100ms)}};  // the first call opens it
        plan.faults.push_back({.id = "probe",
                               .kind = fault::Status{},
                               .windows = {{at(0ms), at(1s)}},
                               .condition = {.breaker = fault::BreakerPhase::half_open},
                               .choice = fault::First{2}});
        World world(plan, always_ok());
        world.run();
        // Opened at 50 ms; probes at 150 and 250 ms fail by the second fault, the third at 350 succeeds.
        CHECK(world.total(Counter::breaker_opens) == 3);
        CHECK(world.total(Counter::breaker_closes) == 1);
        CHECK(world.runner.fault_counts()[1].eligible == 3);
        CHECK(world.runner.fault_counts()[1].fired == 2);
    }

    TEST_CASE("a fault may wait for a full bulkhead") {
        ChainConfig chain{.order = {LayerKind::bulkhead}};
        chain.bulkhead = policy::BulkheadConfig{.max_concurrent = 4};
        run::Plan plan = with_fault(fault::Status{}, chain);
        plan.faults[0].windows = {{at(0ms), at(1s)}};
        plan.faults[0].condition.bulkhead =
            fault::BulkheadLevel{.than = fault::BulkheadLevel::Than::above, .share = 0.5};
        // Calls come every 100 ms and take 250 unless they fail: every third finds three of four places in
        // use, its own included.
        World world(plan, [](Instant, const auto&) { return ok(250ms); });
        world.run();
        CHECK(world.log.settled.front().outcome.cause == Cause::status);
        CHECK(world.total(Counter::fault_fired) == world.total(Counter::failed));
        CHECK(world.total(Counter::failed) == 3);
    }

    TEST_CASE("a fault above the policies is the caller's alone") {
        ChainConfig chain{.order = {LayerKind::retry, LayerKind::circuit_breaker}};
        chain.retry = policy::RetryConfig{};
        chain.retry->retry_on = test::usual_retryable();
        chain.circuit_breaker = policy::CircuitBreakerConfig{};
        chain.circuit_breaker->failure_threshold = 1;
        run::Plan plan = with_fault(fault::Status{}, chain);
        plan.faults[0].place = fault::Place::above;
        World world(plan, always_ok());
        world.run();
        CHECK(world.total(Counter::failed) == 4);
        CHECK(world.total(Counter::attempts) == 6);
        CHECK(world.total(Counter::retries) == 0);
        CHECK(world.total(Counter::breaker_opens) == 0);
        CHECK(world.total(Counter::fault_fired) == 4);
    }

    TEST_CASE("latency above the policies fits no timeout of theirs") {
        ChainConfig chain{.order = {LayerKind::timeout}};
        chain.timeout = policy::TimeoutConfig{50ms};
        run::Plan plan = with_fault(fault::Latency{Distribution(Distribution::Constant{200ms})}, chain);
        plan.faults[0].place = fault::Place::above;
        World world(plan, always_ok());
        world.run();
        CHECK(world.total(Counter::succeeded) == 10);
        CHECK(world.total(Counter::timeout_fired) == 0);
        CHECK(world.timers.size() == 0);
        std::size_t late = 0;
        for (const run::Settled& one : world.log.settled) {
            late += one.settled - one.intended == 201ms ? 1U : 0U;
        }
        CHECK(late == 4);
    }

    TEST_CASE("a call whose result is held back above the policies is withdrawn when the run ends") {
        run::Plan plan = with_fault(fault::Latency{Distribution(Distribution::Constant{1h})});
        plan.faults[0].place = fault::Place::above;
        plan.safety.drain = 100ms;
        World world(plan, always_ok());
        world.run();
        CHECK(world.total(Counter::unfinished) == 4);
        CHECK(world.timers.size() == 0);
    }

    TEST_CASE("matches are of the request and the client, and caps count what is under way") {
        run::Plan plan = with_fault(fault::Latency{Distribution(Distribution::Constant{350ms})});
        plan.client_instances = 2;  // they take turns
        plan.faults[0].match.client = 1;
        plan.faults[0].windows = {{at(0ms), at(1s)}};
        plan.faults[0].max_active = 1;
        World world(plan, always_ok());
        world.run();
        // Those of client 1 are due at 150, 350, 550 …; the fault is busy from 150 to 501, 550 to 901 ms.
        CHECK(world.total(Counter::fault_eligible) == 5);
        CHECK(world.total(Counter::fault_fired) == 3);
        CHECK(world.total(Counter::fault_capped) == 2);

        plan = with_fault(fault::Status{});
        plan.targets[0].url = "http://127.0.0.1:1/api/";
        plan.targets[0].requests[0].path = "/charge?x=1";
        plan.faults[0].match.path = "/api/charge";
        World by_path(plan, always_ok());
        by_path.run();
        CHECK(by_path.total(Counter::fault_fired) == 4);
    }

    TEST_CASE("what delays were drawn is taken down for each fault") {
        World world(with_fault(fault::SlowConnect{Distribution(Distribution::Constant{20ms})}), always_ok());
        world.run();
        const measure::Histogram delays = world.recorder.histogram(measure::Timing::fault_delay, 0);
        CHECK(delays.count() == 4);
        CHECK(delays.max() == 20ms);
    }
}
