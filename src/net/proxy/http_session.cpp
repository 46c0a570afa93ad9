#include "net/proxy/http_session.hpp"

#include "net/proxy/link.hpp"
#include "net/proxy/rewrite.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace fortify::net {
namespace {

constexpr std::size_t longest_ahead = std::size_t{16} * 1024;
constexpr std::size_t longest_copy = std::size_t{1} << 20U;  // of a request that is sent twice
constexpr std::size_t longest_repeat = std::size_t{16} * 1024;
// Bodies are passed on, not kept, so that they may be of any length.
constexpr RequestParser::Limits any_length{.request_line = std::size_t{8} * 1024,
                                           .head = std::size_t{32} * 1024,
                                           .headers = 100,
                                           .body = std::numeric_limits<std::uint64_t>::max()};

using Treatment = fault::Treatment;

// What is left for the flow once the session has done what needs HTTP.
FlowRules answer_rules(const Verdict& verdict) {
    FlowRules rules = rules_of(verdict).answer;
    rules.latency = Duration{0};
    rules.first_byte_delay += verdict.delay;
    rules.damage = rules.damage == Treatment::Damage::head ? rules.damage : Treatment::Damage::none;
    return rules;
}

// RFC 9110, 9.2.2: those that a proxy may send once more on its own account.
bool is_idempotent(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" ||
           method == "OPTIONS" || method == "TRACE";
}

}  // namespace

HttpSession::HttpSession(const Outside& outside, Flow& to_upstream, Flow& to_client)
    : outside_(outside), to_upstream_(to_upstream), to_client_(to_client), request_(any_length) {
}

std::size_t HttpSession::client_room() const {
    return longest_ahead - std::min(longest_ahead, ahead_.size());
}

void HttpSession::from_client(Instant now, std::string_view bytes) {
    ahead_.append(bytes);
    more_ = true;
    step(now);
}

void HttpSession::client_ended(Instant now) {
    client_ended_ = true;
    step(now);
}

std::size_t HttpSession::upstream_room() const {
    return to_client_.room();
}

void HttpSession::go_on(Instant now) {
    step(now);
}

void HttpSession::reconsider(Instant now) {
    if (!exchange_ || !outside_.judge.request_again) {
        return;
    }
    const bool was_held = exchange_->way == Way::held;
    Verdict verdict = outside_.judge.request_again(now, exchange_->number);
    if (!was_held) {
        verdict.answer = exchange_->verdict.answer;  // that much is decided
    }
    exchange_->verdict = verdict;
    if (was_held) {
        decide(now);
    } else if (!holds_everything(verdict.treatment)) {
        to_upstream_.set_rules(now, rules_of(verdict).request);
        to_client_.set_rules(now, answer_rules(verdict));
    }
    step(now);
}

void HttpSession::abandon(Instant now) {
    if (exchange_ && outside_.judge.request_ended) {
        outside_.judge.request_ended(now, exchange_->number);
    }
    exchange_.reset();
}

std::string HttpSession::take_duplicate() {
    return std::exchange(duplicate_, {});
}

bool HttpSession::is_stuck() const {
    return exchange_ && fortify::net::is_stuck(exchange_->verdict.treatment);
}

Instant HttpSession::next_wakeup() const {
    return exchange_ && exchange_->way == Way::delayed ? exchange_->start : never;
}

// As far as it goes without more bytes, room or time.
void HttpSession::step(Instant now) {
    more_ = false;
    if (act_ != Act::none) {
        return;
    }
    if (!exchange_) {
        begin_exchange(now);
    }
    if (!exchange_ || act_ != Act::none) {
        return;
    }
    if (exchange_->way == Way::delayed && exchange_->start <= now) {
        exchange_->way = Way::upstream;
        ask_upstream(now);
    }
    if (exchange_->way == Way::upstream || exchange_->way == Way::own) {
        pass_request(now);
    }
    if (exchange_->request_done && exchange_->way == Way::own && !exchange_->answer_begun) {
        answer_here(now, *exchange_->verdict.answer);
    }
    const bool all_sent = exchange_->request_done && to_upstream_.held() == 0;
    if (all_sent && exchange_->way == Way::upstream && !wants_upstream_ &&
        exchange_->verdict.treatment.answer == Treatment::Answer::lost) {
        act_ = Act::reset;
        return;
    }
    if (exchange_->answer_done && to_client_.held() == 0 && (exchange_->request_done || close_after_)) {
        end_exchange(now);
    }
}

