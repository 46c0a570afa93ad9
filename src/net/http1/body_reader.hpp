#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fortify::net {

// Follows the body of an HTTP/1.1 message to its end, without keeping it.
class BodyReader {
public:
    struct Limits {
        std::uint64_t body = 64 * 1024 * 1024;
        std::size_t trailers = std::size_t{32} * 1024;
    };
    enum class State : std::uint8_t {
        reading,
        complete,
        malformed,
        too_long,       // the body
        long_trailers,  //
    };

    explicit BodyReader(const Limits& limits) : limits_(limits) {
    }

    void begin_empty();
    void begin_length(std::uint64_t length);
    void begin_chunked();
    void begin_until_end();

    // Takes bytes up to the end of the body; none unless `reading`.
    [[nodiscard]] std::size_t feed(std::string_view bytes);
    // The sender has closed: the end of a body that has no other, and no good sign otherwise.
    void end();

    [[nodiscard]] State state() const {
        return state_;
    }
    // How many of the next bytes are content; 0 where framing comes next.
    [[nodiscard]] std::uint64_t content_ahead() const;

private:
    enum class Part : std::uint8_t { plain, until_end, chunk_size, chunk, chunk_end, trailers };

    [[nodiscard]] std::size_t feed_plain(std::string_view bytes);
    [[nodiscard]] std::size_t feed_line(std::string_view bytes);
    void take_line(std::string_view line);
    void take_chunk_size(std::string_view line);

    Limits limits_;
    State state_ = State::complete;
    Part part_ = Part::plain;
    std::uint64_t left_ = 0;     // of the length announced, or of the chunk
    std::uint64_t chunked_ = 0;  // announced by chunks so far
    std::size_t trailers_ = 0;   // their bytes so far
    std::string line_;
};

}  // namespace fortify::net
