#pragma once

#include "net/http1/body_reader.hpp"
#include "net/http1/head_reader.hpp"

#include <cstdint>
#include <string_view>

namespace fortify::net {

// Reads one HTTP/1.1 answer after the other, as strictly as `RequestParser` reads requests. An interim
// answer (1xx) is an answer without a body, after which the final one follows.
class ResponseParser {
public:
    enum class State : std::uint8_t { reading, complete, failed };
    enum class Until : std::uint8_t { end_of_head, end_of_response };
    // What the answer is to: that to HEAD has no body, whatever its head says.
    enum class To : std::uint8_t { head, other };

    ResponseParser();

    [[nodiscard]] std::size_t feed(std::string_view bytes, Until until);
    // The sender has closed.
    void end();
    void next(To request);

    [[nodiscard]] State state() const {
        return state_;
    }
    [[nodiscard]] bool head_complete() const {
        return head_complete_;
    }
    // No byte of it has come.
    [[nodiscard]] bool is_untouched() const {
        return !head_complete_ && head_.is_empty();
    }
    // Once the head is complete.
    [[nodiscard]] std::uint16_t status() const {
        return status_;
    }
    [[nodiscard]] bool keeps_alive() const {
        return keep_alive_;
    }
    [[nodiscard]] bool has_body() const {
        return has_body_;
    }
    // How many of the next bytes are content of the body; 0 where framing comes next.
    [[nodiscard]] std::uint64_t content_ahead() const {
        return body_.content_ahead();
    }
    [[nodiscard]] const HeadReader& head() const {
        return head_;
    }

private:
    void feed_head_line(HeadReader::Line line);
    void read_status_line(std::string_view line);
    void read_framing();
    void look_at_body();

    To request_ = To::other;
    State state_ = State::reading;
    bool head_complete_ = false;
    bool version_1_1_ = true;
    bool keep_alive_ = true;
    bool has_body_ = false;
    std::uint16_t status_ = 0;
    HeadReader head_;
    BodyReader body_;
};

}  // namespace fortify::net
