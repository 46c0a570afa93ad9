#include "cli/run_report.hpp"

#include "cli/sha256.hpp"
#include "cli/version.hpp"
#include "report/build.hpp"
#include "slo/verdict.hpp"

#include <optional>
#include <utility>

namespace fortify::cli {

namespace {

report::RunInfo complete(report::RunInfo info, const ScenarioInput& scenario) {
    info.version = version();
    info.scenario_file = scenario.source.file;
    info.scenario_sha256 = sha256(scenario.source.text);
    info.seed = scenario.plan.seed;
    return info;
}

}  // namespace

report::Report report_of(const RunResult& result) {
    const run::Plan& plan = result.scenario.plan;
    const slo::RunFacts facts{.ended = result.runner.ended(),
                              .unfired = report::unfired_faults(plan, result.fault_counts, result.services)};
    std::optional<slo::Verdict> stop;
    if (plan.stop) {
        stop = slo::judge(*plan.stop, result.recorder, facts);
    }
    return report::build({.plan = plan,
                          .recorder = result.recorder,
                          .ending = result.runner.ending(),
                          .ended = result.runner.ended(),
                          .transitions = result.runner.transitions(),
                          .transitions_total = result.runner.transitions_total(),
                          .fault_counts = result.fault_counts,
                          .probes = result.runner.probes(),
                          .actions = result.runner.actions(),
                          .outputs = result.outputs,
                          .unready_probe = result.runner.unready_probe(),
                          .services = result.services,
                          .calls = result.calls,
                          .verdicts = report::judge_all(plan, result.recorder, facts),
                          .stop = std::move(stop),
                          .mode = result.mode,
                          .info = complete(result.info, result.scenario),
                          .without_socket = result.without_socket,
                          .signal = result.signal});
}

}  // namespace fortify::cli
