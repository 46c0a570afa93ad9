// Goal: a report says what the recorder holds, no more. Method: a hand-fed recorder, numbers worked out by
// hand.
#include "report/build.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace fortify::report {
namespace {

using measure::Counter;
using measure::Timing;

run::Plan small_plan() {
    run::Plan plan;
    plan.name = "small";
    plan.phases = {{.name = "warmup", .when = {at(0s), at(1s)}, .measured = false},
                   {.name = "steady", .when = {at(1s), at(3s)}}};
    run::TargetPlan target;
    target.name = "api";
    target.service = 0;
    target.policy = 0;
    plan.targets = {target};
    plan.services = {{.name = "backend", .workers = 2, .queue_limit = 5, .instances = 2}};
    policy::ChainConfig chain;
    chain.name = "client";
    chain.order = {policy::LayerKind::retry, policy::LayerKind::circuit_breaker};
    chain.retry = policy::RetryConfig{};
    chain.circuit_breaker = policy::CircuitBreakerConfig{};
    plan.policies = {chain};
    plan.faults = {{.id = "stall", .kind = fault::Stall{}, .target = 0, .windows = {{at(1s), at(2s)}}},
                   {.id = "burst", .kind = fault::Status{}, .target = 0, .windows = {{at(2s), at(3s)}}}};
    return plan;
}

void succeed(measure::Recorder& recorder, Instant when, Duration took, std::uint32_t times) {
    const measure::ScopeMask scopes = recorder.scopes_at(when);
    for (const Counter counter :
         {Counter::offered, Counter::attempts, Counter::settled, Counter::succeeded}) {
        recorder.count(counter, 0, when, scopes, times);
    }
    for (std::uint32_t call = 0; call < times; ++call) {
        recorder.time(Timing::response_time, 0, when, scopes, took);
    }
}

struct Counted {
    std::uint64_t stall = 1;
    std::uint64_t burst = 1;
};

std::vector<service::ServiceModel::Totals> services_with(const Counted& counted) {
    service::ServiceModel::Totals totals;
    totals.arrived = 10;
    totals.busy = 6s;
    totals.wasted = 1500ms;
    totals.fault_eligible = {2 * counted.stall};
    totals.fault_hits = {counted.stall};
    return {totals};
}

std::vector<fault::Injector::Counts> faults_with(const Counted& counted) {
    return {{}, {.eligible = 4, .fired = counted.burst}};
}

}  // namespace

