#include "report/build_parts.hpp"
#include "run/backend.hpp"

#include <algorithm>

namespace fortify::report {
namespace {

using Totals = service::ServiceModel::Totals;

CacheReport cache_of(const Totals& totals) {
    return {.hits = totals.hits,
            .misses = totals.misses,
            .coalesced = totals.coalesced,
            .hit_ratio =
                share_of(static_cast<double>(totals.hits), static_cast<double>(totals.hits + totals.misses))};
}

ServiceReport service_of(const service::ServiceConfig& config, const Totals& totals, double time) {
    const double capacity =
        static_cast<double>(config.workers) * static_cast<double>(config.instances) * time;
    ServiceReport report{.name = config.name,
                         .workers = config.workers,
                         .instances = config.instances,
                         .queue_limit = config.queue_limit,
                         .arrived = totals.arrived,
                         .answered = totals.answered,
                         .shed = totals.shed,
                         .refused = totals.refused,
                         .reset = totals.reset,
                         .dropped = totals.dropped,
                         .abandoned = totals.abandoned,
                         .degraded = totals.degraded,
                         .queue_peak = totals.queue_peak,
                         .busy = totals.busy,
                         .wasted = totals.wasted,
                         .utilization = share_of(to_seconds(totals.busy), capacity),
                         .wasted_share = share_of(to_seconds(totals.wasted), to_seconds(totals.busy)),
                         .cache = {},
                         .pool = {},
                         .calls = {}};
    if (config.cache) {
        report.cache = cache_of(totals);
    }
    if (config.pool) {
        report.pool = PoolReport{.size = config.pool->size,
                                 .waits = totals.pool_waits,
                                 .timeouts = totals.pool_timeouts,
                                 .leaked = totals.pool_leaked};
    }
    return report;
}

InnerBreakerReport breaker_of(const run::CallsMade& made, PolicyIndex policy, const std::string& caller) {
    using measure::Counter;
    return {.opens = made.recorder.total(Counter::breaker_opens, policy),
            .half_opens = made.recorder.total(Counter::breaker_half_opens, policy),
            .closes = made.recorder.total(Counter::breaker_closes, policy),
            .rejected = made.recorder.total(Counter::breaker_rejected, policy),
            .transitions = transitions_of(made.transitions, policy, caller)};
}

DependencyReport dependency_of(const Inputs& inputs,
                               const service::Dependency& dependency,
                               const run::CallsMade& made,
                               const std::string& caller,
                               CallQuery query) {
    const std::vector<measure::Scope>& scopes = made.recorder.layout().scopes;
    for (std::size_t index = 0; index < scopes.size(); ++index) {
        if (scopes[index].kind == measure::Scope::Kind::phase) {
            query.scopes.push_back(index);
        }
    }
    DependencyReport report{.service = inputs.plan.services[dependency.service].name,
                            .policy = {},
                            .needed = dependency.need == service::Dependency::Need::needed,
                            .calls = calls_of(made.recorder, query),
                            .amplification = {},
                            .breaker = {}};
    report.amplification = share_of(static_cast<double>(report.calls.counts.attempts),
                                    static_cast<double>(report.calls.counts.begun));
    if (dependency.policy) {
        const policy::ChainConfig& policy = inputs.plan.policies[*dependency.policy];
        report.policy = policy.name;
        if (policy.circuit_breaker) {
            report.breaker = breaker_of(made, *dependency.policy, caller);
        }
    }
    return report;
}

}  // namespace

std::vector<ServiceReport> services_of(const Inputs& inputs) {
    const run::Backends backends = run::backends_of(inputs.plan);
    std::vector<ServiceReport> reports;
    const double time = to_seconds(inputs.ended - run_start);
    for (std::size_t index = 0; index < std::min(backends.list.size(), inputs.services.size()); ++index) {
        const service::ServiceConfig& config = *backends.list[index].config;
        reports.push_back(service_of(config, inputs.services[index], time));
        if (index >= inputs.calls.size() || !inputs.calls[index]) {
            continue;
        }
        for (std::size_t call = 0; call < config.calls.size(); ++call) {
            CallQuery query;
            query.target = static_cast<std::uint16_t>(call);
            query.lasted = inputs.ended - run_start;
            reports.back().calls.push_back(
                dependency_of(inputs, config.calls[call], *inputs.calls[index], config.name, query));
        }
    }
    return reports;
}

}  // namespace fortify::report
