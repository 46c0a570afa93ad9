// Goal: what `simulate` says of the quickstart is what `run` does. Method: the same file over both wires;
// verdicts must be equal, breaker transitions equal in number and kind, and close in time.
//
// Tolerance: arrivals, service times and fault decisions are the same in both runs, so a transition
// moves only by what reality adds to a call: its lag behind the schedule and the way over loopback. A
// transition after an opening inherits the shift of the one before. Allowed is, for the n-th
// transition, n times (the largest schedule lag of this very run + 25 ms for the way).

#include "conformance/worlds.hpp"
#include "scenario/scenario.hpp"
#include "slo/verdict.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace fortify;
using namespace fortify::test;

namespace {

constexpr const char* graph = R"toml(
schema = 1
[target.shop]
service = "shop"
[service.shop]
workers = 50
service_time = "constant(2ms)"
calls = [{ service = "stock", policy = "stock-client" }]
[service.stock]
workers = 10
service_time = "exponential(10ms)"
[policy.stock-client]
chain = ["retry", "circuit_breaker", "attempt_timeout"]
[policy.stock-client.retry]
max_attempts = 2
backoff = "constant"
initial_delay = "20ms"
jitter = "none"
retry_on = ["5xx", "timeout"]
[policy.stock-client.circuit_breaker]
failure_threshold = 10
open_for = "1s"
half_open_calls = 2
success_threshold = 2
[policy.stock-client.attempt_timeout]
limit = "200ms"
[load]
rate = "100/s"
arrivals = "constant"
[[phase]]
name = "steady"
duration = "2s"
[[phase]]
name = "outage"
duration = "3s"
[[phase]]
name = "recovery"
duration = "3s"
[[fault]]
id = "broken"
kind = "errors"
service = "stock"
during = "outage"
[[slo]]
expect = "success_rate >= 99% during steady"
[[slo]]
expect = "success_rate < 10% during outage"
[[slo]]
expect = "success_rate >= 50% during recovery"
[[slo]]
expect = "breaker.opens of stock-client between 2 and 6 during outage"
[[slo]]
expect = "retry.retries of stock-client >= 5 during outage"
[[slo]]
expect = "max(breaker.time_to_open) of stock-client < 500ms"
[[slo]]
expect = "breaker.late_open of stock-client < 20% during outage"
[[slo]]
expect = "breaker.wrongly_open of stock-client == 0"
)toml";

}  // namespace

TEST_SUITE("simulated and real") {
    TEST_CASE("the quickstart has the same verdicts and the same breaker transitions in both") {
        const auto source = scenario::load_file(FORTIFY_SOURCE_DIR "/scenarios/quickstart.toml");
        REQUIRE(source.has_value());
        const scenario::Loaded loaded = scenario::load(*source, {});
        REQUIRE(loaded.plan.has_value());
        const run::Plan& plan = *loaded.plan;
        const Traces simulated = run_over(WireKind::simulated, plan);
        const Traces real = run_over(WireKind::curl, plan);

        CHECK(simulated.total(measure::Counter::offered) == real.total(measure::Counter::offered));
        for (const slo::Expectation& expectation : plan.slos) {
            CAPTURE(expectation.text);
            const slo::RunFacts facts{.ended = plan.end()};
            const slo::Verdict in_simulation = slo::judge(expectation, simulated.recorder, facts);
            const slo::Verdict in_reality = slo::judge(expectation, real.recorder, facts);
            CHECK(in_simulation.judgement == slo::Judgement::passed);
            CHECK(in_reality.judgement == in_simulation.judgement);
        }

        REQUIRE(real.transitions.size() == simulated.transitions.size());
        REQUIRE(real.transitions.size() >= 3);
        const measure::ScopeMask phases = (measure::ScopeMask{1} << plan.phases.size()) - 1;
        const Duration step =
            real.recorder.histogram(measure::Timing::schedule_lag, 0, phases).max() + Duration{25ms};
        for (std::size_t index = 0; index < real.transitions.size(); ++index) {
            CAPTURE(index);
            const policy::BreakerTransition& expected = simulated.transitions[index].transition;
            const policy::BreakerTransition& seen = real.transitions[index].transition;
            CHECK(seen.to == expected.to);
            CHECK(seen.cause == expected.cause);
            const Duration apart = seen.when - expected.when;
            const Duration allowed = step * static_cast<std::int64_t>(index + 1);
            CHECK(to_seconds(apart) <= to_seconds(allowed));
            CHECK(to_seconds(apart) >= -to_seconds(allowed));
        }
    }

    TEST_CASE("services that call services do the same in both, their breakers included") {
        scenario::Source source;
        source.file = "graph.toml";
        source.text = graph;
        const scenario::Loaded loaded = scenario::load(source, {});
        REQUIRE(loaded.plan.has_value());
        const run::Plan& plan = *loaded.plan;
        const Traces simulated = run_over(WireKind::simulated, plan);
        const Traces real = run_over(WireKind::curl, plan);

        CHECK(simulated.total(measure::Counter::offered) == real.total(measure::Counter::offered));
        for (const slo::Expectation& expectation : plan.slos) {
            CAPTURE(expectation.text);
            const slo::RunFacts facts{.ended = plan.end()};
            CHECK(slo::judge(expectation, simulated.recorder, facts).judgement == slo::Judgement::passed);
            CHECK(slo::judge(expectation, real.recorder, facts).judgement == slo::Judgement::passed);
        }
        const std::vector<run::TransitionSeen>& expected = simulated.calls[0];
        const std::vector<run::TransitionSeen>& seen = real.calls[0];
        REQUIRE(expected.size() >= 3);
        REQUIRE(seen.size() == expected.size());
        const measure::ScopeMask phases = (measure::ScopeMask{1} << plan.phases.size()) - 1;
        // One more way over loopback than above.
        const Duration step =
            real.recorder.histogram(measure::Timing::schedule_lag, 0, phases).max() + Duration{50ms};
        for (std::size_t index = 0; index < seen.size(); ++index) {
            CAPTURE(index);
            CHECK(seen[index].transition.to == expected[index].transition.to);
            CHECK(seen[index].transition.cause == expected[index].transition.cause);
            const double apart = to_seconds(seen[index].transition.when - expected[index].transition.when);
            CHECK(std::abs(apart) <= to_seconds(step * static_cast<std::int64_t>(index + 1)));
        }
        // The same calls arrive at the service behind; a few more or less where an edge falls between two.
        const auto behind = [](const Traces& traces) {
            return static_cast<double>(traces.services[1].arrived);
        };
        CHECK(std::abs(behind(real) - behind(simulated)) <= 0.05 * behind(simulated));
    }
}
