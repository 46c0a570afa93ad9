// Goal: every wire keeps the same promises, so that what is true in virtual time is true over sockets.
// Method: one suite of short plans, run unchanged over each wire. Times are far enough apart that
// tens of milliseconds of delay on a busy machine change no outcome.

#include "conformance/fault_rows.hpp"
#include "conformance/worlds.hpp"
#include "support/retryable.hpp"
#include "support/world.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace fortify;
using namespace fortify::test;
using measure::Counter;
using policy::ChainConfig;
using policy::LayerKind;

namespace {

constexpr std::array<WireKind, 2> every_wire{WireKind::simulated, WireKind::curl};

run::Plan service_plan(double calls, Duration length, Duration service_time, ChainConfig chain = {}) {
    run::Plan plan = small_plan(std::move(chain), calls, length);
    plan.targets[0].service = 0;
    plan.services.push_back(
        {.name = "api", .workers = 20, .service_time = Distribution(Distribution::Constant{service_time})});
    plan.safety.drain = 5s;
    return plan;
}

void add_fault(run::Plan& plan, fault::Kind kind, Duration from, Duration to) {
    plan.faults.push_back(
        {.id = "fault", .kind = std::move(kind), .target = 0, .windows = {{at(from), at(to)}}});
}

void check_laws(const Traces& traces, std::uint64_t offered) {
    CHECK(traces.total(Counter::offered) == offered);
    CHECK(traces.total(Counter::offered) ==
          traces.total(Counter::settled) + traces.total(Counter::unfinished) + traces.total(Counter::unsent));
    CHECK(traces.total(Counter::attempts) == traces.total(Counter::attempts_succeeded) +
                                                 traces.total(Counter::attempts_failed) +
                                                 traces.total(Counter::attempts_cancelled));
    std::set<std::uint64_t> seen;
    for (const run::Settled& one : traces.settled) {
        CHECK(seen.insert(one.call.value).second);  // each call settles once
        CHECK(one.settled >= one.intended);
    }
}

}  // namespace

