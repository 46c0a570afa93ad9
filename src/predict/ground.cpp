#include "predict/ground.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::predict {
namespace {

// Mean and variance from a thousand quantiles in the middle of equal shares: near enough for an approximate
// formula, for every shape.
double variation_squared(const Distribution& distribution) {
    constexpr int parts = 1000;
    double sum = 0;
    double squares = 0;
    for (int part = 0; part < parts; ++part) {
        const double value = to_seconds(distribution.quantile((part + 0.5) / parts));
        sum += value;
        squares += value * value;
    }
    const double mean = sum / parts;
    return mean > 0 ? std::max(squares / parts / (mean * mean) - 1, 0.0) : 0;
}

// Of a job that no cache answers.
double work_seconds(const run::Plan& plan, const service::ServiceConfig& service) {
    double seconds = to_seconds(service.service_time.mean());
    for (const service::Dependency& call : service.calls) {
        seconds += call.times * job_seconds(plan, plan.services[call.service]);
    }
    return seconds;
}

}  // namespace

Ground::Ground(const run::Plan& what) : plan(what), forecast(what), backends(run::backends_of(what)) {
}

const service::ServiceConfig* Ground::service_of(TargetIndex target) const {
    const auto backend = backends.of_target[target];
    return backend ? backends.list[*backend].config : nullptr;
}

const policy::ChainConfig* Ground::policy_of(TargetIndex target) const {
    const auto policy = plan.targets[target].policy;
    return policy ? &plan.policies[*policy] : nullptr;
}

std::optional<Closed> Ground::closed_load(std::size_t load) const {
    const auto* const users = std::get_if<load::Users::Config>(&plan.loads[load].model);
    const service::ServiceConfig* const service = service_of(plan.loads[load].target);
    if (users == nullptr || service == nullptr) {
        return std::nullopt;
    }
    const Queue queue = queue_of(plan, *service, 0);
    return Closed{.users = static_cast<double>(users->count),
                  .think_seconds = to_seconds(users->think_time.mean()),
                  .service_seconds = queue.service_seconds,
                  .capacity = queue.capacity()};
}

double Ground::peak(TargetIndex target) const {
    double sum = forecast.peak(whole(), target);
    for (std::size_t load = 0; load < plan.loads.size(); ++load) {
        const auto closed = closed_load(load);
        sum += plan.loads[load].target == target && closed ? throughput_bound(*closed) : 0;
    }
    return sum;
}

double Ground::mean_rate(TargetIndex target) const {
    const double length = to_seconds(whole().length());
    double sum = length > 0 ? forecast.calls(whole(), target) / length : 0;
    for (std::size_t load = 0; load < plan.loads.size(); ++load) {
        const auto closed = closed_load(load);
        sum += plan.loads[load].target == target && closed ? throughput_bound(*closed) : 0;
    }
    return sum;
}

double Ground::admitted(TargetIndex target, double rate) const {
    const policy::ChainConfig* const policy = policy_of(target);
    if (policy == nullptr || !policy->rate_limit || !policy->rate_limit->key_header.empty()) {
        return rate;  // with keys, how many there are at a time decides
    }
    return std::min(rate, policy->rate_limit->rate.per_second * plan.client_instances);
}

std::optional<Duration> patience(const policy::ChainConfig* policy) {
    if (policy == nullptr) {
        return std::nullopt;
    }
    std::optional<Duration> limit;
    for (const auto& timeout : {policy->attempt_timeout, policy->timeout}) {
        if (timeout && (!limit || timeout->limit < *limit)) {
            limit = timeout->limit;
        }
    }
    return limit;
}

double job_seconds(const run::Plan& plan, const service::ServiceConfig& service) {
    const double seconds = work_seconds(plan, service);
    if (!service.cache) {
        return seconds;
    }
    const double hits = service.cache->hit_ratio;
    return hits * to_seconds(service.cache->hit_time.mean()) + (1 - hits) * seconds;
}

Queue queue_of(const run::Plan& plan, const service::ServiceConfig& service, double arrivals) {
    const double workers = static_cast<double>(service.workers) * static_cast<double>(service.instances);
    double seconds = job_seconds(plan, service);
    double available = 1;
    if (service.pool) {
        // A pool that is smaller than what its connections are held for is the narrower gate.
        const double misses = service.cache ? 1 - service.cache->hit_ratio : 1;
        const double held =
            (service.pool->hold ? to_seconds(service.pool->hold->mean()) : work_seconds(plan, service)) *
            misses;
        const double places = static_cast<double>(service.pool->size) * service.instances;
        seconds = std::max(seconds, held * workers / places);
    }
    if (service.pauses && service.pauses->every > Duration::zero()) {
        available = 1 - to_seconds(service.pauses->length) / to_seconds(service.pauses->every);
    }
    return {.arrivals = arrivals,
            .workers = workers,
            .service_seconds = std::max(seconds / std::max(available, 1e-9), 1e-9),
            .variation_squared = variation_squared(service.service_time)};
}

}  // namespace fortify::predict
