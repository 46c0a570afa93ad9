#include "run/plan.hpp"

#include <algorithm>

namespace fortify::run {

Plan::Plan() = default;
Plan::Plan(const Plan& other) = default;
Plan::Plan(Plan&& other) noexcept = default;
Plan& Plan::operator=(const Plan& other) = default;
Plan& Plan::operator=(Plan&& other) noexcept = default;
Plan::~Plan() = default;

std::string path_of(const TargetPlan& target, const RequestTemplate& request) {
    const auto scheme = target.url.find("://");
    const auto path = scheme == std::string::npos ? std::string::npos : target.url.find('/', scheme + 3);
    std::string whole = path == std::string::npos ? std::string() : target.url.substr(path);
    if (!whole.empty() && whole.back() == '/' && !request.path.empty()) {
        whole.pop_back();
    }
    whole += request.path;
    return whole.empty() ? "/" : whole;
}

const service::ServiceConfig* service_behind(const Plan& plan, const TargetPlan& target) {
    if (target.service) {
        return &plan.services[*target.service];
    }
    return target.model ? &*target.model : nullptr;
}

Instant opening_of(const Plan& plan) {
    Duration longest{0};
    for (const ProbePlan& probe : plan.probes) {
        if (probe.demand != ProbePlan::Demand::none) {
            longest = std::max(longest, probe.ready_within);
        }
    }
    // Some more, so that no late wake-up reaches into the run.
    return longest == Duration::zero() ? run_start : run_start - longest - 1min;
}

Instant first_disturbance(const Plan& plan) {
    Instant first = never;
    for (const fault::FaultConfig& fault : plan.faults) {
        for (const Interval& window : fault.windows) {
            first = std::min(first, window.start);
        }
    }
    for (const ActionPlan& action : plan.actions) {
        first = std::min(first, action.at);
    }
    return first;
}

std::vector<std::string> commands_of(const Plan& plan) {
    std::vector<std::string> commands;
    for (const ProbePlan& probe : plan.probes) {
        if (const auto* exec = std::get_if<ExecCheck>(&probe.check)) {
            commands.push_back(exec->command.written);
        }
    }
    for (const ActionPlan& action : plan.actions) {
        if (const auto* execute = std::get_if<Execute>(&action.what)) {
            commands.push_back(execute->act.written);
            if (execute->undo) {
                commands.push_back(execute->undo->written);
            }
        }
    }
    return commands;
}

measure::Layout layout_of(const Plan& plan) {
    measure::Layout layout;
    for (const PhasePlan& phase : plan.phases) {
        layout.scopes.push_back({.name = phase.name,
                                 .kind = measure::Scope::Kind::phase,
                                 .when = phase.when,
                                 .measured = phase.measured});
    }
    for (const fault::FaultConfig& fault : plan.faults) {
        layout.faults.push_back(fault.id);
        for (const Interval& window : fault.windows) {
            layout.scopes.push_back(
                {.name = fault.id, .kind = measure::Scope::Kind::fault, .when = window, .measured = true});
        }
    }
    for (const TargetPlan& target : plan.targets) {
        layout.targets.push_back(target.name);
    }
    for (const policy::ChainConfig& policy : plan.policies) {
        layout.policies.push_back(policy.name);
    }
    for (const ProbePlan& probe : plan.probes) {
        layout.probes.push_back(probe.id);
    }
    layout.end = plan.end();
    layout.drain = plan.safety.drain;
    return layout;
}

}  // namespace fortify::run
