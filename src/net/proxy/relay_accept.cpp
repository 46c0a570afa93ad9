#include "net/proxy/http_session.hpp"
#include "net/proxy/relay.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

// How connections begin.
namespace fortify::net {
namespace {

constexpr std::size_t accepts_a_turn = 256;
constexpr Duration retry_after_shortage = 10ms;
constexpr Duration longest_echo = 10s;  // of a request sent twice, until its second answer has come

bool is_shortage(int error) {
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

void send_at_once(int fd) {
    const int one = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

}  // namespace

void Relay::accept_connections(Instant now, std::uint32_t route) {
    for (std::size_t count = 0; count < accepts_a_turn; ++count) {
        if (!accept_one(now, route)) {
            return;
        }
    }
}

bool Relay::accept_one(Instant now, std::uint32_t route) {
    RouteState& state = state_of(route);
    sockaddr_storage from{};
    socklen_t length = sizeof from;
    Fd fd(::accept4(state.listener.fd(), reinterpret_cast<sockaddr*>(&from), &length,
                    SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd.is_open()) {
        if (is_shortage(errno)) {
            // The client waits in the backlog; asking again at once would only spin.
            loop_.forget(state.listener.fd());
            state.retry_at = after(now, retry_after_shortage);
        }
        return errno == ECONNABORTED;
    }
    send_at_once(fd.get());
    const std::uint32_t slot = new_slot(state.route.upstream);
    Link& link = *links_[slot];
    link.route = route;
    link.number = state.totals.connections++;
    ++state.totals.active;
    link.client_port = SocketAddress::copy(reinterpret_cast<const sockaddr&>(from), length).port();
    own(fd.get(), {Owner::Kind::client, slot});
    link.end(Side::client).fd = std::move(fd);
    begin(now, slot);
    return true;
}

void Relay::begin(Instant now, std::uint32_t slot) {
    Link& link = *links_[slot];
    RouteState& state = state_of(link.route);
    if (state.route.judge.connection) {
        const Verdict verdict =
            state.route.judge.connection(now, {.number = link.number, .client_port = link.client_port});
        link.upstream = verdict.upstream.value_or(link.upstream);
        link.verdict = verdict;
    }
    if (state.route.protocol == RelayProtocol::http) {
        link.stage = Link::Stage::detached;
        link.http = std::make_unique<HttpSession>(
            HttpSession::Outside{
                .judge = state.route.judge, .requests = state.totals.requests, .connection = link.number},
            link.end(Side::client).flow, link.end(Side::upstream).flow);
        settle(now, slot);
        return;
    }
    apply(now, slot, Verdict(link.verdict));
}

// Of a new connection all of it, of an old one what still can be done to it.
void Relay::apply(Instant now, std::uint32_t slot, const Verdict& verdict) {
    using Answer = fault::Treatment::Answer;
    Link& link = *links_[slot];
    const fault::Treatment& treatment = verdict.treatment;
    const bool is_new = link.stage == Link::Stage::held || link.stage == Link::Stage::delayed;
    const bool reset_now =
        treatment.answer == Answer::reset && !is_new && link.verdict.treatment.answer != Answer::reset;
    link.verdict = verdict;
    if ((is_new && never_there(treatment)) || reset_now) {
        reset(now, slot);
        return;
    }
    const DirectionRules rules = rules_of(verdict);
    link.end(Side::client).flow.set_rules(now, rules.request);
    link.end(Side::upstream).flow.set_rules(now, rules.answer);
    link.reset_when_asked = treatment.answer == Answer::lost;
    if (link.stage == Link::Stage::held && !holds_everything(treatment)) {
        const Duration delay = treatment.name_delay + treatment.connect_delay;
        if (delay > 0ns) {
            link.stage = Link::Stage::delayed;
            arm(slot, Timer::stage, after(now, delay));
        } else {
            dial(now, slot);
            return;
        }
    }
    go_on(now, slot);
}

void Relay::dial(Instant now, std::uint32_t slot) {
    Link& link = *links_[slot];
    Link::End& end = link.end(Side::upstream);
    end.fd = Fd(::socket(link.upstream.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!end.fd.is_open()) {
        dial_failed(now, slot, errno);
        return;
    }
    if (link.upstream.family() != AF_UNIX) {
        send_at_once(end.fd.get());
    }
    own(end.fd.get(), {Owner::Kind::upstream, slot});
    if (::connect(end.fd.get(), link.upstream.get(), link.upstream.length()) == 0) {
        link.stage = Link::Stage::connected;
        arm(slot, Timer::stage, never);
        go_on(now, slot);
        return;
    }
    if (errno != EINPROGRESS) {
        dial_failed(now, slot, errno);
        return;
    }
    link.stage = Link::Stage::dialling;
    arm(slot, Timer::stage, after(now, state_of(link.route).route.connect_timeout));
    settle(now, slot);
}

void Relay::on_dialled(Instant now, std::uint32_t slot) {
    Link& link = *links_[slot];
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(link.end(Side::upstream).fd.get(), SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) {
        dial_failed(now, slot, error);
        return;
    }
    link.stage = Link::Stage::connected;
    arm(slot, Timer::stage, never);
    go_on(now, slot);
}

void Relay::dial_failed(Instant now, std::uint32_t slot, int error) {
    Link& link = *links_[slot];
    ++state_of(link.route).totals.unreachable;
    close_upstream(link);
    if (link.http == nullptr) {
        // What a client of the upstream itself would meet is too late; this is the nearest to it.
        reset(now, slot);
        return;
    }
    link.stage = Link::Stage::detached;
    arm(slot, Timer::stage, never);
    link.http->upstream_failed(now, error == ETIMEDOUT ? 504 : 502);
    go_on(now, slot);
}

// The same request once more, whose answer nobody waits for.
void Relay::send_again(Instant now, const Link& original, std::string_view request) {
    const std::uint32_t slot = new_slot(original.upstream);
    Link& link = *links_[slot];
    link.route = original.route;
    link.end(Side::client).flow.push(now, request);
    dial(now, slot);
    if (links_[slot] != nullptr) {
        arm(slot, Timer::stage, after(now, longest_echo));
    }
}

std::uint32_t Relay::new_slot(const SocketAddress& upstream) {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(links_.size()));
        links_.emplace_back();
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    links_[slot] = std::make_unique<Link>(upstream);
    return slot;
}

}  // namespace fortify::net