TEST_SUITE("report::build") {
    TEST_CASE("a target that nothing was done to, and that never succeeds, is dead") {
        const run::Plan plan = small_plan();  // the first fault begins at 1 s
        measure::Recorder recorder(run::layout_of(plan));
        recorder.count(Counter::settled, 0, at(500ms), recorder.scopes_at(at(500ms)));
        SUBCASE("successes under the fault do not make it alive") {
            succeed(recorder, at(1500ms), 10ms, 1);
            CHECK(dead_targets(plan, recorder) == std::vector<std::string>{"api"});
        }
        SUBCASE("one before it does") {
            succeed(recorder, at(900ms), 10ms, 1);
            CHECK(dead_targets(plan, recorder).empty());
        }
    }
    TEST_CASE("without a call before the first fault nothing is known") {
        const run::Plan plan = small_plan();
        const measure::Recorder recorder(run::layout_of(plan));
        CHECK(dead_targets(plan, recorder).empty());
    }
    TEST_CASE("warm-up phases count in the whole run, not in what is measured") {
        const run::Plan plan = small_plan();
        measure::Recorder recorder(run::layout_of(plan));
        succeed(recorder, at(500ms), 10ms, 30);
        succeed(recorder, at(1500ms), 20ms, 50);
        recorder.finish(at(3s));
        const Report report = build({.plan = plan, .recorder = recorder, .ended = at(3s), .info = {}});
        CHECK(report.run.counts.offered == 80);
        CHECK(report.measured.counts.offered == 50);
        CHECK(report.measured_time == 2s);
        CHECK(report.measured.goodput == doctest::Approx(25));
        REQUIRE(report.scopes.size() == 4);
        CHECK(report.scopes[0].calls.counts.succeeded == 30);
        CHECK(report.scopes[2].kind == measure::Scope::Kind::fault);
        CHECK(report.scopes[2].calls.counts.succeeded == 50);
    }
    TEST_CASE("a percentile is given from ten samples beyond it on") {
        const run::Plan plan = small_plan();
        for (const std::uint32_t samples : {99U, 100U}) {
            measure::Recorder recorder(run::layout_of(plan));
            succeed(recorder, at(1500ms), 20ms, samples);
            recorder.finish(at(3s));
            const Report report = build({.plan = plan, .recorder = recorder, .ended = at(3s), .info = {}});
            CHECK(report.measured.response_time.p50.has_value());
            CHECK(report.measured.response_time.p90.has_value() == (samples == 100));
            CHECK_FALSE(report.measured.response_time.p99.has_value());
            CHECK(report.measured.response_time.max == Duration(20ms));
        }
    }
    TEST_CASE("a run cut short has shorter phases, and some that never were") {
        const run::Plan plan = small_plan();
        measure::Recorder recorder(run::layout_of(plan));
        succeed(recorder, at(500ms), 10ms, 5);
        recorder.finish(at(800ms));
        const Report report = build({.plan = plan,
                                     .recorder = recorder,
                                     .ending = run::Ending::interrupted,
                                     .ended = at(800ms),
                                     .info = {}});
        CHECK(report.scopes[0].lasted == 800ms);
        CHECK(report.scopes[1].lasted == 0s);
        CHECK_FALSE(report.scopes[1].calls.goodput.has_value());
        CHECK_FALSE(report.measured.shares.succeeded.has_value());
        CHECK(report.overall.exit_code == 130);
    }
    TEST_CASE("services and their faults come from the models, wire faults from the injector") {
        const run::Plan plan = small_plan();
        measure::Recorder recorder(run::layout_of(plan));
        recorder.finish(at(3s));
        const std::vector<fault::Injector::Counts> counts = faults_with({.burst = 3});
        const Report report = build({.plan = plan,
                                     .recorder = recorder,
                                     .ended = at(3s),
                                     .fault_counts = counts,
                                     .services = services_with({.stall = 7}),
                                     .info = {}});
        REQUIRE(report.faults.size() == 2);
        CHECK(report.faults[0].in_service);
        CHECK(report.faults[0].fired == 7);
        CHECK(report.faults[0].eligible == 14);
        CHECK(report.faults[0].realised == 0.5);
        CHECK(report.faults[1].fired == 3);
        CHECK(report.faults[1].realised == doctest::Approx(0.75));
        REQUIRE(report.services.size() == 1);
        CHECK(report.services[0].utilization == doctest::Approx(0.5));
        CHECK(report.services[0].wasted_share == doctest::Approx(0.25));
    }
    TEST_CASE("the time to detection runs from the fault's start to the first opening within it") {
        const run::Plan plan = small_plan();
        measure::Recorder recorder(run::layout_of(plan));
        recorder.finish(at(3s));
        std::vector<run::TransitionSeen> seen(2);
        seen[0].transition = {.when = at(900ms),
                              .from = policy::BreakerState::closed,
                              .to = policy::BreakerState::open,
                              .counts = {}};
        seen[1].transition = seen[0].transition;
        seen[1].transition.when = at(1250ms);
        const Report report =
            build({.plan = plan, .recorder = recorder, .ended = at(3s), .transitions = seen, .info = {}});
        CHECK(report.faults[0].detected == Duration(250ms));
        CHECK_FALSE(report.faults[1].detected.has_value());
        CHECK(report.policies[0].circuit_breaker->transitions.size() == 2);
    }
    TEST_CASE("the timeline has few columns, the series a second each, and both hold every call") {
        const run::Plan plan = small_plan();
        measure::Recorder recorder(run::layout_of(plan));
        for (int number = 0; number < 300; ++number) {
            succeed(recorder, at(10ms * number), 1ms, 1);
        }
        recorder.finish(at(3s));
        const Report report = build({.plan = plan, .recorder = recorder, .ended = at(3s), .info = {}});
        CHECK(report.series.slot == 1s);
        CHECK(report.timeline.slots.size() <= timeline_columns);
        for (const Series& series : {report.series, report.timeline}) {
            std::uint64_t settled = 0;
            for (const SeriesSlot& slot : series.slots) {
                settled += slot.settled;
            }
            CHECK(settled == 300);
        }
    }
}

TEST_SUITE("report::unfired_faults") {
    TEST_CASE("only what was counted as nothing is unfired") {
        const run::Plan plan = small_plan();
        const auto unfired = [&](const Counted& counted) {
            return unfired_faults(plan, faults_with(counted), services_with(counted));
        };
        CHECK(unfired({.stall = 1, .burst = 1}).empty());
        CHECK(unfired({.stall = 0, .burst = 1}) == std::vector<std::string>{"stall"});
        CHECK(unfired({.stall = 0, .burst = 0}) == std::vector<std::string>{"stall", "burst"});
        CHECK(unfired_faults(plan, {}, {}).empty());
    }
    TEST_CASE("a fault of probability zero is not planned to fire") {
        run::Plan plan = small_plan();
        plan.faults[1].probability = 0;
        CHECK(unfired_faults(plan, faults_with({.burst = 0}), services_with({})).empty());
    }
}

}  // namespace fortify::report
