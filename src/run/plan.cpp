#include "run/plan.hpp"

namespace fortify::run {

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
    layout.end = plan.end();
    layout.drain = plan.safety.drain;
    return layout;
}

}  // namespace fortify::run
