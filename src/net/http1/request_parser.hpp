#pragma once

#include "net/http1/body_reader.hpp"
#include "net/http1/head_reader.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace fortify::net {

// Reads one HTTP/1.1 request after the other out of whatever pieces the network delivers
// (RFC 9112). Bodies are skipped. It holds at most `Limits` of any request and is strict where
// leniency lets two readers of one stream disagree: bare line feeds, folded headers, spaces before a colon,
// a length beside a transfer coding are all refused.
//
//     while (!bytes.empty() && parser.state() == State::reading) bytes.remove_prefix(parser.feed(bytes));
//
// after which a complete request can be looked at, and `next` begins the one that follows. Whoever wants
// to see the head before the body feeds with `Until::end_of_head` first.
class RequestParser {
public:
    struct Limits {
        std::size_t request_line = std::size_t{8} * 1024;
        std::size_t head = std::size_t{32} * 1024;  // request line and headers, or the trailers of a body
        std::size_t headers = 100;
        std::uint64_t body = 64 * 1024 * 1024;
    };
    enum class State : std::uint8_t { reading, complete, failed };
    enum class Until : std::uint8_t { end_of_head, end_of_request };

    RequestParser() : RequestParser(Limits{}) {
    }
    explicit RequestParser(const Limits& limits);

    // Takes bytes up to the end of this request and returns how many; none unless `reading`.
    [[nodiscard]] std::size_t feed(std::string_view bytes, Until until = Until::end_of_request);
    void next();

    [[nodiscard]] State state() const {
        return state_;
    }
    // No byte of the next request has come: closing here interrupts nobody.
    [[nodiscard]] bool between_requests() const {
        return state_ == State::reading && !head_complete_ && head_.is_empty();
    }
    [[nodiscard]] bool head_complete() const {
        return head_complete_;
    }

    // Once the head is complete, until `next`.
    [[nodiscard]] std::string_view method() const {
        return head_.start_line().substr(0, method_length_);
    }
    [[nodiscard]] std::string_view target() const {
        return target_length_ == 0 ? std::string_view{}
                                   : head_.start_line().substr(method_length_ + 1, target_length_);
    }
    [[nodiscard]] bool keeps_alive() const {
        return keep_alive_;
    }
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
        return head_.header(name);
    }
    [[nodiscard]] const HeadReader& head() const {
        return head_;
    }
    // How many of the next bytes are content of the body; 0 where framing comes next.
    [[nodiscard]] std::uint64_t content_ahead() const {
        return body_.content_ahead();
    }

    // The answer that a failed request deserves: 400, 413, 414, 431, 501 or 505.
    [[nodiscard]] std::uint16_t status() const {
        return status_;
    }

private:
    [[nodiscard]] std::size_t feed_head(std::string_view bytes);
    void read_request_line(std::string_view line);
    void read_framing();
    void begin_body(std::optional<std::string_view> length, std::optional<std::string_view> coding);
    void look_at_body();
    void fail(std::uint16_t status);

    State state_ = State::reading;
    bool head_complete_ = false;
    bool version_1_1_ = true;
    bool keep_alive_ = true;
    std::uint16_t status_ = 0;
    std::size_t method_length_ = 0;
    std::size_t target_length_ = 0;
    HeadReader head_;
    BodyReader body_;
};

}  // namespace fortify::net
