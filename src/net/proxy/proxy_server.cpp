#include "net/proxy/proxy_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

namespace fortify::net {
namespace {

// Of one proxy; elsewhere they say where they belong, here it is plain.
std::vector<fault::FaultConfig> faults_at(const run::Plan& plan, std::size_t proxy) {
    std::vector<fault::FaultConfig> faults;
    for (const fault::FaultConfig& fault : plan.faults) {
        if (fault.proxy == proxy) {
            faults.push_back(fault);
            faults.back().proxy.reset();
            faults.back().target = 0;
        }
    }
    return faults;
}

RelayProtocol protocol_of(run::ProxyPlan::Protocol protocol) {
    switch (protocol) {
        case run::ProxyPlan::Protocol::tcp:
            return RelayProtocol::tcp;
        case run::ProxyPlan::Protocol::http:
            return RelayProtocol::http;
    }
    return RelayProtocol::tcp;
}

std::string named(const run::ProxyPlan& plan, const std::string& problem) {
    return fmt::format("proxy {}: {}", plan.name, problem);
}

}  // namespace

ProxyServer::ProxyServer(Loop loop, Fd wake, AddressGuard guard, std::uint64_t seed)
    : loop_(std::move(loop)), wake_(std::move(wake)), guard_(std::move(guard)), seed_(seed), relay_(loop_) {
}

ProxyServer::~ProxyServer() = default;

Result<std::unique_ptr<ProxyServer>, std::string> ProxyServer::create(const Options& options) {
    Result<Loop, std::string> loop = Loop::create();
    if (!loop) {
        return Err{loop.error()};
    }
    Result<AddressGuard, std::string> guard = AddressGuard::create(options.allow);
    if (!guard) {
        return Err{"safety.allow: " + guard.error()};
    }
    Fd wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!wake.is_open()) {
        return Err{system_failure("cannot make an event descriptor")};
    }
    std::unique_ptr<ProxyServer> server(
        new ProxyServer(std::move(*loop), std::move(wake), std::move(*guard), options.seed));
    const Result<Done, std::string> watched = server->loop_.watch(server->wake_.get(), Interest::read);
    if (!watched) {
        return Err{watched.error()};
    }
    return server;
}

Result<SocketAddress, std::string> ProxyServer::upstream_of(const run::ProxyPlan& plan) const {
    Result<SocketAddress, std::string> upstream = SocketAddress::resolve(plan.upstream);
    if (!upstream) {
        return Err{named(plan, upstream.error())};
    }
    const std::string host = plan.upstream.substr(0, plan.upstream.rfind(':'));
    const std::optional<IpAddress> ip = IpAddress::from(*upstream->get());
    if (ip && !guard_.allows(*ip, host)) {
        return Err{named(plan, fmt::format("its upstream {} is not allowed; add it to safety.allow, or "
                                           "give --allow",
                                           upstream->text()))};
    }
    return upstream;
}

Result<Done, std::string> ProxyServer::apply(const run::Plan& plan) {
    std::vector<Step> steps;
    for (const run::ProxyPlan& wanted : plan.proxies) {
        Result<Step, std::string> step = prepare(wanted);
        if (!step) {
            undo(steps);
            return Err{step.error()};
        }
        steps.push_back(std::move(*step));
    }
    // From here on nothing can be refused.
    std::vector<std::unique_ptr<Proxy>> next;
    for (Step& step : steps) {
        next.push_back(std::move(step.fresh != nullptr ? step.fresh : proxies_[step.there]));
    }
    for (const std::unique_ptr<Proxy>& gone : proxies_) {
        if (gone != nullptr) {
            relay_.remove(now_, gone->route);
        }
    }
    proxies_ = std::move(next);
    for (std::size_t index = 0; index < proxies_.size(); ++index) {
        change(*proxies_[index], steps[index]);
        proxies_[index]->faults->replace(faults_at(plan, index));
        relay_.reconsider(now_, proxies_[index]->route);
    }
    edge_ = now_;
    return Done{};
}

Result<ProxyServer::Step, std::string> ProxyServer::prepare(const run::ProxyPlan& wanted) {
    const auto found = std::find_if(proxies_.begin(), proxies_.end(),
                                    [&](const auto& proxy) { return proxy->plan.name == wanted.name; });
    const Result<SocketAddress, std::string> upstream = upstream_of(wanted);
    if (!upstream) {
        return Err{upstream.error()};
    }
    Step step{.wanted = &wanted,
              .upstream = *upstream,
              .there = static_cast<std::size_t>(found - proxies_.begin()),
              .fresh = nullptr};
    if (found == proxies_.end() || (*found)->plan.listen != wanted.listen) {
        const Result<Done, std::string> begun = begin(step);
        if (!begun) {
            return Err{named(wanted, begun.error())};
        }
    } else if (wanted.enabled && !relay_.is_open((*found)->route)) {
        const Result<Done, std::string> open = relay_.reopen((*found)->route);
        if (!open) {
            return Err{named(wanted, open.error())};
        }
        step.reopened = true;
    }
    return step;
}