void HttpSession::begin_exchange(Instant now) {
    const std::size_t used = request_.feed(ahead_, RequestParser::Until::end_of_head);
    ahead_.erase(0, used);
    if (request_.state() == RequestParser::State::failed ||
        (request_.head_complete() && request_.method() == "CONNECT")) {
        const std::uint16_t status =
            request_.state() == RequestParser::State::failed ? request_.status() : std::uint16_t{501};
        exchange_.emplace();
        exchange_->number = UINT64_MAX;  // never decided about
        exchange_->way = Way::own;
        exchange_->request_done = true;
        close_after_ = true;
        answer_here(now, {.status = status, .retry_after = Duration{-1}});
        return;
    }
    if (!request_.head_complete()) {
        if (client_ended_) {
            act_ = Act::close;
        }
        return;
    }
    exchange_.emplace();
    exchange_->number = outside_.requests++;
    if (outside_.judge.request) {
        std::vector<std::pair<std::string_view, std::string_view>> headers;
        for (std::size_t field = 0; field < request_.head().field_count(); ++field) {
            headers.emplace_back(request_.head().name(field), request_.head().value(field));
        }
        exchange_->verdict = outside_.judge.request(now, {.number = exchange_->number,
                                                          .connection = outside_.connection,
                                                          .method = request_.method(),
                                                          .target = request_.target(),
                                                          .headers = headers});
    }
    exchange_->request_done = request_.state() == RequestParser::State::complete;
    close_after_ = !request_.keeps_alive();
    response_.next(request_.method() == "HEAD" ? ResponseParser::To::head : ResponseParser::To::other);
    decide(now);
}

void HttpSession::decide(Instant now) {
    const Treatment& treatment = exchange_->verdict.treatment;
    if (never_there(treatment)) {
        act_ = Act::reset;
        return;
    }
    if (holds_everything(treatment)) {
        exchange_->way = Way::held;
        return;
    }
    to_upstream_.set_rules(now, rules_of(exchange_->verdict).request);
    to_client_.set_rules(now, answer_rules(exchange_->verdict));
    const Duration delay = treatment.name_delay + treatment.connect_delay;
    if (exchange_->verdict.answer) {
        exchange_->way = Way::own;
    } else if (delay > 0ns) {
        exchange_->way = Way::delayed;
        exchange_->start = after(now, delay);
    } else {
        exchange_->way = Way::upstream;
        ask_upstream(now);
    }
}

void HttpSession::ask_upstream(Instant now) {
    exchange_->repeatable = upstream_there_ && is_idempotent(request_.method());
    wants_upstream_ = !upstream_there_;
    upstream_there_ = true;
    const fault::Rewrites& rewrites = exchange_->verdict.treatment.rewrites;
    if (rewrites.empty()) {
        to_upstream(now, request_.head().text());
        return;
    }
    const Rewritten changed = rewrite(request_.head(), rewrites, fault::Rewrite::Of::request);
    to_upstream(now, changed.head);
    if (changed.body) {
        exchange_->request_body = Body::replaced;
        to_upstream(now, *changed.body);
    }
}

void HttpSession::pass_request(Instant now) {
    while (!exchange_->request_done && !ahead_.empty()) {
        const bool dropped = exchange_->way == Way::own || exchange_->request_body == Body::replaced;
        const std::size_t room = dropped ? ahead_.size() : to_upstream_.room();
        if (room == 0) {
            return;
        }
        const std::string_view offered = std::string_view(ahead_).substr(0, room);
        const std::size_t used = request_.feed(offered);
        if (!dropped) {
            to_upstream(now, offered.substr(0, used));
        }
        ahead_.erase(0, used);
        if (request_.state() == RequestParser::State::failed) {
            // Half of it is on its way: there is no answer that both ends would understand.
            spent_ = true;
            act_ = Act::reset;
            return;
        }
        exchange_->request_done = request_.state() == RequestParser::State::complete;
    }
    const bool wanted_twice = exchange_->verdict.treatment.duplicate && !exchange_->duplicated;
    if (exchange_->request_done && exchange_->way == Way::upstream && wanted_twice && exchange_->copy_kept) {
        duplicate_ = exchange_->copy;
        exchange_->duplicated = true;
    }
    if (!exchange_->request_done && client_ended_) {
        act_ = Act::reset;
    }
}

void HttpSession::to_upstream(Instant now, std::string_view bytes) {
    to_upstream_.push(now, bytes);
    const std::size_t most = exchange_->verdict.treatment.duplicate ? longest_copy
                             : exchange_->repeatable                ? longest_repeat
                                                                    : 0;
    if (exchange_->copy.size() + bytes.size() > most) {
        exchange_->copy_kept = false;
        exchange_->copy = std::string();
    }
    if (exchange_->copy_kept) {
        exchange_->copy.append(bytes);
    }
}

// A server may end a connection that has been idle in the moment in which the next request is on its way:
// RFC 9112, 9.3.1. Whether that was so, or the request was the reason, shows on a connection of its own.
bool HttpSession::ask_again(Instant now) {
    if (!exchange_->repeatable || !exchange_->copy_kept || exchange_->answer_begun ||
        !response_.is_untouched()) {
        return false;
    }
    exchange_->repeatable = false;
    upstream_there_ = true;
    wants_upstream_ = true;
    to_upstream_.push(now, exchange_->copy);
    return true;
}

void HttpSession::end_exchange(Instant now) {
    if (exchange_->number != UINT64_MAX && outside_.judge.request_ended) {
        outside_.judge.request_ended(now, exchange_->number);
    }
    exchange_.reset();
    to_upstream_.set_rules(now, FlowRules{});
    to_client_.set_rules(now, FlowRules{});
    if (close_after_) {
        act_ = Act::close;
        return;
    }
    request_.next();
    more_ = true;
}

}  // namespace fortify::net
