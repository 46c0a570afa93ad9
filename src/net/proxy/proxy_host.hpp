#pragma once

#include "core/result.hpp"
#include "net/clock.hpp"
#include "net/proxy/proxy_server.hpp"
#include "run/plan.hpp"

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace fortify::net {

// The proxies of a run, on a thread of their own: what passes them does not delay the load.
class ProxyHost {
public:
    // Listens at once; clients wait in the backlog until it serves.
    [[nodiscard]] static Result<std::unique_ptr<ProxyHost>, std::string> start(const run::Plan& plan);
    ~ProxyHost();
    ProxyHost(const ProxyHost&) = delete;
    ProxyHost& operator=(const ProxyHost&) = delete;

    // Serves before the run, from this instant on: for probes that go through it.
    [[nodiscard]] Result<Done, std::string> serve_from(Instant opening);
    // The run starts: the instants of the faults count from here.
    [[nodiscard]] Result<Done, std::string> begin(Epoch epoch);
    // Ends every connection. What the faults did, by their index in the plan; those that are not at a proxy
    // did nothing.
    [[nodiscard]] std::vector<fault::Injector::Counts> stop();

private:
    [[nodiscard]] Result<Done, std::string> serve(const Clock& clock);
    void halt();
    ProxyHost(const run::Plan& plan, std::unique_ptr<ProxyServer> server);

    const run::Plan& plan_;
    std::unique_ptr<ProxyServer> server_;
    std::thread thread_;
};

}  // namespace fortify::net
