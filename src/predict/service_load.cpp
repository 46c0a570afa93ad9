#include "predict/parts.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::predict {
namespace {

// What reaches each service, a second.
struct Flow {
    double usual = 0;     // first attempts
    double mean = 0;      // the same over the whole run
    double worst = 0;     // every attempt fails
    double budgeted = 0;  // the same within retry budgets
    bool has_budget = false;
    bool has_breaker = true;  // every policy that retries has one
    bool is_bound = false;
    std::optional<Duration> patience;  // of the most patient caller; none: there is one without a timeout
    bool is_patient = false;
};

void add_policy(Flow& flow, const policy::ChainConfig* policy, bool has_budget) {
    flow.has_budget = flow.has_budget || has_budget;
    if (policy != nullptr && policy->retry && policy->retry->max_attempts > 1) {
        flow.has_breaker = flow.has_breaker && policy->circuit_breaker.has_value();
    }
    const auto limit = patience(policy);
    flow.is_patient = flow.is_patient || !limit;
    if (limit && (!flow.patience || *limit > *flow.patience)) {
        flow.patience = limit;
    }
}

std::vector<Flow> flows_of(const Ground& ground) {
    std::vector<Flow> flows(ground.backends.list.size());
    for (std::size_t index = 0; index < ground.plan.targets.size(); ++index) {
        const auto target = static_cast<TargetIndex>(index);
        const auto backend = ground.backends.of_target[index];
        const double peak = ground.admitted(target, ground.peak(target));
        if (!backend || !(peak > 0)) {
            continue;
        }
        Flow& flow = flows[*backend];
        const policy::ChainConfig* const policy = ground.policy_of(target);
        const std::uint32_t most = most_attempts(policy);
        const auto budget = budget_of(policy, peak, ground.plan.client_instances);
        flow.usual += peak;
        flow.mean += ground.admitted(target, ground.mean_rate(target));
        flow.worst += peak * most;
        flow.budgeted += peak * attempts_within(1, most, budget);
        flow.is_bound = flow.is_bound || ground.is_bound(target);
        add_policy(flow, policy, budget.has_value());
    }
    return flows;
}

ServiceForecast forecast_of(const service::ServiceConfig& service, const Flow& flow) {
    const Queue queue = queue_of(service, flow.usual);
    const double capacity = queue.capacity();
    ServiceForecast found{.name = service.name,
                          .workers = service.workers * service.instances,
                          .capacity = capacity,
                          .arrivals = flow.usual,
                          .load = queue.load(),
                          .load_mean = flow.mean / capacity,
                          .load_retries = flow.worst / capacity,
                          .load_budget = flow.budgeted / capacity,
                          .workers_needed = concurrency(flow.usual, queue.service_seconds),
                          .sentence = {},
                          .advice = {},
                          .is_bound = flow.is_bound};
    found.depth_factor = flow.usual > 0 ? flow.worst / flow.usual : 1;
    if (queue.load() < 1) {
        found.wait_seconds = mean_wait(queue);
    }
    if (flow.patience && !flow.is_patient) {
        found.queue_bound = queue_bound(to_seconds(*flow.patience), capacity);
    }
    if (service.queue_limit) {
        found.queue_limit = std::uint64_t{*service.queue_limit} * service.instances;
    }
    if (!(flow.usual > 0)) {
        found.sentence = "nobody calls it";
        return found;
    }
    if (flow.is_bound && found.load_retries > 1) {
        found.sentence = "closed loads slow down with it, so that what retries do to it is not computed";
        return found;
    }
    const Judged judged = judge({.load = found.load,
                                 .load_retries = found.load_retries,
                                 .load_budget = found.load_budget,
                                 .has_budget = flow.has_budget,
                                 .has_breaker = flow.has_breaker,
                                 .is_lifo = service.queue_order == service::QueueOrder::lifo,
                                 .arrivals = flow.usual,
                                 .queue_bound = found.queue_bound,
                                 .queue_limit = found.queue_limit});
    found.stability = judged.stability;
    found.sentence = judged.sentence;
    found.advice = judged.advice;
    return found;
}

}  // namespace

std::vector<ServiceForecast> services_of(const Ground& ground) {
    const std::vector<Flow> flows = flows_of(ground);
    std::vector<ServiceForecast> forecasts;
    for (std::size_t index = 0; index < flows.size(); ++index) {
        forecasts.push_back(forecast_of(*ground.backends.list[index].config, flows[index]));
    }
    return forecasts;
}

}  // namespace fortify::predict
