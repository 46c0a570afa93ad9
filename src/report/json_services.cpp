#include "report/json_parts.hpp"

namespace fortify::report {
namespace {

Json part(const CacheReport& cache) {
    return {{"hits", cache.hits},
            {"misses", cache.misses},
            {"coalesced", cache.coalesced},
            {"hit_ratio", json_or_null(cache.hit_ratio)}};
}

Json part(const PoolReport& pool) {
    return {{"size", pool.size}, {"waits", pool.waits}, {"timeouts", pool.timeouts}, {"leaked", pool.leaked}};
}

Json part(const InnerBreakerReport& breaker) {
    Json transitions = Json::array();
    for (const TransitionReport& seen : breaker.transitions) {
        transitions.push_back(json_of(seen));
    }
    return {{"opens", breaker.opens},
            {"half_opens", breaker.half_opens},
            {"closes", breaker.closes},
            {"rejected", breaker.rejected},
            {"transitions", transitions}};
}

template <class Part>
Json part_or_null(const std::optional<Part>& value) {
    return value ? part(*value) : Json(nullptr);
}

Json dependency_json(const DependencyReport& dependency) {
    return {{"service", dependency.service},
            {"policy", dependency.policy.empty() ? Json(nullptr) : Json(dependency.policy)},
            {"needed", dependency.needed},
            {"calls", json_of(dependency.calls)},
            {"amplification", json_or_null(dependency.amplification)},
            {"circuit_breaker", part_or_null(dependency.breaker)}};
}

}  // namespace

Json json_of(const ServiceReport& service) {
    Json dependencies = Json::array();
    for (const DependencyReport& dependency : service.calls) {
        dependencies.push_back(dependency_json(dependency));
    }
    return {{"name", service.name},
            {"workers", service.workers},
            {"instances", service.instances},
            {"queue_limit", json_or_null(service.queue_limit)},
            {"arrived", service.arrived},
            {"answered", service.answered},
            {"shed", service.shed},
            {"refused", service.refused},
            {"reset", service.reset},
            {"dropped", service.dropped},
            {"abandoned", service.abandoned},
            {"degraded", service.degraded},
            {"queue_peak", service.queue_peak},
            {"busy_ns", json_of(service.busy)},
            {"wasted_ns", json_of(service.wasted)},
            {"utilization", json_or_null(service.utilization)},
            {"wasted_share", json_or_null(service.wasted_share)},
            {"cache", part_or_null(service.cache)},
            {"pool", part_or_null(service.pool)},
            {"calls", dependencies}};
}

}  // namespace fortify::report