TEST_SUITE("every wire") {
    TEST_CASE("answers arrive and each call settles once") {
        for (const WireKind wire : every_wire) {
            CAPTURE(static_cast<int>(wire));
            const Traces traces = run_over(wire, service_plan(40, 400ms, 5ms));
            check_laws(traces, 40);
            CHECK(traces.settled_with(Cause::none) == 40);
            CHECK(traces.services.at(0).answered == 40);
        }
    }

    TEST_CASE("a full queue answers 503, which is a failure by status") {
        for (const WireKind wire : every_wire) {
            CAPTURE(static_cast<int>(wire));
            run::Plan plan = service_plan(4, 100ms, 1s);
            plan.services[0].workers = 1;
            plan.services[0].queue_limit = 1;
            const Traces traces = run_over(wire, plan);
            check_laws(traces, 4);
            CHECK(traces.settled_with(Cause::none) == 2);
            CHECK(traces.settled_with(Cause::status) == 2);
            CHECK(traces.services.at(0).shed == 2);
        }
    }

    TEST_CASE("a crash resets what is inside and refuses what comes, then the service is back") {
        for (const WireKind wire : every_wire) {
            CAPTURE(static_cast<int>(wire));
            // Due at 100, 300, 500, 700 ms …; work takes 150 ms; down from 200 to 600 ms.
            run::Plan plan = service_plan(5, 1s, 150ms);
            add_fault(plan, fault::Crash{}, 200ms, 600ms);
            const Traces traces = run_over(wire, plan);
            check_laws(traces, 5);
            CHECK(traces.settled_with(Cause::reset) == 1);
            CHECK(traces.settled_with(Cause::connect_error) == 2);
            CHECK(traces.settled_with(Cause::none) == 2);
        }
    }

    TEST_CASE("a stall outlasts an attempt timeout, and the work goes on for nobody") {
        ChainConfig chain{.order = {LayerKind::attempt_timeout}};
        chain.attempt_timeout = policy::TimeoutConfig{200ms};
        for (const WireKind wire : every_wire) {
            CAPTURE(static_cast<int>(wire));
            run::Plan plan = service_plan(4, 1200ms, 20ms, chain);  // due at 150, 450, 750, 1050 ms
            add_fault(plan, fault::Stall{}, 400ms, 800ms);
            const Traces traces = run_over(wire, plan);
            check_laws(traces, 4);
            CHECK(traces.settled_with(Cause::attempt_timeout) == 1);  // the one of 450 ms, at 650 ms
            CHECK(traces.settled_with(Cause::none) == 3);
            CHECK(traces.services.at(0).abandoned == 1);
        }
    }

    TEST_CASE("an error fault answers after the work, with the status asked for") {
        for (const WireKind wire : every_wire) {
            CAPTURE(static_cast<int>(wire));
            run::Plan plan = service_plan(4, 400ms, 1ms);  // due at 50, 150, 250, 350 ms
            add_fault(plan, fault::Errors{.status = 500}, 100ms, 300ms);
            const Traces traces = run_over(wire, plan);
            check_laws(traces, 4);
            CHECK(traces.settled_with(Cause::status) == 2);
            CHECK(traces.total(Counter::fault_fired) == 2);
        }
    }

    TEST_CASE("faults on the wire have the same outcomes") {
        ChainConfig chain{.order = {LayerKind::timeout}};
        chain.timeout = policy::TimeoutConfig{150ms};
        const std::vector<std::pair<fault::Kind, Cause>> cases{
            {fault::Status{.status = 429, .retry_after = std::nullopt}, Cause::status},
            {fault::Refuse{}, Cause::connect_error},
            {fault::Reset{}, Cause::reset},
            {fault::BlackHole{}, Cause::call_timeout},
            {fault::Latency{Distribution(Distribution::Constant{10s})}, Cause::call_timeout},
            {fault::Latency{Distribution(Distribution::Constant{10ms})}, Cause::none}};
        for (const WireKind wire : every_wire) {
            for (const auto& [kind, cause] : cases) {
                CAPTURE(static_cast<int>(wire));
                CAPTURE(fault::name_of(kind));
                run::Plan plan = service_plan(4, 400ms, 1ms, chain);
                add_fault(plan, kind, 100ms, 300ms);
                const Traces traces = run_over(wire, plan);
                check_laws(traces, 4);
                CHECK(traces.settled_with(cause) == (cause == Cause::none ? 4 : 2));
                CHECK(traces.total(Counter::fault_fired) == 2);
            }
        }
    }

    // The services of these worlds speak no TLS; the certificates of the real wire have a test of their own.
    TEST_CASE("every fault on the wire comes to the same end on every wire") {
        ChainConfig chain{.order = {LayerKind::timeout}};
        chain.timeout = policy::TimeoutConfig{300ms};
        for (const WireKind wire : every_wire) {
            for (const FaultRow& row : fault_rows()) {
                if (row.needs_tls && wire == WireKind::curl) {
                    continue;
                }
                CAPTURE(static_cast<int>(wire));
                CAPTURE(row.name);
                run::Plan plan = service_plan(4, 400ms, 1ms, chain);
                add_fault(plan, row.kind, 100ms, 300ms);
                const Traces traces = run_over(wire, plan);
                check_laws(traces, 4);
                CHECK(traces.settled_with(row.cause) == (row.cause == Cause::none ? 4 : 2));
                CHECK(traces.services.at(0).arrived == 2 + 2 * row.asked);
                CHECK(traces.total(Counter::fault_fired) == 2);
            }
        }
    }

    TEST_CASE("policies that refuse never touch the wire") {
        for (const WireKind wire : every_wire) {
            CAPTURE(static_cast<int>(wire));
            ChainConfig chain{.order = {LayerKind::bulkhead, LayerKind::circuit_breaker}};
            chain.bulkhead = policy::BulkheadConfig{.max_concurrent = 1};
            chain.circuit_breaker = policy::CircuitBreakerConfig{};
            chain.circuit_breaker->failure_threshold = 1;
            // Due at 10 and 30 ms while the first works until 310 ms.
            const Traces full = run_over(wire, service_plan(2, 40ms, 300ms, chain));
            CHECK(full.settled_with(Cause::bulkhead_full) == 1);
            CHECK(full.total(Counter::attempts) == 1);

            run::Plan plan = service_plan(3, 300ms, 1ms, chain);
            add_fault(plan, fault::Errors{.status = 500}, 0ms, 10s);
            const Traces open = run_over(wire, plan);
            CHECK(open.settled_with(Cause::status) == 1);
            CHECK(open.settled_with(Cause::breaker_open) == 2);
            CHECK(open.services.at(0).arrived == 1);
        }
    }

    TEST_CASE("retries reach the target, and a retried call succeeds") {
        ChainConfig chain{.order = {LayerKind::retry}};
        chain.retry = policy::RetryConfig{};
        chain.retry->retry_on = test::usual_retryable();
        chain.retry->backoff = {
            .shape = policy::BackoffShape::constant, .initial_delay = 100ms, .max_delay = 100ms};
        for (const WireKind wire : every_wire) {
            CAPTURE(static_cast<int>(wire));
            run::Plan plan = service_plan(1, 100ms, 1ms, chain);  // due at 50 ms
            add_fault(plan, fault::Errors{.status = 503}, 0ms, 100ms);
            const Traces traces = run_over(wire, plan);
            check_laws(traces, 1);
            CHECK(traces.settled_with(Cause::none) == 1);
            CHECK(traces.total(Counter::attempts) == 2);
            CHECK(traces.total(Counter::retry_successes) == 1);
        }
    }

    TEST_CASE("calls that never end are withdrawn when the time to wait is over") {
        for (const WireKind wire : every_wire) {
            CAPTURE(static_cast<int>(wire));
            run::Plan plan = service_plan(3, 100ms, 30s);
            plan.safety.drain = 200ms;
            const Traces traces = run_over(wire, plan);
            check_laws(traces, 3);
            CHECK(traces.total(Counter::unfinished) == 3);
            CHECK(traces.ending == run::Ending::completed);
        }
    }

    TEST_CASE("the same call takes the same time in the service, simulated or real") {
        std::array<Duration, 2> busy{};
        for (const WireKind wire : every_wire) {
            run::Plan plan = service_plan(30, 300ms, 1ms);
            plan.services[0].service_time = Distribution(Distribution::Exponential{5ms});
            busy[static_cast<std::size_t>(wire)] = run_over(wire, plan).services.at(0).busy;
        }
        CHECK(busy[0] == busy[1]);
    }
}
