// Goal: breakers are judged by what was injected, and by nothing else. Method: transitions by hand against
// fault windows with literal times; the recorder tells.
#include "run/breaker_watch.hpp"

#include "support/world.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

namespace fortify::test {
namespace {

using measure::Counter;
using measure::Gauge;
using measure::Timing;
using policy::BreakerCause;
using policy::BreakerState;

constexpr Duration minute = 60s;

// One minute with a stall from 10 s to 20 s, watched by breakers that stay open for 5 s.
run::Plan stalled_plan(std::uint16_t clients = 1) {
    policy::ChainConfig chain;
    chain.order = {policy::LayerKind::circuit_breaker};
    chain.circuit_breaker = policy::CircuitBreakerConfig{.failure_threshold = 3, .open_for = 5s};
    run::Plan plan = small_plan(chain, 60, minute);
    plan.client_instances = clients;
    plan.faults = {{.id = "errors", .kind = fault::Status{}, .target = 0, .windows = {{at(10s), at(20s)}}}};
    return plan;
}

struct Watched {
    explicit Watched(run::Plan wanted)
        : plan(std::move(wanted)),
          recorder(run::layout_of(plan)),
          watch(plan, run::faulted_for_client(plan), recorder) {
    }

    void step(Duration when,
              BreakerState to,
              BreakerCause cause = BreakerCause::failure_threshold,
              InstanceIndex client = 0) {
        states.resize(plan.client_instances, BreakerState::closed);
        watch.on_transition(
            {.policy = 0,
             .client = client,
             .transition = {.when = at(when), .from = states[client], .to = to, .cause = cause}});
        states[client] = to;
    }
    void finish() {
        watch.advance(at(minute));
        recorder.finish(at(minute));
    }
    [[nodiscard]] Duration time_of(Gauge gauge) const {
        return recorder.gauge_summary(gauge, 0, {run_start, at(minute)}).above_zero;
    }
    [[nodiscard]] std::uint64_t flaps() const {
        return recorder.total(Counter::breaker_flaps, 0);
    }
    [[nodiscard]] measure::Histogram times(Timing timing) const {
        return recorder.histogram(timing, 0);
    }

