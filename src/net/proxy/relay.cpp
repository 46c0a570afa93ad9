#include "net/proxy/relay.hpp"

#include "core/assert.hpp"
#include "net/proxy/http_session.hpp"

#include <algorithm>
#include <utility>

namespace fortify::net {
namespace {

constexpr std::size_t scratch_size = std::size_t{16} * 1024;
constexpr std::uint32_t timers_per_link = 4;

}  // namespace

Relay::Relay(Loop& loop) : loop_(loop), scratch_(scratch_size) {
}

Relay::~Relay() {
    for (const std::unique_ptr<Link>& link : links_) {
        if (link != nullptr) {
            for (const Link::End& end : link->ends) {
                loop_.forget(end.fd.get());
            }
        }
    }
    for (const std::unique_ptr<RouteState>& state : routes_) {
        if (state != nullptr) {
            loop_.forget(state->listener.fd());
        }
    }
}

Result<std::uint32_t, std::string> Relay::add(const Route& route) {
    Result<Listener, std::string> listener = Listener::hold(route.listen);
    if (!listener) {
        return Err{listener.error()};
    }
    const auto number = static_cast<std::uint32_t>(routes_.size());
    routes_.push_back(std::make_unique<RouteState>(
        RouteState{.route = route, .listener = std::move(*listener), .totals = {}}));
    const Result<Done, std::string> open = reopen(number);
    if (!open) {
        routes_.back().reset();
        return Err{open.error()};
    }
    return number;
}

void Relay::remove(Instant now, std::uint32_t route) {
    close(now, route);
    routes_[route].reset();
}

void Relay::close(Instant now, std::uint32_t route) {
    RouteState& state = state_of(route);
    if (state.listener.fd() >= 0) {
        loop_.forget(state.listener.fd());
        own(state.listener.fd(), {});
        state.listener.refuse();
    }
    state.retry_at = never;
    end_links(now, route);
}

Result<Done, std::string> Relay::reopen(std::uint32_t route) {
    RouteState& state = state_of(route);
    if (state.listener.fd() >= 0) {
        return Done{};
    }
    Result<Done, std::string> listening = state.listener.listen();
    if (!listening) {
        return listening;
    }
    own(state.listener.fd(), {Owner::Kind::listener, route});
    return loop_.watch(state.listener.fd(), Interest::read);
}

void Relay::change(Instant now, std::uint32_t route, const Route& changed) {
    RouteState& state = state_of(route);
    if (changed.protocol != state.route.protocol) {
        end_links(now, route);
    }
    const SocketAddress listen = state.route.listen;
    state.route = changed;
    state.route.listen = listen;
}

void Relay::reconsider(Instant now, std::uint32_t route) {
    const Judge& judge = state_of(route).route.judge;
    for (std::uint32_t slot = 0; slot < links_.size(); ++slot) {
        Link* const link = links_[slot].get();
        if (link == nullptr || link->route != route || !link->end(Side::client).fd.is_open()) {
            continue;
        }
        if (link->http != nullptr) {
            link->http->reconsider(now);
            go_on(now, slot);
        } else if (judge.connection_again) {
            apply(now, slot, judge.connection_again(now, {link->number, link->client_port}));
        }
    }
}

const SocketAddress& Relay::address(std::uint32_t route) const {
    return routes_[route]->listener.address();
}

bool Relay::is_open(std::uint32_t route) const {
    return routes_[route]->listener.fd() >= 0;
}

const Relay::Totals& Relay::totals(std::uint32_t route) const {
    return routes_[route]->totals;
}

bool Relay::owns(int fd) const {
    return static_cast<std::size_t>(fd) < owners_.size() &&
           owners_[static_cast<std::size_t>(fd)].kind != Owner::Kind::nobody;
}

void Relay::on_ready(Instant now, const Ready& ready) {
    const Owner owner = owners_[static_cast<std::size_t>(ready.fd)];
    switch (owner.kind) {
        case Owner::Kind::nobody:
            break;
        case Owner::Kind::listener:
            accept_connections(now, owner.index);
            break;
        case Owner::Kind::client:
            on_link_ready(now, owner.index, Side::client, ready.what);
            break;
        case Owner::Kind::upstream:
            on_link_ready(now, owner.index, Side::upstream, ready.what);
            break;
    }
}

void Relay::fire_timers(Instant now) {
    while (const std::optional<run::TimerId> timer = timers_.pop_due(now)) {
        const std::uint32_t slot = timer->value / timers_per_link;
        const auto kind = static_cast<Timer>(timer->value % timers_per_link);
        links_[slot]->armed[static_cast<std::size_t>(kind)] = never;
        on_timer(now, slot, kind);
    }
    for (std::uint32_t route = 0; route < routes_.size(); ++route) {
        RouteState* const state = routes_[route].get();
        if (state != nullptr && state->retry_at <= now) {
            state->retry_at = never;
            static_cast<void>(loop_.watch(state->listener.fd(), Interest::read).has_value());
        }
    }
}

Instant Relay::next_wakeup() const {
    Instant next = timers_.next();
    for (const std::unique_ptr<RouteState>& state : routes_) {
        if (state != nullptr) {
            next = std::min(next, state->retry_at);
        }
    }
    return next;
}

Relay::RouteState& Relay::state_of(std::uint32_t route) {
    FORTIFY_ASSERT(route < routes_.size() && routes_[route] != nullptr);
    return *routes_[route];
}

void Relay::own(int fd, Owner owner) {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= owners_.size()) {
        owners_.resize(std::max(index + 1, owners_.size() * 2));
    }
    owners_[index] = owner;
}

void Relay::on_timer(Instant now, std::uint32_t slot, Timer timer) {
    if (timer != Timer::stage) {
        go_on(now, slot);
        return;
    }
    switch (links_[slot]->stage) {
        case Link::Stage::delayed:
            dial(now, slot);
            break;
        case Link::Stage::dialling:
            dial_failed(now, slot, ETIMEDOUT);
            break;
        case Link::Stage::detached:
            go_on(now, slot);
            break;
        case Link::Stage::held:
        case Link::Stage::connected:
        case Link::Stage::draining:
            drop(now, slot);
            break;
    }
}

void Relay::end_links(Instant now, std::uint32_t route) {
    for (std::uint32_t slot = 0; slot < links_.size(); ++slot) {
        if (links_[slot] != nullptr && links_[slot]->route == route) {
            reset(now, slot);
        }
    }
}

void Relay::arm(std::uint32_t slot, Timer timer, Instant when) {
    Instant& armed = links_[slot]->armed[static_cast<std::size_t>(timer)];
    if (armed == when) {
        return;
    }
    armed = when;
    const run::TimerId id{slot * timers_per_link + static_cast<std::uint32_t>(timer)};
    if (when == never) {
        timers_.disarm(id);
    } else {
        timers_.arm(id, when);
    }
}

}  // namespace fortify::net
