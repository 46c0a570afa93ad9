#include "cli/reach.hpp"

#include "net/address_guard.hpp"
#include "net/curl/route.hpp"

#include <fmt/format.h>

#include <string_view>

namespace fortify::cli {

namespace {

// An IPv6 address stands in brackets in a URL.
std::string_view without_brackets(std::string_view host) {
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    return bracketed ? host.substr(1, host.size() - 2) : host;
}

// Of a probe's host: what a name stands for is checked when it is connected to.
Result<Done, std::string> check_host(const std::string& id,
                                     std::string_view host,
                                     const net::AddressGuard& guard) {
    const auto address = net::IpAddress::parse(without_brackets(host));
    if (!address || guard.allows(*address, host)) {
        return Done{};
    }
    return Err{fmt::format("probe {}: {} is not allowed; add it to safety.allow or give --allow {}", id, host,
                           host)};
}

Result<Done, std::string> check_probes(const run::Plan& plan, const net::AddressGuard& guard) {
    for (const run::ProbePlan& probe : plan.probes) {
        std::string host;
        if (const auto* http = std::get_if<run::HttpCheck>(&probe.check)) {
            const auto route = net::make_route(
                {.name = probe.id, .base_url = http->url, .unix_socket = {}, .requests = {}}, {});
            if (!route) {
                return Err{route.error()};
            }
            host = route->host;
        } else if (const auto* tcp = std::get_if<run::TcpCheck>(&probe.check)) {
            host = tcp->host;
        }
        auto allowed = check_host(probe.id, host, guard);
        if (!allowed) {
            return allowed;
        }
    }
    return Done{};
}

}  // namespace

Result<Done, std::string> check_reach(const run::Plan& plan) {
    const auto guard = net::AddressGuard::create(plan.safety.allow);
    if (!guard) {
        return Err{guard.error()};
    }
    for (const run::TargetPlan& target : plan.targets) {
        if (target.service || !target.unix_socket.empty()) {
            continue;
        }
        const auto route = net::make_route(net::endpoint_of(target, {}), target.requests.front());
        if (!route) {
            return Err{fmt::format("target {}: {}", target.name, route.error())};
        }
        const auto address = net::IpAddress::parse(without_brackets(route->host));
        if (address && !guard->allows(*address, route->host)) {
            return Err{fmt::format("target {}: {} is not allowed; add it to safety.allow or give --allow {}",
                                   target.name, route->host, route->host)};
        }
    }
    return check_probes(plan, *guard);
}

}  // namespace fortify::cli
