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
    std::vector<std::unique_ptr<Proxy>> fresh;
    const auto undo = [&] {
        for (const std::unique_ptr<Proxy>& proxy : fresh) {
            relay_.remove(now_, proxy->route);
        }
    };
    // First what can fail.
    for (const run::ProxyPlan& wanted : plan.proxies) {
        const Proxy* const there = find(wanted.name);
        const Result<SocketAddress, std::string> upstream = upstream_of(wanted);
        if (!upstream) {
            undo();
            return Err{upstream.error()};
        }
        if (there == nullptr || there->plan.listen != wanted.listen ||
            there->plan.protocol != wanted.protocol) {
            auto proxy = begin(wanted);
            if (!proxy) {
                undo();
                return Err{proxy.error()};
            }
            fresh.push_back(std::move(*proxy));
        }
    }
    std::vector<std::unique_ptr<Proxy>> next;
    for (const run::ProxyPlan& wanted : plan.proxies) {
        const auto by_name = [&](const std::unique_ptr<Proxy>& proxy) {
            return proxy != nullptr && proxy->plan.name == wanted.name;
        };
        auto found = std::find_if(fresh.begin(), fresh.end(), by_name);
        if (found == fresh.end()) {
            found = std::find_if(proxies_.begin(), proxies_.end(), by_name);
        }
        next.push_back(std::move(*found));
    }
    for (const std::unique_ptr<Proxy>& gone : proxies_) {
        if (gone != nullptr) {
            relay_.remove(now_, gone->route);
        }
    }
    proxies_ = std::move(next);
    for (std::size_t index = 0; index < proxies_.size(); ++index) {
        Proxy& proxy = *proxies_[index];
        proxy.faults->replace(faults_at(plan, index));
        Result<Done, std::string> changed = change(proxy, plan.proxies[index]);
        if (!changed) {
            return changed;
        }
        relay_.reconsider(now_, proxy.route);
    }
    edge_ = now_;
    return Done{};
}

Result<std::unique_ptr<ProxyServer::Proxy>, std::string> ProxyServer::begin(const run::ProxyPlan& plan) {
    const Result<SocketAddress, std::string> listen = SocketAddress::resolve(plan.listen);
    if (!listen) {
        return Err{named(plan, listen.error())};
    }
    const Result<SocketAddress, std::string> upstream = upstream_of(plan);
    if (!upstream) {
        return Err{upstream.error()};
    }
    auto proxy = std::make_unique<Proxy>();
    proxy->plan = plan;
    const bool tcp = plan.protocol == run::ProxyPlan::Protocol::tcp;
    proxy->faults = std::make_unique<ProxyFaults>(
        tcp ? ProxyFaults::Subject::connections : ProxyFaults::Subject::requests,
        // Two proxies with the same faults do not make the same choices.
        fork_seed(seed_, "proxy/" + plan.name));
    const Result<std::uint32_t, std::string> route = relay_.add({.listen = *listen,
                                                                 .upstream = *upstream,
                                                                 .protocol = protocol_of(plan.protocol),
                                                                 .connect_timeout = plan.connect_timeout,
                                                                 .judge = proxy->faults->judge()});
    if (!route) {
        return Err{named(plan, route.error())};
    }
    proxy->route = *route;
    return proxy;
}

Result<Done, std::string> ProxyServer::change(Proxy& proxy, const run::ProxyPlan& plan) {
    if (proxy.plan.upstream != plan.upstream) {
        const Result<SocketAddress, std::string> upstream = upstream_of(plan);
        if (!upstream) {
            return Err{upstream.error()};
        }
        relay_.send_to(proxy.route, *upstream);
    }
    proxy.plan = plan;
    if (plan.enabled == relay_.is_open(proxy.route)) {
        return Done{};
    }
    if (plan.enabled) {
        const Result<Done, std::string> open = relay_.reopen(proxy.route);
        return open ? open : Result<Done, std::string>(Err{named(plan, open.error())});
    }
    relay_.close(now_, proxy.route);
    return Done{};
}

ProxyServer::Proxy* ProxyServer::find(const std::string& name) {
    for (const std::unique_ptr<Proxy>& proxy : proxies_) {
        if (proxy != nullptr && proxy->plan.name == name) {
            return proxy.get();
        }
    }
    return nullptr;
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
