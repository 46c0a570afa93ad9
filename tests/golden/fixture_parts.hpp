#pragma once

#include "report/build.hpp"
#include "slo/verdict.hpp"

#include <string>
#include <utility>
#include <vector>

namespace fortify::test {

[[nodiscard]] inline report::RunInfo run_info() {
    return {.version = "0.1.0",
            .scenario_file = "scenarios/quickstart.toml",
            .scenario_sha256 = "9f2c41ab7d0e5563c1b8a4f09e2d7c6b5a493827160f5e4d3c2b1a0998877665",
            .seed = 42,
            .host = "workbench",
            .kernel = "Linux 6.1.0",
            .cpus = 8,
            .started_at = "2026-03-01T12:00:00Z",
            .cpu_seconds = 0.75,
            .wall_seconds = 12.25};
}

[[nodiscard]] inline slo::Verdict verdict(std::string text,
                                          slo::Judgement judgement,
                                          slo::Evidence evidence,
                                          slo::Severity severity = slo::Severity::fail) {
    slo::Verdict result;
    result.expectation.text = text;
    result.expectation.severity = severity;
    result.judgement = judgement;
    evidence.condition = std::move(text);
    evidence.judgement = judgement;
    result.evidence = {std::move(evidence)};
    return result;
}

[[nodiscard]] inline run::TransitionSeen transition(Instant when,
                                                    policy::BreakerState from,
                                                    policy::BreakerState to,
                                                    policy::BreakerCause cause,
                                                    policy::WindowCounts counts = {}) {
    run::TransitionSeen seen;
    seen.transition.when = when;
    seen.transition.from = from;
    seen.transition.to = to;
    seen.transition.cause = cause;
    seen.transition.counts = counts;
    return seen;
}

}  // namespace fortify::test
