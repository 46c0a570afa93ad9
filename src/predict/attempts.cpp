#include "policy/backoff.hpp"
#include "predict/parts.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::predict {
namespace {

// The mean pause before a retry, jitter included.
double mean_pause(const policy::BackoffConfig& backoff, std::uint32_t retry) {
    const double base = to_seconds(policy::base_delay(backoff, retry));
    switch (backoff.jitter) {
        case policy::JitterKind::none:
        case policy::JitterKind::proportional:
        case policy::JitterKind::decorrelated:
            return base;
        case policy::JitterKind::full:
            return base / 2;
        case policy::JitterKind::equal:
            return base * 3 / 4;
    }
    return base;
}

// How long a call lasts when this many attempts a call each run into their timeout.
std::optional<double> longest_call(const policy::ChainConfig& policy, double attempts) {
    const auto limit = patience(&policy);
    if (!limit) {
        return std::nullopt;
    }
    double seconds = attempts * to_seconds(*limit);
    for (std::uint32_t retry = 1; policy.retry && retry < attempts && retry < 64; ++retry) {
        seconds += mean_pause(policy.retry->backoff, retry) * std::min(attempts - retry, 1.0);
    }
    return policy.timeout ? std::min(seconds, to_seconds(policy.timeout->limit)) : seconds;
}

// Attempts fail for no other reason than that the service takes its time now and then.
std::optional<double> usual_failure(const service::ServiceConfig* service,
                                    const policy::ChainConfig* policy) {
    if (service == nullptr) {
        return std::nullopt;
    }
    const auto limit = patience(policy);
    return limit ? 1 - service->service_time.share_below(*limit) : 0;
}

// Of the fault that makes most attempts fail which are then made again; none: one of them is not computed.
std::optional<double> worst_failure(const Ground& ground, TargetIndex target, double usual) {
    double worst = usual;
    for (const fault::FaultConfig& fault : ground.plan.faults) {
        const auto effect = effect_on(ground, fault, target);
        if (!effect) {
            return std::nullopt;
        }
        worst = std::max(worst, effect->is_retried ? effect->failure : 0);
    }
    return worst;
}

const ServiceForecast* service_named(const std::vector<ServiceForecast>& services, std::string_view name) {
    const auto found = std::find_if(services.begin(), services.end(),
                                    [&](const ServiceForecast& one) { return one.name == name; });
    return found == services.end() ? nullptr : &*found;
}

}  // namespace

std::uint32_t most_attempts(const policy::ChainConfig* policy) {
    return policy != nullptr && policy->retry ? policy->retry->max_attempts : 1;
}

std::optional<double> budget_of(const policy::ChainConfig* policy,
                                double rate,
                                std::uint16_t client_instances) {
    if (policy == nullptr || !policy->retry || !policy->retry->budget) {
        return std::nullopt;
    }
    const double floor = policy->retry->budget->min_per_second * client_instances;
    return policy->retry->budget->ratio.value + (rate > 0 ? floor / rate : 0);
}

double attempts_within(double failure, std::uint32_t most, const std::optional<double>& budget) {
    const double attempts = attempts_per_call(failure, most);
    return budget ? std::min(attempts, 1 + *budget) : attempts;
}

std::vector<TargetForecast> targets_of(const Ground& ground, const std::vector<ServiceForecast>& services) {
    std::vector<TargetForecast> forecasts;
    for (std::size_t index = 0; index < ground.plan.targets.size(); ++index) {
        const auto target = static_cast<TargetIndex>(index);
        const policy::ChainConfig* const policy = ground.policy_of(target);
        const service::ServiceConfig* const service = ground.service_of(target);
        TargetForecast found{.name = ground.plan.targets[index].name,
                             .policy = policy != nullptr ? policy->name : "",
                             .peak = ground.peak(target),
                             .most_attempts = most_attempts(policy)};
        found.budget = budget_of(policy, found.peak, ground.plan.client_instances);
        found.worst = attempts_within(1, found.most_attempts, found.budget);
        const auto usual = usual_failure(service, policy);
        if (usual) {
            found.without_faults = attempts_within(*usual, found.most_attempts, found.budget);
        }
        if (const auto worst = worst_failure(ground, target, usual.value_or(0))) {
            found.with_faults = attempts_within(*worst, found.most_attempts, found.budget);
        }
        const ServiceForecast* const behind =
            service != nullptr ? service_named(services, service->name) : nullptr;
        if (behind != nullptr && behind->wait_seconds) {
            found.inside_usual =
                concurrency(found.peak, *behind->wait_seconds + job_seconds(ground.plan, *service));
        }
        if (const auto lasts = policy != nullptr ? longest_call(*policy, found.worst) : std::nullopt) {
            found.inside_worst = concurrency(found.peak, *lasts);
        }
        if (policy != nullptr && policy->bulkhead) {
            found.places = policy->bulkhead->max_concurrent * std::uint32_t{ground.plan.client_instances};
        }
        forecasts.push_back(std::move(found));
    }
    return forecasts;
}

}  // namespace fortify::predict
