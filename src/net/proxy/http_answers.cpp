#include "net/proxy/http_session.hpp"
#include "net/proxy/rewrite.hpp"
#include "net/server/responses.hpp"

#include <fmt/format.h>

#include <algorithm>

// The answering half of HttpSession: what comes from the upstream, and what stands in for it.
namespace fortify::net {
namespace {

constexpr std::uint16_t switching_protocols = 101;
constexpr std::uint64_t damaged_every = 64;

// Whole seconds are all that the header knows; asking for less than was meant would be another fault.
std::string retry_after_line(Duration retry_after) {
    if (retry_after < Duration::zero()) {
        return {};
    }
    return fmt::format("Retry-After: {}\r\n", std::chrono::ceil<std::chrono::seconds>(retry_after).count());
}

}  // namespace

void HttpSession::from_upstream(Instant now, std::string_view bytes) {
    if (!exchange_ || exchange_->way != Way::upstream || exchange_->answer_done) {
        spent_ = true;  // nobody asked
        upstream_there_ = false;
        return;
    }
    pass_answer(now, bytes);
    step(now);
}

void HttpSession::pass_answer(Instant now, std::string_view bytes) {
    while (!bytes.empty() && act_ == Act::none && !exchange_->answer_done) {
        if (!response_.head_complete()) {
            bytes.remove_prefix(response_.feed(bytes, ResponseParser::Until::end_of_head));
            if (response_.head_complete()) {
                pass_answer_head(now);
            }
        } else {
            // A stretch of content, or a line of framing.
            const std::uint64_t content = response_.content_ahead();
            const std::size_t stretch =
                content > 0 ? static_cast<std::size_t>(std::min<std::uint64_t>(content, bytes.size()))
                            : std::min(bytes.find('\n'), bytes.size() - 1) + 1;
            const std::size_t used =
                response_.feed(bytes.substr(0, stretch), ResponseParser::Until::end_of_response);
            pass_answer_body(now, bytes.substr(0, used), content);
            bytes.remove_prefix(used);
        }
        if (response_.state() == ResponseParser::State::failed) {
            spent_ = true;
            upstream_there_ = false;
            if (exchange_->answer_begun) {
                act_ = Act::reset;
            } else {
                close_after_ = true;
                answer_here(now, {.status = 502, .retry_after = Duration{-1}});
            }
            return;
        }
        if (response_.state() == ResponseParser::State::complete) {
            answer_complete();
        }
    }
    if (act_ == Act::tunnel) {
        to_client_.push(now, bytes);
        to_upstream_.push(now, ahead_);
        ahead_.clear();
        abandon(now);
    } else if (!bytes.empty()) {
        spent_ = true;  // more than was asked for
        upstream_there_ = false;
    }
}

void HttpSession::pass_answer_head(Instant now) {
    const fault::Rewrites& rewrites = exchange_->verdict.treatment.rewrites;
    exchange_->answer_begun = true;
    if (rewrites.empty() || response_.status() < 200) {
        to_client_.push(now, response_.head().text());
        return;
    }
    Rewritten changed = rewrite(response_.head(), rewrites, fault::Rewrite::Of::answer);
    to_client_.push(now, changed.head);
    if (changed.body && response_.has_body()) {
        exchange_->answer_body = Body::replaced;
        to_client_.push(now, *changed.body);
    }
}

// Content alone is damaged: the sizes of chunks and the ends of lines stay what they are.
void HttpSession::pass_answer_body(Instant now, std::string_view bytes, std::uint64_t content) {
    if (exchange_->answer_body == Body::replaced) {
        return;
    }
    if (exchange_->verdict.treatment.damage != fault::Treatment::Damage::body || content == 0) {
        to_client_.push(now, bytes);
        return;
    }
    std::string changed(bytes);
    for (char& letter : changed) {
        if (exchange_->content_passed++ % damaged_every == 0) {
            letter = damaged(letter);
        }
    }
    to_client_.push(now, changed);
}

void HttpSession::answer_complete() {
    if (response_.status() == switching_protocols) {
        act_ = Act::tunnel;
        return;
    }
    if (response_.status() < 200) {
        response_.next(request_.method() == "HEAD" ? ResponseParser::To::head : ResponseParser::To::other);
        return;
    }
    exchange_->answer_done = true;
    if (!response_.keeps_alive()) {
        close_after_ = true;
        spent_ = true;
        upstream_there_ = false;
    }
    // The rest of a request that was answered early would be taken for the next one.
    close_after_ = close_after_ || !exchange_->request_done;
}

void HttpSession::upstream_ended(Instant now, How how) {
    upstream_there_ = false;
    spent_ = false;
    to_upstream_ = Flow{};  // what it has not been sent is for nobody else
    if (!exchange_ || exchange_->way != Way::upstream || exchange_->answer_done) {
        step(now);
        return;
    }
    if (ask_again(now)) {
        step(now);
        return;
    }
    if (how == How::in_order) {
        response_.end();
        if (response_.state() == ResponseParser::State::complete) {
            answer_complete();
            step(now);
            return;
        }
    }
    if (!exchange_->answer_begun) {
        upstream_failed(now, 502);
    } else if (how == How::in_order) {
        // As it came: cut short.
        exchange_->answer_done = true;
        close_after_ = true;
        step(now);
    } else {
        act_ = Act::reset;
    }
}

void HttpSession::upstream_failed(Instant now, std::uint16_t status) {
    upstream_there_ = false;
    wants_upstream_ = false;
    to_upstream_ = Flow{};
    if (exchange_ && !exchange_->answer_begun) {
        close_after_ = close_after_ || !exchange_->request_done;
        answer_here(now, {.status = status, .retry_after = Duration{-1}});
    }
    step(now);
}

void HttpSession::answer_here(Instant now, const OwnAnswer& answer) {
    const Closing closing = close_after_ ? Closing::closes : Closing::keeps_alive;
    const Response response =
        make_response(answer.status, closing, "text/plain", fmt::format("{}\n", reason_of(answer.status)),
                      retry_after_line(answer.retry_after));
    const bool head_only = request_.head_complete() && request_.method() == "HEAD";
    to_client_.push(
        now, std::string_view(response.bytes).substr(0, head_only ? response.head : response.bytes.size()));
    exchange_->way = Way::own;
    exchange_->answer_begun = true;
    exchange_->answer_done = true;
}

}  // namespace fortify::net
