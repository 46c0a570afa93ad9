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
    return Done{};
}

}  // namespace fortify::cli
