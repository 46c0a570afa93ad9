#include "predict/parts.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::predict {
namespace {

// What reaches each service, a second.
struct Flow {
    double usual = 0;          // first attempts
    double mean = 0;           // the same over the whole run
    double worst = 0;          // every attempt fails
    double budgeted = 0;       // the same within retry budgets
    std::uint32_t layers = 0;  // of policies that retry, one above the other, at most
    bool has_budget = false;
    bool has_breaker = true;  // every policy that retries has one
    bool is_bound = false;
    std::optional<Duration> patience;  // of the most patient caller; none: there is one without a timeout
    bool is_patient = false;
};

void add_policy(Flow& flow, const policy::ChainConfig* policy, bool has_budget) {
    flow.has_budget = flow.has_budget || has_budget;
    if (policy != nullptr && policy->retry && policy->retry->max_attempts > 1) {
        ++flow.layers;
        flow.has_breaker = flow.has_breaker && policy->circuit_breaker.has_value();
    }
    const auto limit = patience(policy);
    flow.is_patient = flow.is_patient || !limit;
    if (limit && (!flow.patience || *limit > *flow.patience)) {
        flow.patience = limit;
    }
}

void add(Flow& sum, const Flow& more) {
    sum.usual += more.usual;
    sum.mean += more.mean;
    sum.worst += more.worst;
    sum.budgeted += more.budgeted;
    sum.layers = std::max(sum.layers, more.layers);
    sum.has_budget = sum.has_budget || more.has_budget;
    sum.has_breaker = sum.has_breaker && more.has_breaker;
    sum.is_bound = sum.is_bound || more.is_bound;
    sum.is_patient = sum.is_patient || more.is_patient;
    sum.patience = std::max(sum.patience, more.patience);
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
        Flow flow;
        const policy::ChainConfig* const policy = ground.policy_of(target);
        const std::uint32_t most = most_attempts(policy);
        const auto budget = budget_of(policy, peak, ground.plan.client_instances);
        flow.usual = peak;
        flow.mean = ground.admitted(target, ground.mean_rate(target));
        flow.worst = peak * most;
        flow.budgeted = peak * attempts_within(1, most, budget);
        flow.is_bound = ground.is_bound(target);
        add_policy(flow, policy, budget.has_value());
        add(flows[*backend], flow);
    }
    return flows;
}

// What reaches a service this much, of calls that another one makes while it works.
Flow passed_on(const Ground& ground,
               const Flow& from,
               const service::Dependency& call,
               const service::ServiceConfig& caller) {
    const policy::ChainConfig* const policy = call.policy ? &ground.plan.policies[*call.policy] : nullptr;
    const double each = call.times * (caller.cache ? 1 - caller.cache->hit_ratio : 1.0);
    const auto budget = budget_of(policy, from.usual * each, 1);
    Flow flow;
    flow.usual = from.usual * each;
    flow.mean = from.mean * each;
    flow.worst = from.worst * each * most_attempts(policy);
    flow.budgeted = from.budgeted * each * attempts_within(1, most_attempts(policy), budget);
    flow.layers = from.layers;
    flow.has_budget = from.has_budget;
    flow.has_breaker = from.has_breaker;
    flow.is_bound = from.is_bound;
    add_policy(flow, policy, budget.has_value());
    return flow;
}

// Services call services: each layer of calls multiplies the retries of those above it, (R + 1)^depth.
std::vector<Flow> spread(const Ground& ground, const std::vector<Flow>& direct) {
    std::vector<Flow> sums = direct;
    std::vector<Flow> layer = direct;
    for (std::size_t depth = 0; depth < direct.size(); ++depth) {
        std::vector<Flow> below(direct.size());
        for (std::size_t index = 0; index < layer.size(); ++index) {
            const service::ServiceConfig& caller = *ground.backends.list[index].config;
            for (const service::Dependency& call : caller.calls) {
                if (layer[index].usual > 0) {
                    add(below[call.service], passed_on(ground, layer[index], call, caller));
                }
            }
        }
        for (std::size_t index = 0; index < below.size(); ++index) {
            add(sums[index], below[index]);
        }
        layer = std::move(below);
    }
    return sums;
}

ServiceForecast forecast_of(const run::Plan& plan, const service::ServiceConfig& service, const Flow& flow) {
    const Queue queue = queue_of(plan, service, flow.usual);
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
                                 .layers = flow.layers,
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
    const std::vector<Flow> flows = spread(ground, flows_of(ground));
    std::vector<ServiceForecast> forecasts;
    for (std::size_t index = 0; index < flows.size(); ++index) {
        forecasts.push_back(forecast_of(ground.plan, *ground.backends.list[index].config, flows[index]));
    }
    return forecasts;
}

}  // namespace fortify::predict
