#include "net/proxy/http_session.hpp"
#include "net/proxy/relay.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

// How bytes pass, and how connections end.
namespace fortify::net {
namespace {

constexpr int reads_a_turn = 4;  // so that nobody waits for one who sends much
constexpr std::uint64_t longest_drain = std::uint64_t{1} << 20U;  // of bytes read after the end was said
constexpr Duration drain_time = 2s;
constexpr Duration abandoned_after = 30s;  // a client that has gone while nothing passed

bool would_block() {
    return errno == EAGAIN || errno == EINTR;
}

Interest with(Interest all, Interest part) {
    return static_cast<Interest>(static_cast<unsigned>(all) | static_cast<unsigned>(part));
}

}  // namespace

void Relay::on_link_ready(Instant now, std::uint32_t slot, Side side, Interest what) {
    Link& link = *links_[slot];
    if (side == Side::upstream && link.stage == Link::Stage::dialling) {
        on_dialled(now, slot);
        return;
    }
    if (includes(what, Interest::write)) {
        link.end(side).blocked = false;
    }
    if (includes(what, Interest::read)) {
        read_from(now, slot, side);
    }
    if (links_[slot] != nullptr) {
        go_on(now, slot);
    }
}

void Relay::read_from(Instant now, std::uint32_t slot, Side side) {
    for (int turn = 0; turn < reads_a_turn; ++turn) {
        Link* const link = links_[slot].get();
        if (link == nullptr || !link->end(side).fd.is_open() || link->end(side).ended) {
            return;
        }
        const std::size_t room = room_for(*link, side);
        if (room == 0) {
            return;
        }
        const std::size_t wanted = std::min(room, scratch_.size());
        const ssize_t length = ::recv(link->end(side).fd.get(), scratch_.data(), wanted, 0);
        if (length == 0) {
            take_end(now, slot, side);
            return;
        }
        if (length < 0) {
            if (!would_block()) {
                take_break(now, slot, side);
            }
            return;
        }
        take_bytes(now, *link, side, {scratch_.data(), static_cast<std::size_t>(length)});
        if (static_cast<std::size_t>(length) < wanted) {
            return;
        }
        go_on(now, slot);
    }
}

std::size_t Relay::room_for(Link& link, Side side) const {
    if (link.stage == Link::Stage::draining || !link.end(Side::client).fd.is_open()) {
        return scratch_.size();
    }
    if (link.http != nullptr) {
        return side == Side::client ? link.http->client_room() : link.http->upstream_room();
    }
    return link.end(side).flow.room();
}

void Relay::take_bytes(Instant now, Link& link, Side side, std::string_view bytes) {
    Totals& totals = state_of(link.route).totals;
    if (side == Side::upstream) {
        totals.bytes_received += bytes.size();
    }
    if (link.stage == Link::Stage::draining) {
        link.drained += bytes.size();
        return;
    }
    if (!link.end(Side::client).fd.is_open()) {
        return;  // of a request sent twice
    }
    if (link.http != nullptr) {
        side == Side::client ? link.http->from_client(now, bytes) : link.http->from_upstream(now, bytes);
        return;
    }
    Link::End& to = link.end(other(side));
    Flow& flow = link.end(side).flow;
    std::size_t sent = 0;
    if (flow.is_open_road() && to.fd.is_open() && !to.blocked && link.stage == Link::Stage::connected &&
        !link.reset_when_asked) {
        const ssize_t taken = ::send(to.fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        sent = taken > 0 ? static_cast<std::size_t>(taken) : 0;
        if (side == Side::client) {
            totals.bytes_sent += sent;
        }
    }
    flow.push(now, bytes.substr(sent));
}

void Relay::take_end(Instant now, std::uint32_t slot, Side side) {
    Link& link = *links_[slot];
    const bool left = side == Side::client && state_of(link.route).route.client_end == ClientEnd::gone;
    if (left || link.stage == Link::Stage::draining || !link.end(Side::client).fd.is_open()) {
        drop(now, slot);
        return;
    }
    if (link.http != nullptr && side == Side::upstream) {
        close_upstream(link);
        link.stage = Link::Stage::detached;
        link.http->upstream_ended(now, HttpSession::How::in_order);
        return;
    }
    link.end(side).ended = true;
    if (link.http != nullptr) {
        link.http->client_ended(now);
    } else {
        link.end(side).flow.finish(now);
    }
}

// The connection broke: so does the other, with what it has not been given.
void Relay::take_break(Instant now, std::uint32_t slot, Side side) {
    Link& link = *links_[slot];
    if (link.http != nullptr && side == Side::upstream && link.stage != Link::Stage::draining) {
        close_upstream(link);
        link.stage = Link::Stage::detached;
        link.http->upstream_ended(now, HttpSession::How::broken);
        return;
    }
    reset(now, slot);
}

bool Relay::flush(Instant now, std::uint32_t slot, Side from) {
    Link& link = *links_[slot];
    Link::End& to = link.end(other(from));
    Flow& flow = link.end(from).flow;
    const bool there = to.fd.is_open() && !to.closed && link.stage != Link::Stage::draining &&
                       (from == Side::upstream || link.stage == Link::Stage::connected);
    while (there && !to.blocked) {
        const std::string_view bytes = flow.ready(now);
        if (bytes.empty()) {
            break;
        }
        const ssize_t sent = ::send(to.fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0) {
            if (!would_block()) {
                take_break(now, slot, other(from));
                return links_[slot] != nullptr;
            }
            to.blocked = true;
            break;
        }
        flow.took(now, static_cast<std::size_t>(sent));
        if (from == Side::client) {
            state_of(link.route).totals.bytes_sent += static_cast<std::uint64_t>(sent);
            if (link.reset_when_asked && flow.held() == 0) {
                reset(now, slot);
                return false;
            }
        }
        to.blocked = static_cast<std::size_t>(sent) < bytes.size();
    }
    return !there || end_flow(now, slot, from);
}

bool Relay::end_flow(Instant now, std::uint32_t slot, Side from) {
    Link& link = *links_[slot];
    Link::End& to = link.end(other(from));
    const Flow& flow = link.end(from).flow;
    switch (flow.ending(now)) {
        case Flow::Ending::none:
            return true;
        case Flow::Ending::reset:
            reset(now, slot);
            return false;
        case Flow::Ending::close:
            break;
    }
    if (flow.held() > 0) {
        begin_draining(now, slot);  // cut short
        return links_[slot] != nullptr;
    }
    ::shutdown(to.fd.get(), SHUT_WR);
    to.closed = true;
    if (link.end(from).closed) {
        drop(now, slot);
        return false;
    }
    return true;
}

void Relay::go_on(Instant now, std::uint32_t slot) {
    if (links_[slot] != nullptr && flush(now, slot, Side::client) && flush(now, slot, Side::upstream) &&
        follow_session(now, slot)) {
        settle(now, slot);
    }
}

// What the session wants, until it wants nothing more for now. False when the connection is gone.
bool Relay::follow_session(Instant now, std::uint32_t slot) {
    while (links_[slot]->http != nullptr && links_[slot]->stage != Link::Stage::draining) {
        Link& link = *links_[slot];
        HttpSession& session = *link.http;
        session.go_on(now);
        if (session.act() == HttpSession::Act::reset) {
            reset(now, slot);
            return false;
        }
        if (session.act() == HttpSession::Act::tunnel) {
            link.http.reset();
            break;
        }
        if (session.upstream_is_spent() && link.end(Side::upstream).fd.is_open()) {
            close_upstream(link);
            link.stage = Link::Stage::detached;
        }
        if (session.wants_upstream() && link.stage == Link::Stage::detached) {
            session.use_new_upstream();
            link.stage = Link::Stage::delayed;
            dial(now, slot);
            return false;  // `dial` has gone on from here
        }
        if (const std::string again = session.take_duplicate(); !again.empty()) {
            send_again(now, link, again);
        }
        const std::size_t before = link.end(Side::client).flow.held() + link.end(Side::upstream).flow.held();
        if (!flush(now, slot, Side::client) || !flush(now, slot, Side::upstream)) {
            return false;
        }
        if (links_[slot]->stage == Link::Stage::draining) {
            break;
        }
        const std::size_t held = link.end(Side::client).flow.held() + link.end(Side::upstream).flow.held();
        if (session.act() == HttpSession::Act::close && link.end(Side::upstream).flow.held() == 0) {
            begin_draining(now, slot);
            return links_[slot] != nullptr;
        }
        if (held == before && !session.has_more()) {
            break;
        }
    }
    return true;
}

// Tells the loop what to wait for, and when to look again.
void Relay::settle(Instant now, std::uint32_t slot) {
    Link& link = *links_[slot];
    for (const Side side : {Side::client, Side::upstream}) {
        Link::End& end = link.end(side);
        if (!end.fd.is_open()) {
            continue;
        }
        Interest interest = Interest::none;
        const bool dialling = side == Side::upstream && link.stage == Link::Stage::dialling;
        if (!dialling && !end.ended && room_for(link, side) > 0) {
            interest = Interest::read;
        }
        if (dialling || end.blocked) {
            interest = with(interest, Interest::write);
        }
        if (!loop_.watch(end.fd.get(), interest)) {
            reset(now, slot);
            return;
        }
    }
    if (link.stage == Link::Stage::draining) {
        if (link.drained > longest_drain) {
            drop(now, slot);
        }
        return;
    }
    arm(slot, Timer::request,
        link.http != nullptr
            ? std::min(link.http->next_wakeup(), link.end(Side::client).flow.next_wakeup(now))
            : link.end(Side::client).flow.next_wakeup(now));
    arm(slot, Timer::answer, link.end(Side::upstream).flow.next_wakeup(now));
    const bool stuck = link.http != nullptr ? link.http->is_stuck() : is_stuck(link.verdict.treatment);
    const bool may_leave = link.stage == Link::Stage::held || link.stage == Link::Stage::detached ||
                           link.stage == Link::Stage::connected;
    if (may_leave && link.end(Side::client).fd.is_open()) {
        const bool gone = link.end(Side::client).ended && stuck;
        Instant& armed = link.armed[static_cast<std::size_t>(Timer::stage)];
        if (gone != (armed != never)) {
            arm(slot, Timer::stage, gone ? after(now, abandoned_after) : never);
        }
    }
}

void Relay::begin_draining(Instant now, std::uint32_t slot) {
    Link& link = *links_[slot];
    close_upstream(link);
    Link::End& client = link.end(Side::client);
    if (client.ended) {
        drop(now, slot);
        return;
    }
    ::shutdown(client.fd.get(), SHUT_WR);
    link.stage = Link::Stage::draining;
    client.blocked = false;
    arm(slot, Timer::request, never);
    arm(slot, Timer::answer, never);
    arm(slot, Timer::stage, after(now, drain_time));
    settle(now, slot);
}

void Relay::close_upstream(Link& link) {
    Link::End& end = link.end(Side::upstream);
    if (end.fd.is_open()) {
        loop_.forget(end.fd.get());
        own(end.fd.get(), {});
        end.fd.reset();
    }
    end.ended = false;
    end.blocked = false;
    end.closed = false;
}

// RST to the client, whatever it has been sent.
void Relay::reset(Instant now, std::uint32_t slot) {
    const int fd = links_[slot]->end(Side::client).fd.get();
    if (fd >= 0) {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    drop(now, slot);
}

void Relay::drop(Instant now, std::uint32_t slot) {
    Link& link = *links_[slot];
    for (const Timer timer : {Timer::stage, Timer::request, Timer::answer}) {
        arm(slot, timer, never);
    }
    close_upstream(link);
    Link::End& client = link.end(Side::client);
    RouteState& state = state_of(link.route);
    if (client.fd.is_open()) {
        loop_.forget(client.fd.get());
        own(client.fd.get(), {});
        --state.totals.active;
        if (link.http != nullptr) {
            link.http->abandon(now);
        }
        if (state.route.judge.connection_ended) {
            state.route.judge.connection_ended(now, link.number);
        }
    }
    links_[slot].reset();
    free_.push_back(slot);
}

}  // namespace fortify::net