void ProxyServer::undo(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
        if (step.fresh != nullptr) {
            relay_.remove(now_, step.fresh->route);
        } else if (step.reopened) {
            relay_.close(now_, proxies_[step.there]->route);
        }
    }
}

Result<Done, std::string> ProxyServer::begin(Step& step) {
    auto proxy = std::make_unique<Proxy>();
    proxy->plan = *step.wanted;
    proxy->faults = faults_for(*step.wanted);
    Relay::Route wanted = route_for(step, *proxy->faults);
    const Result<SocketAddress, std::string> listen = SocketAddress::resolve(step.wanted->listen);
    if (!listen) {
        return Err{listen.error()};
    }
    wanted.listen = *listen;
    const Result<std::uint32_t, std::string> route = relay_.add(wanted);
    if (!route) {
        return Err{route.error()};
    }
    proxy->route = *route;
    step.fresh = std::move(proxy);
    return Done{};
}

std::unique_ptr<ProxyFaults> ProxyServer::faults_for(const run::ProxyPlan& plan) const {
    const bool tcp = plan.protocol == run::ProxyPlan::Protocol::tcp;
    return std::make_unique<ProxyFaults>(
        tcp ? ProxyFaults::Subject::connections : ProxyFaults::Subject::requests,
        // Two proxies with the same faults do not make the same choices.
        fork_seed(seed_, "proxy/" + plan.name));
}

// Where it listens is left open.
Relay::Route ProxyServer::route_for(const Step& step, ProxyFaults& faults) const {
    return {.listen = step.upstream,
            .upstream = step.upstream,
            .protocol = protocol_of(step.wanted->protocol),
            .connect_timeout = step.wanted->connect_timeout,
            .judge = faults.judge()};
}

void ProxyServer::change(Proxy& proxy, const Step& step) {
    std::unique_ptr<ProxyFaults> before;  // until nobody asks it any more
    if (proxy.plan.protocol != step.wanted->protocol) {
        before = std::exchange(proxy.faults, faults_for(*step.wanted));
    }
    proxy.plan = *step.wanted;
    relay_.change(now_, proxy.route, route_for(step, *proxy.faults));
    if (!step.wanted->enabled && relay_.is_open(proxy.route)) {
        relay_.close(now_, proxy.route);
    }
}

Result<Done, std::string> ProxyServer::listen_for_control(const SocketAddress& address,
                                                          ControlServer::Handler handler) {
    auto control = ControlServer::create(loop_, address, std::move(handler));
    if (!control) {
        return Err{control.error()};
    }
    control_ = std::move(*control);
    return Done{};
}

const SocketAddress* ProxyServer::control_address() const {
    return control_ == nullptr ? nullptr : &control_->address();
}

void ProxyServer::run(const Clock& clock, const Until& until) {
    sharpen_timers();
    if (until.signals != nullptr) {
        static_cast<void>(loop_.watch(until.signals->fd(), Interest::read).has_value());
    }
    bool ended = false;
    now_ = clock.read();
    while (!ended) {
        now_ = std::max(now_, loop_.wait(clock, std::min({relay_.next_wakeup(), edge_, until.when})));
        ended = take_ready(now_, until) || now_ >= until.when;
        relay_.fire_timers(now_);
        if (edge_ <= now_) {
            follow_edges(now_);
        }
    }
    if (until.signals != nullptr) {
        loop_.forget(until.signals->fd());
    }
    stop_.store(false);
}

bool ProxyServer::take_ready(Instant now, const Until& until) {
    bool ended = false;
    while (const std::optional<Ready> ready = loop_.next_ready()) {
        if (relay_.owns(ready->fd)) {
            relay_.on_ready(now, *ready);
        } else if (control_ != nullptr && control_->owns(ready->fd)) {
            control_->on_ready(*ready);
        } else if (ready->fd == wake_.get()) {
            std::uint64_t count = 0;
            static_cast<void>(!::read(wake_.get(), &count, sizeof count));
            ended = ended || stop_.load();
        } else if (until.signals != nullptr && ready->fd == until.signals->fd()) {
            ended = ended || until.signals->taken().has_value();
        }
    }
    return ended;
}

void ProxyServer::follow_edges(Instant now) {
    edge_ = never;
    for (const std::unique_ptr<Proxy>& proxy : proxies_) {
        relay_.reconsider(now, proxy->route);
        edge_ = std::min(edge_, proxy->faults->next_edge(now));
    }
}

void ProxyServer::stop() {
    stop_.store(true);
    const std::uint64_t one = 1;
    static_cast<void>(!::write(wake_.get(), &one, sizeof one));
}

std::vector<ProxyServer::Snapshot> ProxyServer::snapshots() const {
    std::vector<Snapshot> list;
    for (const std::unique_ptr<Proxy>& proxy : proxies_) {
        const auto counts = proxy->faults->injector().counts();
        list.push_back({.name = proxy->plan.name,
                        .address = relay_.address(proxy->route).text(),
                        .open = relay_.is_open(proxy->route),
                        .totals = relay_.totals(proxy->route),
                        .faults = {counts.begin(), counts.end()}});
    }
    return list;
}

}  // namespace fortify::net
