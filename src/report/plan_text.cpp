#include "report/plan_text.hpp"

#include "core/quantity.hpp"
#include "core/text.hpp"
#include "predict/forecast.hpp"
#include "report/numbers.hpp"
#include "report/planned.hpp"
#include "report/redact.hpp"
#include "report/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fortify::report {
namespace {

struct PlanSheet : Sheet {
    const predict::Forecast& forecast;
};

std::string about(double calls) {
    return "~" + count_text(static_cast<std::uint64_t>(std::llround(std::max(calls, 0.0))), 9);
}

std::string headline(const PlanSheet& sheet) {
    const Style& style = sheet.style;
    std::string text = style.paint(Tone::accent, "DRY RUN") + "  " +
                       style.paint(Tone::title, style.fit(sheet.name(sheet.plan.name), style.width() - 9)) +
                       "\n" + "Nothing was sent. This is what a run would do.\n\n";
    for (const std::string& line : style.lines(sheet.name(sheet.plan.description), style.width() - 2)) {
        text += "  " + line + "\n";
    }
    return text + sheet.about({});
}

std::vector<std::string> service_facts(const service::ServiceConfig& service, const PlanSheet& sheet) {
    return {counted_text(service.workers, "worker", "workers"),
            counted_text(service.instances, "instance", "instances"),
            "service time " + sheet.name(service.service_time.text()),
            service.queue_limit ? "queue of " + count_text(*service.queue_limit) : "unbounded queue"};
}

std::string targets(const PlanSheet& sheet) {
    std::string text = sheet.heading("Targets", "");
    for (const run::TargetPlan& target : sheet.plan.targets) {
        std::vector<std::string> facts;
        if (target.service) {
            const service::ServiceConfig& service = sheet.plan.services[*target.service];
            facts.push_back("built-in service " + sheet.name(service.name));
            const std::vector<std::string> more = service_facts(service, sheet);
            facts.insert(facts.end(), more.begin(), more.end());
        } else {
            facts.push_back(sheet.name(public_url(target.url)));
        }
        if (!target.unix_socket.empty()) {
            facts.push_back("over the socket " + sheet.name(target.unix_socket));
        }
        facts.push_back(target.policy ? "policy " + sheet.name(sheet.plan.policies[*target.policy].name)
                                      : "no policy");
        text += sheet.entry(sheet.name(target.name), sheet.style.flow(facts, sheet.room()));
    }
    return text;
}

std::vector<std::string> load_facts(std::size_t index, const PlanSheet& sheet) {
    const run::LoadPlan& load = sheet.plan.loads[index];
    const std::string target = "to " + sheet.name(sheet.plan.targets[load.target].name);
    if (const auto* const closed = std::get_if<load::Users::Config>(&load.model)) {
        return {target, counted_text(closed->count, "user", "users"),
                "think time " + sheet.name(closed->think_time.text()),
                "the number of calls depends on the answers"};
    }
    const auto& open = std::get<run::OpenLoad>(load.model);
    return {target, open.spacing == load::Spacing::poisson ? "Poisson arrivals" : "constant arrivals",
            about(sheet.forecast.calls_of_load(index, {run_start, sheet.plan.end()}).value_or(0)) + " calls"};
}

std::string loads(const PlanSheet& sheet) {
    std::string text = sheet.heading("Load", "");
    for (std::size_t index = 0; index < sheet.plan.loads.size(); ++index) {
        text += sheet.entry(sheet.name(sheet.plan.loads[index].name),
                            sheet.style.flow(load_facts(index, sheet), sheet.room()));
    }
    return text;
}

std::string phase_row(std::string_view name, Interval when, const PlanSheet& sheet) {
    const Style& style = sheet.style;
    return "  " + style.left(name, Sheet::label_width) + style.right(clock_text(when.start - run_start), 11) +
           style.right(clock_text(when.length()), 12) + style.right(about(sheet.forecast.calls(when)), 14) +
           style.right(per_second_text(sheet.forecast.peak(when)), 14) + "\n";
}

std::string phases(const PlanSheet& sheet) {
    std::string text =
        sheet.heading("Phases           ", "       from         for expected calls     peak rate");
    for (const run::PhasePlan& phase : sheet.plan.phases) {
        const std::string name = sheet.style.fit(sheet.name(phase.name), Sheet::label_width - 1);
        text += phase_row(name + (phase.measured ? "" : "*"), phase.when, sheet);
    }
    return text + phase_row("in total", {run_start, sheet.plan.end()}, sheet) + "  " +
           sheet.style.paint(Tone::quiet, "calls of open loads; * not measured") + "\n";
}

std::string policies(const PlanSheet& sheet) {
    if (sheet.plan.policies.empty()) {
        return "";
    }
    std::string text = sheet.heading("Policies", "  outermost layer first");
    for (const policy::ChainConfig& policy : sheet.plan.policies) {
        std::string chain;
        for (const policy::LayerKind kind : policy.order) {
            chain += chain.empty() ? "" : " " + std::string(sheet.style.glyph(Glyph::inner)) + " ";
            chain += policy::name_of(kind);
        }
        text += sheet.entry(sheet.name(policy.name),
                            sheet.style.lines(chain.empty() ? "no layers" : chain, sheet.room()));
    }
    return text;
}

std::vector<std::string> fault_facts(const fault::FaultConfig& fault, const PlanSheet& sheet) {
    const std::string target = sheet.name(fault.service ? sheet.plan.services[*fault.service].name
                                                        : sheet.plan.targets[fault.target].name);
    std::vector<std::string> facts{std::string(fault::name_of(fault.kind)) + " on " + target};
    for (const Interval& window : fault.windows) {
        facts.push_back(clock_text(window.start - run_start) + std::string(sheet.style.glyph(Glyph::range)) +
                        clock_text(window.end - run_start));
    }
    for (std::string& phrase : trigger_phrases(fault)) {
        facts.push_back(std::move(phrase));
    }
    const std::optional<double> calls = planned_hits(sheet.plan, sheet.forecast, fault);
    facts.push_back(calls ? "hits " + about(*calls) + " calls"
                          : "how many calls it hits depends on the answers");
    return facts;
}

std::string faults(const PlanSheet& sheet) {
    if (sheet.plan.faults.empty()) {
        return "";
    }
    std::string text = sheet.heading("Faults", "  retries not counted");
    for (const fault::FaultConfig& fault : sheet.plan.faults) {
        text += sheet.entry(sheet.name(fault.id), sheet.style.flow(fault_facts(fault, sheet), sheet.room()));
    }
    return text;
}

std::string probes(const PlanSheet& sheet) {
    if (sheet.plan.probes.empty()) {
        return "";
    }
    std::string text = sheet.heading("Probes", "");
    for (const run::ProbePlan& probe : sheet.plan.probes) {
        std::vector<std::string> facts{std::string(run::kind_of(probe)),
                                       "every " + format_duration(probe.every),
                                       "within " + format_duration(probe.timeout)};
        if (const auto* http = std::get_if<run::HttpCheck>(&probe.check)) {
            facts.push_back(sheet.name(public_url(http->url)));
        } else if (const auto* exec = std::get_if<run::ExecCheck>(&probe.check)) {
            facts.push_back("runs " + sheet.name(exec->command.written));
        }
        if (probe.demand != run::ProbePlan::Demand::none) {
            facts.push_back("waited for up to " + format_duration(probe.ready_within));
        }
        text += sheet.entry(sheet.name(probe.id), sheet.style.flow(facts, sheet.room()));
    }
    return text;
}

std::string actions(const PlanSheet& sheet) {
    if (sheet.plan.actions.empty()) {
        return "";
    }
    std::string text = sheet.heading("Actions", "");
    for (const run::ActionPlan& action : sheet.plan.actions) {
        std::vector<std::string> facts{"at " + clock_text(action.at - run_start)};
        if (const auto* execute = std::get_if<run::Execute>(&action.what)) {
            facts.push_back("runs " + sheet.name(execute->act.written));
            facts.push_back(execute->undo ? "undone by " + sheet.name(execute->undo->written) : "no undo");
            if (execute->lasts) {
                facts.push_back("after " + format_duration(*execute->lasts));
            }
        } else {
            facts.push_back(sheet.name(action.text));
        }
        text += sheet.entry(sheet.name(action.id), sheet.style.flow(facts, sheet.room()));
    }
    return text;
}

std::string slos(const PlanSheet& sheet) {
    if (sheet.plan.slos.empty() && !sheet.plan.stop) {
        return "";
    }
    std::string text = sheet.heading("SLOs", "");
    for (const slo::Expectation& slo : sheet.plan.slos) {
        text +=
            sheet.entry(slo::name_of(slo.severity), sheet.style.lines(sheet.name(slo.text), sheet.room()));
    }
    if (sheet.plan.stop) {
        text += sheet.entry("stop when", sheet.style.lines(sheet.name(sheet.plan.stop->text), sheet.room()));
    }
    return text;
}

std::string safety(const PlanSheet& sheet) {
    const run::SafetyPlan& limits = sheet.plan.safety;
    std::vector<std::string> allowed;
    for (const std::string& network : limits.allow) {
        allowed.push_back(sheet.name(network));
    }
    std::vector<std::string> caps{"at most " + per_second_text(limits.max_rate.per_second),
                                  counted_text(limits.max_calls, "call", "calls"),
                                  count_text(limits.max_in_flight) + " in flight",
                                  "ends after " + format_duration(limits.deadline) + " at the latest",
                                  "waits " + format_duration(limits.drain) + " for the last answers"};
    if (!run::commands_of(sheet.plan).empty()) {
        caps.emplace_back(limits.allow_exec ? "commands are run"
                                            : "commands are refused without --allow-exec");
    }
    return sheet.heading("Safety", "") +
           sheet.entry("may connect to", sheet.style.flow(allowed, sheet.room())) +
           sheet.entry("limits", sheet.style.flow(caps, sheet.room()));
}

}  // namespace

std::string render_plan_text(const run::Plan& plan, const TextOptions& options) {
    const Style style(options);
    const predict::Forecast forecast(plan);
    const PlanSheet sheet{{plan, style}, forecast};
    return headline(sheet) + targets(sheet) + loads(sheet) + phases(sheet) + policies(sheet) + faults(sheet) +
           probes(sheet) + actions(sheet) + slos(sheet) + safety(sheet);
}

}  // namespace fortify::report