    run::Plan plan;
    measure::Recorder recorder;
    run::BreakerWatch watch;
    std::vector<BreakerState> states;
};

}  // namespace

TEST_SUITE("run::BreakerWatch") {
    TEST_CASE("a breaker that follows the fault is late by its detection and never wrong") {
        Watched seen(stalled_plan());
        seen.step(12s, BreakerState::open);
        seen.step(17s, BreakerState::half_open);
        seen.step(17500ms, BreakerState::open);
        seen.step(22500ms, BreakerState::half_open);
        seen.step(23s, BreakerState::closed);
        seen.finish();
        CHECK(seen.time_of(Gauge::breaker_late_open) == 2s);
        CHECK(seen.time_of(Gauge::breaker_wrongly_open) == 0s);
        REQUIRE(seen.times(Timing::breaker_time_to_open).count() == 1);
        CHECK(seen.times(Timing::breaker_time_to_open).max() == 2s);
        REQUIRE(seen.times(Timing::breaker_time_to_close).count() == 1);
        CHECK(seen.times(Timing::breaker_time_to_close).max() == 3s);
        CHECK(seen.flaps() == 0);
    }
    TEST_CASE("a breaker that never opens is late for as long as the fault is on") {
        Watched seen(stalled_plan());
        seen.finish();
        CHECK(seen.time_of(Gauge::breaker_late_open) == 10s);
        CHECK(seen.times(Timing::breaker_time_to_open).empty());
    }
    TEST_CASE("open before any fault is wrong, and right from the fault's start on") {
        Watched seen(stalled_plan());
        seen.step(4s, BreakerState::open);
        seen.step(9s, BreakerState::half_open);
        seen.step(9100ms, BreakerState::open);
        seen.step(24s, BreakerState::closed, BreakerCause::probes_succeeded);
        seen.finish();
        CHECK(seen.time_of(Gauge::breaker_wrongly_open) == 6s);
        CHECK(seen.time_of(Gauge::breaker_late_open) == 0s);
        CHECK(seen.times(Timing::breaker_time_to_open).empty());  // it was open already
    }
    TEST_CASE("after the fault a breaker is excused for open_for, then it is wrong") {
        Watched seen(stalled_plan());
        seen.step(19s, BreakerState::open);
        seen.step(24s, BreakerState::half_open);
        seen.step(24500ms, BreakerState::open);
        seen.step(32s, BreakerState::closed, BreakerCause::probes_succeeded);
        seen.finish();
        CHECK(seen.time_of(Gauge::breaker_wrongly_open) == 7s);  // from 25 s to 32 s
        CHECK(seen.times(Timing::breaker_time_to_close).max() == 12s);
    }
    TEST_CASE("probes that are under way when the excuse ends may end") {
        Watched seen(stalled_plan());
        seen.step(19s, BreakerState::open);
        seen.step(24s, BreakerState::half_open);
        seen.step(27s, BreakerState::open, BreakerCause::probe_failed);  // excused until 25 s
        seen.step(32s, BreakerState::half_open);
        seen.step(33s, BreakerState::closed, BreakerCause::probes_succeeded);
        seen.finish();
        CHECK(seen.time_of(Gauge::breaker_wrongly_open) == 6s);  // from 27 s to 33 s
    }
    TEST_CASE("opening again after a close is a flap, unless a fault began in between") {
        run::Plan plan = stalled_plan();
        plan.faults[0].windows = {{at(10s), at(20s)}, {at(40s), at(50s)}};
        Watched seen(plan);
        for (const Duration start : {10s, 40s}) {
            seen.step(start + 1s, BreakerState::open);
            seen.step(start + 6s, BreakerState::half_open);
            seen.step(start + 7s, BreakerState::closed, BreakerCause::probes_succeeded);
        }
        CHECK(seen.flaps() == 0);
        seen.step(48s, BreakerState::open);
        CHECK(seen.flaps() == 1);
        seen.step(53s, BreakerState::half_open);
        seen.step(54s, BreakerState::open, BreakerCause::probe_failed);  // asks again: no flap
        seen.finish();
        CHECK(seen.flaps() == 1);
        CHECK(seen.times(Timing::breaker_time_to_open).count() == 2);
        CHECK(seen.time_of(Gauge::breaker_wrongly_open) == 5s);  // from 55 s on
    }
    TEST_CASE("the lag of a recovery belongs to the fault that it recovers from") {
        Watched seen(stalled_plan());
        seen.step(11s, BreakerState::open);
        seen.step(26s, BreakerState::closed, BreakerCause::probes_succeeded);
        seen.finish();
        const std::size_t stall = 1;  // the phase is scope 0
        CHECK(seen.recorder.histogram(Timing::breaker_time_to_close, 0, measure::ScopeMask{1} << stall)
                  .count() == 1);
    }
    TEST_CASE("what is forced by hand is neither wrong nor late nor a detection") {
        Watched seen(stalled_plan());
        seen.step(2s, BreakerState::forced_open, BreakerCause::forced_open);
        seen.step(8s, BreakerState::closed, BreakerCause::forced_close);
        seen.step(9s, BreakerState::disabled, BreakerCause::disabled);
        seen.step(30s, BreakerState::closed, BreakerCause::reset);
        seen.step(31s, BreakerState::open);
        seen.finish();
        CHECK(seen.time_of(Gauge::breaker_forced_open) == 6s);
        CHECK(seen.time_of(Gauge::breaker_disabled) == 21s);
        CHECK(seen.time_of(Gauge::breaker_late_open) == 0s);
        CHECK(seen.time_of(Gauge::breaker_wrongly_open) == 29s);
        CHECK(seen.times(Timing::breaker_time_to_open).empty());
        CHECK(seen.flaps() == 0);
    }
    TEST_CASE("with several client instances the worst one counts for time, each one for durations") {
        Watched seen(stalled_plan(2));
        seen.step(11s, BreakerState::open, BreakerCause::failure_threshold, 0);
        seen.step(14s, BreakerState::open, BreakerCause::failure_threshold, 1);
        seen.finish();
        CHECK(seen.time_of(Gauge::breaker_late_open) == 4s);
        CHECK(seen.times(Timing::breaker_time_to_open).count() == 2);
        CHECK(seen.times(Timing::breaker_time_to_open).max() == 4s);
    }
    TEST_CASE("a run tells, edges after the last transition included") {
        World world(stalled_plan(), [](Instant, const auto&) { return ok(10ms); });
        world.run();
        CHECK(world.recorder.gauge_summary(Gauge::breaker_late_open, 0, {run_start, at(minute)}).above_zero ==
              2500ms);
        CHECK(world.log.transitions.front().transition.when == at(12500ms));  // calls at x.5 s; the third
        CHECK(world.recorder.histogram(Timing::breaker_time_to_open, 0).max() == 2500ms);
    }
}

TEST_SUITE("run::faulted") {
    TEST_CASE("windows that touch are one; a fault that cannot fire is none") {
        run::Plan plan = stalled_plan();
        plan.faults[0].windows = {{at(10s), at(20s)}, {at(30s), at(31s)}};
        plan.faults.push_back(
            {.id = "more", .kind = fault::Reset{}, .target = 0, .windows = {{at(20s), at(22s)}}});
        plan.faults.push_back({.id = "never",
                               .kind = fault::Reset{},
                               .target = 0,
                               .windows = {{at(40s), at(50s)}},
                               .probability = 0});
        const std::vector<Interval> windows = run::faulted(plan, 0);
        REQUIRE(windows.size() == 2);
        CHECK((windows[0].start == at(10s) && windows[0].end == at(22s)));
        CHECK((windows[1].start == at(30s) && windows[1].end == at(31s)));
    }
    TEST_CASE("a fault in a service is one for every target on that service, a wire fault for its own") {
        run::Plan plan = stalled_plan();
        plan.services.push_back({.name = "api"});
        run::TargetPlan other = plan.targets[0];
        other.name = "other";
        other.policy = 1;
        other.service = 0;
        plan.targets[0].service = 0;
        plan.targets.push_back(other);
        plan.policies.push_back(plan.policies[0]);
        CHECK(run::faulted(plan, 0).size() == 1);
        CHECK(run::faulted(plan, 1).empty());
        plan.faults[0].kind = fault::Stall{};
        CHECK(run::faulted(plan, 1).size() == 1);
    }
}

}  // namespace fortify::test
