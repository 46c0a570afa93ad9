#pragma once

#include "core/result.hpp"
#include "net/address_guard.hpp"
#include "net/clock.hpp"
#include "net/loop.hpp"
#include "net/proxy/control_server.hpp"
#include "net/proxy/proxy_faults.hpp"
#include "net/proxy/relay.hpp"
#include "net/signals.hpp"
#include "run/plan.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fortify::net {

// The proxies of a plan on one loop: their listeners, their faults, and the control interface. What they
// are is the plan's business, also when it changes while they run.
class ProxyServer {
public:
    struct Options {
        std::uint64_t seed = 1;
        std::vector<std::string> allow;  // as SafetyPlan::allow
    };
    struct Snapshot {
        std::string name;
        std::string address;  // where it listens
        bool open = false;
        Relay::Totals totals;
        std::vector<fault::Injector::Counts> faults;  // in the order of its faults in the plan
    };

    [[nodiscard]] static Result<std::unique_ptr<ProxyServer>, std::string> create(const Options& options);
    ~ProxyServer();
    ProxyServer(const ProxyServer&) = delete;
    ProxyServer& operator=(const ProxyServer&) = delete;

    // Brings about what the plan says: proxies go, come and change, and so do their faults. When one of them
    // cannot be had, nothing changes.
    [[nodiscard]] Result<Done, std::string> apply(const run::Plan& plan);
    [[nodiscard]] Result<Done, std::string> listen_for_control(const SocketAddress& address,
                                                               ControlServer::Handler handler);
    [[nodiscard]] const SocketAddress* control_address() const;

    // -- The thread that serves.
    struct Until {
        Instant when = never;
        SignalWatch* signals = nullptr;
    };
    void run(const Clock& clock, const Until& until);
    // From any thread: `run` returns soon. It may be run again, by a clock that is ahead of the one before.
    void stop();

    // When the turn under way began.
    [[nodiscard]] Instant turn() const {
        return now_;
    }
    // In the order of the plan. Not while another thread runs it.
    [[nodiscard]] std::vector<Snapshot> snapshots() const;

private:
    struct Proxy {
        run::ProxyPlan plan;
        std::uint32_t route = 0;
        std::unique_ptr<ProxyFaults> faults;
    };

    ProxyServer(Loop loop, Fd wake, AddressGuard guard, std::uint64_t seed);
    // What one proxy of a new plan needs that can be refused: had before anything changes.
    struct Step {
        const run::ProxyPlan* wanted;
        SocketAddress upstream;
        std::size_t there;             // of `proxies_`; their number: none
        std::unique_ptr<Proxy> fresh;  // in place of it, or where there is none
        bool reopened = false;
    };
    [[nodiscard]] Result<SocketAddress, std::string> upstream_of(const run::ProxyPlan& plan) const;
    [[nodiscard]] Result<Step, std::string> prepare(const run::ProxyPlan& wanted);
    void undo(const std::vector<Step>& steps);
    [[nodiscard]] Result<Done, std::string> begin(Step& step);
    [[nodiscard]] std::unique_ptr<ProxyFaults> faults_for(const run::ProxyPlan& plan) const;
    [[nodiscard]] Relay::Route route_for(const Step& step, ProxyFaults& faults) const;
    void change(Proxy& proxy, const Step& step);
    void follow_edges(Instant now);
    [[nodiscard]] bool take_ready(Instant now, const Until& until);

    Loop loop_;
    Fd wake_;
    std::atomic<bool> stop_{false};
    AddressGuard guard_;
    std::uint64_t seed_;
    Relay relay_;
    std::vector<std::unique_ptr<Proxy>> proxies_;
    std::unique_ptr<ControlServer> control_;
    Instant now_ = run_start;
    Instant edge_ = never;
};

}  // namespace fortify::net
