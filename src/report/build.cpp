#include "report/build.hpp"

#include "core/quantity.hpp"
#include "report/action_text.hpp"
#include "report/build_parts.hpp"
#include "report/redact.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::report {
namespace {

// What differs between two equal simulated runs has no place in their reports.
RunInfo info_of(const Inputs& inputs) {
    RunInfo info = inputs.info;
    if (inputs.mode == Mode::simulated) {
        info.host.reset();
        info.kernel.reset();
        info.cpus.reset();
        info.started_at.reset();
        info.cpu_seconds.reset();
        info.wall_seconds.reset();
    }
    return info;
}

Duration lasted(Interval when, Instant ended) {
    return std::max(std::min(when.end, ended) - when.start, Duration::zero());
}

// The phases; the measured ones only, where asked.
enum class Which : std::uint8_t { all, measured };

CallQuery phases_of(const Inputs& inputs, Which which) {
    CallQuery query;
    const std::vector<measure::Scope>& scopes = inputs.recorder.layout().scopes;
    for (std::size_t index = 0; index < scopes.size(); ++index) {
        if (scopes[index].kind == measure::Scope::Kind::phase &&
            (which == Which::all || scopes[index].measured)) {
            query.scopes.push_back(index);
            query.lasted += lasted(scopes[index].when, inputs.ended);
        }
    }
    return query;
}

std::vector<ScopeReport> scopes_of(const Inputs& inputs) {
    std::vector<ScopeReport> reports;
    const std::vector<measure::Scope>& scopes = inputs.recorder.layout().scopes;
    for (std::size_t index = 0; index < scopes.size(); ++index) {
        CallQuery query;
        query.scopes = {index};
        query.lasted = lasted(scopes[index].when, inputs.ended);
        reports.push_back({.name = scopes[index].name,
                           .kind = scopes[index].kind,
                           .when = scopes[index].when,
                           .lasted = query.lasted,
                           .measured = scopes[index].measured,
                           .calls = calls_of(inputs.recorder, query)});
    }
    return reports;
}

std::vector<TargetReport> targets_of(const Inputs& inputs) {
    std::vector<TargetReport> reports;
    for (std::size_t index = 0; index < inputs.plan.targets.size(); ++index) {
        const run::TargetPlan& plan = inputs.plan.targets[index];
        CallQuery query = phases_of(inputs, Which::measured);
        query.target = static_cast<TargetIndex>(index);
        reports.push_back({.name = plan.name,
                           .url = public_url(plan.url),
                           .service = plan.service ? inputs.plan.services[*plan.service].name : "",
                           .calls = calls_of(inputs.recorder, query)});
    }
    return reports;
}

std::uint64_t transitions_total(const Inputs& inputs) {
    std::uint64_t total = inputs.transitions_total;
    for (const std::optional<run::CallsMade>& made : inputs.calls) {
        total += made ? made->transitions_total : 0;
    }
    return total;
}

Duration timeline_slot(const measure::Recorder& recorder) {
    const std::size_t group = (recorder.slot_count() + timeline_columns - 1) / timeline_columns;
    return recorder.slot_width() * static_cast<std::int64_t>(std::max<std::size_t>(group, 1));
}

void blot(std::string& text, const std::vector<std::string>& secrets) {
    text = redact(text, secrets);
}

void blot(slo::Verdict& verdict, const std::vector<std::string>& secrets) {
    blot(verdict.expectation.text, secrets);
    for (slo::Evidence& evidence : verdict.evidence) {
        blot(evidence.condition, secrets);
        blot(evidence.detail, secrets);
    }
}

void blot(Series& series, const std::vector<std::string>& secrets) {
    for (std::string& name : series.breakers) {
        blot(name, secrets);
    }
}

void blot(std::vector<TransitionReport>& transitions, const std::vector<std::string>& secrets) {
    for (TransitionReport& transition : transitions) {
        blot(transition.caller, secrets);
    }
}

void blot(Report& report, const std::vector<std::string>& secrets) {
    blot(report.info.scenario_file, secrets);
    blot(report.name, secrets);
    blot(report.description, secrets);
    blot(report.series, secrets);
    blot(report.timeline, secrets);
    for (slo::Verdict& verdict : report.verdicts) {
        blot(verdict, secrets);
    }
    if (report.stop) {
        blot(*report.stop, secrets);
    }
    for (ScopeReport& scope : report.scopes) {
        blot(scope.name, secrets);
    }
    for (TargetReport& target : report.targets) {
        blot(target.name, secrets);
        blot(target.url, secrets);
        blot(target.service, secrets);
    }
    for (PolicyReport& policy : report.policies) {
        blot(policy.name, secrets);
        if (policy.circuit_breaker) {
            blot(policy.circuit_breaker->transitions, secrets);
        }
    }
    for (FaultReport& fault : report.faults) {
        blot(fault.id, secrets);
        blot(fault.target, secrets);
        if (fault.delay) {
            blot(fault.delay->asked, secrets);
        }
    }
    for (ProbeReport& probe : report.probes) {
        blot(probe.id, secrets);
        blot(probe.target, secrets);
    }
    for (ActionReport& action : report.actions) {
        blot(action.id, secrets);
        blot(action.what, secrets);
        blot(action.output, secrets);
    }
    for (ServiceReport& service : report.services) {
        blot(service.name, secrets);
        for (DependencyReport& dependency : service.calls) {
            blot(dependency.service, secrets);
            blot(dependency.policy, secrets);
            if (dependency.breaker) {
                blot(dependency.breaker->transitions, secrets);
            }
        }
    }
    blot(report.prediction.sentence, secrets);
    for (PredictedNumber& number : report.prediction.numbers) {
        blot(number.subject, secrets);
    }
    for (std::string& note : report.notes) {
        blot(note, secrets);
    }
}

// What a command that did not do its work makes of the run.
void judge_actions(const Report& report, Findings& findings) {
    for (const ActionReport& action : report.actions) {
        if (!has_failed(action)) {
            continue;
        }
        const std::string result = action_result_text(action);
        if (action.is_undo) {
            findings.failed_undos.push_back(
                fmt::format("The undo of action \"{}\" failed ({}): what it did may still be in place.",
                            action.id, result));
        } else {
            findings.failed_actions.push_back(fmt::format("Action \"{}\" failed: {}.", action.id, result));
        }
    }
}

// Why the run ended before the first fault; empty when it did not.
std::string unready_sentence(const Inputs& inputs, const Report& report) {
    if (!inputs.unready_probe) {
        return {};
    }
    const ProbeReport& probe = report.probes[*inputs.unready_probe];
    const run::ProbePlan& plan = inputs.plan.probes[*inputs.unready_probe];
    const std::string_view state = run::name_of(probe.last);
    if (report.run.counts.offered > 0) {
        return fmt::format(
            "Probe \"{}\" became {} before the first fault or action ({}): nothing was injected.", probe.id,
            state, probe.last_result);
    }
    return fmt::format("Probe \"{}\" was {} before the run ({}; waited {}): no call was made.", probe.id,
                       probe.last == run::Health::unknown ? "not healthy" : state, probe.last_result,
                       human_duration(plan.ready_within));
}

Overall overall_of(const Inputs& inputs, const Report& report) {
    std::vector<std::string> unfired = unfired_faults(inputs.plan, inputs.fault_counts, inputs.services);
    for (std::string& fault : unfired) {
        blot(fault, inputs.plan.secrets);
    }
    std::vector<std::string> dead = dead_targets(inputs.plan, inputs.recorder);
    for (std::string& target : dead) {
        blot(target, inputs.plan.secrets);
    }
    Findings findings{.ending = report.ending,
                      .mode = report.mode,
                      .verdicts = report.verdicts,
                      .unfired = std::move(unfired),
                      .dead = std::move(dead),
                      .offered = report.run.counts.offered,
                      .unsent = report.run.counts.unsent,
                      .without_socket = inputs.without_socket,
                      .schedule_lag_p99 = report.measured.schedule_lag.p99,
                      .response_time_p50 = report.measured.response_time.p50,
                      .signal = inputs.signal,
                      .unready = unready_sentence(inputs, report)};
    judge_actions(report, findings);
    return conclude(findings);
}

}  // namespace

