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

template <class Part>
Json part_or_null(const std::optional<Part>& value) {
    return value ? part(*value) : Json(nullptr);
}

}  // namespace

Json json_of(const ServiceReport& service) {
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
            {"pool", part_or_null(service.pool)}};
}

}  // namespace fortify::report
