#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::net {

// Reads one HTTP/1.1 request after the other out of whatever pieces the network delivers
// (RFC 9112). Bodies are skipped. It holds at most `Limits` of any request and is strict where
// leniency lets two readers of one stream disagree: bare line feeds, folded headers, spaces before a colon,
// a length beside a transfer coding are all refused.
//
//     while (!bytes.empty() && parser.state() == State::reading) bytes.remove_prefix(parser.feed(bytes));
//
// after which a complete request can be looked at, and `next` begins the one that follows.
class RequestParser {
public:
    struct Limits {
        std::size_t request_line = 8 * 1024;
        std::size_t head = 32 * 1024;  // request line and headers, or the trailers of a body
        std::size_t headers = 100;
        std::uint64_t body = 64 * 1024 * 1024;
    };
    enum class State : std::uint8_t { reading, complete, failed };

    RequestParser() : RequestParser(Limits{}) {
    }
    explicit RequestParser(const Limits& limits);

    // Takes bytes up to the end of this request and returns how many; none unless `reading`.
    [[nodiscard]] std::size_t feed(std::string_view bytes);
    void next();

    [[nodiscard]] State state() const {
        return state_;
    }
    // No byte of the next request has come: closing here interrupts nobody.
    [[nodiscard]] bool between_requests() const {
        return state_ == State::reading && part_ == Part::head && head_.empty();
    }

    // Of a complete request, until `next`.
    [[nodiscard]] std::string_view method() const;
    [[nodiscard]] std::string_view target() const;
    [[nodiscard]] bool keeps_alive() const {
        return keep_alive_;
    }
    // The first header of that name; letter case does not matter.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;

    // The answer that a failed request deserves: 400, 413, 414, 431, 501 or 505.
    [[nodiscard]] std::uint16_t status() const {
        return status_;
    }

private:
    enum class Part : std::uint8_t { head, body, chunk_size, chunk, chunk_end, trailers };
    // A stretch of `head_`, which moves as it grows.
    struct Stretch {
        std::size_t begin = 0;
        std::size_t length = 0;
    };
    struct Field {
        Stretch name;
        Stretch value;
    };

    // How long a line may be, and the answer when it is longer.
    struct LineLimit {
        std::size_t bytes;
        std::uint16_t status;
    };

    [[nodiscard]] std::size_t take_line(std::string_view bytes, std::string& line, const LineLimit& limit);
    [[nodiscard]] std::size_t feed_head(std::string_view bytes);
    [[nodiscard]] std::size_t feed_body(std::string_view bytes);
    [[nodiscard]] std::size_t feed_chunked(std::string_view bytes);
    void read_request_line(std::string_view line);
    void read_field(std::string_view line);
    void read_framing();
    void read_chunk_size(std::string_view line);
    void fail(std::uint16_t status);
    [[nodiscard]] std::string_view text(Stretch stretch) const;
    [[nodiscard]] Stretch stretch_of(std::string_view part) const;

    Limits limits_;
    State state_ = State::reading;
    Part part_ = Part::head;
    bool line_complete_ = false;
    bool version_1_1_ = true;
    bool keep_alive_ = true;
    std::uint16_t status_ = 0;
    std::string head_;
    std::size_t line_begin_ = 0;  // of the line under way, in `head_`
    std::string line_;            // of a chunk's size, or a trailer
    std::size_t trailers_ = 0;    // bytes of them so far
    std::uint64_t left_ = 0;      // of the body or chunk
    std::uint64_t chunked_ = 0;   // bytes of all chunks so far
    Stretch method_;
    Stretch target_;
    std::vector<Field> fields_;
};

}  // namespace fortify::net
