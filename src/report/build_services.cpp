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
                         .pool = {}};
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

}  // namespace

std::vector<ServiceReport> services_of(const Inputs& inputs) {
    const run::Backends backends = run::backends_of(inputs.plan);
    std::vector<ServiceReport> reports;
    const double time = to_seconds(inputs.ended - run_start);
    for (std::size_t index = 0; index < std::min(backends.list.size(), inputs.services.size()); ++index) {
        reports.push_back(service_of(*backends.list[index].config, inputs.services[index], time));
    }
    return reports;
}

}  // namespace fortify::report