std::vector<slo::Verdict> judge_all(const run::Plan& plan,
                                    const measure::Recorder& recorder,
                                    const slo::RunFacts& facts) {
    std::vector<slo::Verdict> verdicts;
    for (const slo::Expectation& expectation : plan.slos) {
        verdicts.push_back(slo::judge(expectation, recorder, facts));
    }
    return verdicts;
}

Report build(const Inputs& inputs) {
    const run::Plan& plan = inputs.plan;
    const CallQuery measured = phases_of(inputs, Which::measured);
    const Duration fine = inputs.recorder.slot_width();
    Report report{.info = info_of(inputs),
                  .mode = inputs.mode,
                  .name = plan.name,
                  .description = plan.description,
                  .client_instances = plan.client_instances,
                  .ending = inputs.ending,
                  .ended = inputs.ended,
                  .planned_end = plan.end(),
                  .overall = {},
                  .verdicts = inputs.verdicts,
                  .stop = inputs.stop,
                  .run = calls_of(inputs.recorder, phases_of(inputs, Which::all)),
                  .measured = calls_of(inputs.recorder, measured),
                  .measured_time = measured.lasted,
                  .scopes = scopes_of(inputs),
                  .targets = targets_of(inputs),
                  .series = series_of(inputs, std::max<Duration>(fine, 1s)),
                  .timeline = series_of(inputs, timeline_slot(inputs.recorder)),
                  .policies = policies_of(inputs),
                  .transitions_total = transitions_total(inputs),
                  .faults = faults_of(inputs),
                  .probes = probes_of(inputs),
                  .actions = actions_of(inputs),
                  .services = services_of(inputs),
                  .prediction = {},
                  .notes = inputs.notes};
    report.prediction = prediction_of(inputs, report);
    const std::vector<std::string> notes = probe_notes(inputs);
    report.notes.insert(report.notes.end(), notes.begin(), notes.end());
    blot(report, plan.secrets);
    report.overall = overall_of(inputs, report);
    return report;
}

}  // namespace fortify::report
