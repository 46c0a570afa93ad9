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

using namespace fortify;
using namespace fortify::test;

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
}
