#include "net/server/hosted_services.hpp"

#include <utility>

namespace fortify::net {
namespace {

// Depth first; services do not call each other in circles.
void put_after_callees(const run::Plan& plan,
                       std::size_t service,
                       std::vector<bool>& seen,
                       std::vector<std::size_t>& order) {
    if (seen[service]) {
        return;
    }
    seen[service] = true;
    for (const service::Dependency& dependency : plan.services[service].calls) {
        put_after_callees(plan, dependency.service, seen, order);
    }
    order.push_back(service);
}

}  // namespace

Result<HostedServices, std::string> HostedServices::start(const run::Plan& plan,
                                                          const run::Backends& backends) {
    HostedServices services;
    services.hosts_.resize(plan.services.size());
    std::vector<bool> seen(plan.services.size());
    for (std::size_t index = 0; index < plan.services.size(); ++index) {
        put_after_callees(plan, index, seen, services.order_);
    }
    std::vector<std::string> urls(plan.services.size());
    for (const std::size_t index : services.order_) {
        const run::Backend& backend = backends.list[index];
        auto host = ServiceHost::start(
            {.config = *backend.config,
             .faults = backend.faults,
             .seed = backend.seed,
             .calls = {.plan = &plan, .service = static_cast<ServiceIndex>(index), .urls = urls}});
        if (!host) {
            return Err{host.error()};
        }
        urls[index] = (*host)->url();
        services.hosts_[index] = std::move(*host);
    }
    return services;
}

void HostedServices::begin(Epoch epoch) {
    for (const std::unique_ptr<ServiceHost>& host : hosts_) {
        host->begin(epoch);
    }
}

void HostedServices::stop() {
    totals_.resize(hosts_.size());
    calls_.resize(hosts_.size());
    for (auto index = order_.rbegin(); index != order_.rend(); ++index) {
        totals_[*index] = hosts_[*index]->stop();
        calls_[*index] = hosts_[*index]->take_calls();
    }
}

}  // namespace fortify::net
