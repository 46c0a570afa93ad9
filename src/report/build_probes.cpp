#include "report/build_parts.hpp"

#include <algorithm>

namespace fortify::report {
namespace {

using measure::Counter;
using measure::Gauge;

ProbeReport probe_of(const Inputs& inputs, std::uint16_t index) {
    const run::ProbePlan& plan = inputs.plan.probes[index];
    const run::ProbeSeen& seen = inputs.probes[index];
    const Interval whole{run_start, after(inputs.plan.end(), inputs.plan.safety.drain)};
    const auto time_in = [&](Gauge gauge) {
        return inputs.recorder.gauge_summary(gauge, index, whole).above_zero;
    };
    ProbeReport report{.id = plan.id,
                       .kind = std::string(run::kind_of(plan)),
                       .target = plan.target ? inputs.plan.targets[*plan.target].name : "",
                       .before = seen.before,
                       .last = seen.now,
                       .last_result = run::text(seen.last),
                       .is_mute = seen.is_mute,
                       .checks = inputs.recorder.total(Counter::probe_checks, index),
                       .failed = inputs.recorder.total(Counter::probe_failed, index),
                       .healthy = time_in(Gauge::probe_healthy),
                       .unhealthy = time_in(Gauge::probe_unhealthy),
                       .transitions_total = seen.transitions_total,
                       .transitions = {}};
    report.degraded = time_in(Gauge::probe_known) - report.healthy - report.unhealthy;
    for (const run::ProbeTransition& step : seen.transitions) {
        report.transitions.push_back(
            {.when = step.when, .from = step.from, .to = step.to, .reason = run::text(step.result)});
    }
    return report;
}

ActionReport action_of(const Inputs& inputs, const run::ActionRecord& record) {
    const run::ActionPlan& plan = inputs.plan.actions[record.action];
    const auto* execute = std::get_if<run::Execute>(&plan.what);
    const bool is_undo = record.stage == run::CommandId::Stage::undo;
    return {.id = plan.id,
            .what = is_undo && execute != nullptr && execute->undo ? execute->undo->written : plan.text,
            .is_undo = is_undo,
            .is_command = execute != nullptr,
            .when = record.when,
            .result = record.result,
            .took = record.took,
            .output = {}};
}

}  // namespace

std::vector<ProbeReport> probes_of(const Inputs& inputs) {
    std::vector<ProbeReport> reports;
    for (std::size_t index = 0; index < std::min(inputs.plan.probes.size(), inputs.probes.size()); ++index) {
        reports.push_back(probe_of(inputs, static_cast<std::uint16_t>(index)));
    }
    return reports;
}

std::vector<ActionReport> actions_of(const Inputs& inputs) {
    std::vector<ActionReport> reports;
    for (std::size_t index = 0; index < inputs.actions.size(); ++index) {
        reports.push_back(action_of(inputs, inputs.actions[index]));
        if (index < inputs.outputs.size()) {
            reports.back().output = inputs.outputs[index];
        }
    }
    return reports;
}

std::vector<std::string> probe_notes(const Inputs& inputs) {
    std::vector<std::string> notes;
    for (const ProbeReport& probe : probes_of(inputs)) {
        if (probe.is_mute) {
            notes.push_back("Probe \"" + probe.id +
                            "\" cannot be simulated: it asks neither a built-in service nor a target with a "
                            "model, so nothing is known of it.");
        }
    }
    const bool not_run =
        std::any_of(inputs.actions.begin(), inputs.actions.end(), [](const run::ActionRecord& record) {
            return record.result && record.result->end == run::CommandResult::End::not_run;
        });
    if (not_run) {
        notes.emplace_back("Commands of actions are not run in a simulation.");
    }
    return notes;
}

}  // namespace fortify::report
