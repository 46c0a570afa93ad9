#include "net/proxy/proxy_host.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace fortify::net {

ProxyHost::ProxyHost(const run::Plan& plan, std::unique_ptr<ProxyServer> server)
    : plan_(plan), server_(std::move(server)) {
}

Result<std::unique_ptr<ProxyHost>, std::string> ProxyHost::start(const run::Plan& plan) {
    auto server = ProxyServer::create({.seed = plan.seed, .allow = plan.safety.allow});
    if (!server) {
        return Err{server.error()};
    }
    const auto applied = (*server)->apply(plan);
    if (!applied) {
        return Err{applied.error()};
    }
    return std::unique_ptr<ProxyHost>(new ProxyHost(plan, std::move(*server)));
}

ProxyHost::~ProxyHost() {
    static_cast<void>(stop());
}

Result<Done, std::string> ProxyHost::serve_from(Instant opening) {
    return opening < run_start ? serve(Clock(opening)) : Done{};
}

Result<Done, std::string> ProxyHost::begin(Epoch epoch) {
    halt();
    return serve(Clock(epoch));
}

Result<Done, std::string> ProxyHost::serve(const Clock& clock) {
    try {
        thread_ = std::thread([serving = server_.get(), clock] { serving->run(clock, {}); });
    } catch (const std::system_error& error) {
        return Err{fmt::format("cannot start the thread of the proxies: {}", error.code().message())};
    }
    return Done{};
}

void ProxyHost::halt() {
    if (thread_.joinable()) {
        server_->stop();
        thread_.join();
    }
}

std::vector<fault::Injector::Counts> ProxyHost::stop() {
    std::vector<fault::Injector::Counts> counts(plan_.faults.size());
    if (server_ == nullptr) {
        return counts;
    }
    halt();
    const auto snapshots = server_->snapshots();
    std::vector<std::size_t> taken(snapshots.size(), 0);
    for (std::size_t index = 0; index < counts.size(); ++index) {
        if (const auto proxy = plan_.faults[index].proxy) {
            counts[index] = snapshots[*proxy].faults[taken[*proxy]++];
        }
    }
    server_.reset();
    return counts;
}

}  // namespace fortify::net
