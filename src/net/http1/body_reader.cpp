#include "net/http1/body_reader.hpp"

#include "net/http1/grammar.hpp"
#include "net/http1/head_reader.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace fortify::net {

void BodyReader::begin_empty() {
    part_ = Part::plain;
    left_ = 0;
    state_ = State::complete;
}

void BodyReader::begin_length(std::uint64_t length) {
    part_ = Part::plain;
    left_ = length;
    state_ = length == 0 ? State::complete : length > limits_.body ? State::too_long : State::reading;
}

void BodyReader::begin_chunked() {
    part_ = Part::chunk_size;
    left_ = 0;
    chunked_ = 0;
    trailers_ = 0;
    line_.clear();
    state_ = State::reading;
}

void BodyReader::begin_until_end() {
    part_ = Part::until_end;
    state_ = State::reading;
}

std::size_t BodyReader::feed(std::string_view bytes) {
    std::size_t used = 0;
    while (used < bytes.size() && state_ == State::reading) {
        const std::string_view rest = bytes.substr(used);
        switch (part_) {
            case Part::plain:
            case Part::chunk:
                used += feed_plain(rest);
                break;
            case Part::until_end:
                used += rest.size();
                break;
            case Part::chunk_size:
            case Part::chunk_end:
            case Part::trailers:
                used += feed_line(rest);
                break;
        }
    }
    return used;
}

void BodyReader::end() {
    if (state_ == State::reading) {
        state_ = part_ == Part::until_end ? State::complete : State::malformed;
    }
}

std::uint64_t BodyReader::content_ahead() const {
    switch (part_) {
        case Part::plain:
        case Part::chunk:
            return left_;
        case Part::until_end:
            return std::numeric_limits<std::uint64_t>::max();
        case Part::chunk_size:
        case Part::chunk_end:
        case Part::trailers:
            return 0;
    }
    return 0;
}

std::size_t BodyReader::feed_plain(std::string_view bytes) {
    const auto used = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    left_ -= used;
    if (left_ == 0) {
        if (part_ == Part::chunk) {
            part_ = Part::chunk_end;
        } else {
            state_ = State::complete;
        }
    }
    return used;
}

std::size_t BodyReader::feed_line(std::string_view bytes) {
    constexpr std::size_t size_line = 256;
    const bool trailer = part_ == Part::trailers;
    const std::size_t limit = trailer ? limits_.trailers - trailers_ : size_line;
    const std::size_t feed_at = bytes.find('\n');
    const bool complete = feed_at != std::string_view::npos;
    const std::size_t length = complete ? feed_at + 1 : bytes.size();
    if (length > limit - std::min(limit, line_.size())) {
        state_ = trailer ? State::long_trailers : State::malformed;
        return length;
    }
    line_.append(bytes.substr(0, length));
    if (!complete) {
        return length;
    }
    trailers_ += trailer ? line_.size() : 0;
    if (const auto whole = whole_line(line_)) {
        take_line(*whole);
    } else {
        state_ = State::malformed;
    }
    line_.clear();
    return length;
}

void BodyReader::take_line(std::string_view line) {
    if (part_ == Part::chunk_size) {
        take_chunk_size(line);
    } else if (part_ == Part::chunk_end) {
        part_ = Part::chunk_size;
        if (!line.empty()) {
            state_ = State::malformed;
        }
    } else if (line.empty()) {
        state_ = State::complete;
    }
}

void BodyReader::take_chunk_size(std::string_view line) {
    const std::size_t extension = std::min(line.find(';'), line.size());
    const std::string_view digits = without_blanks(line.substr(0, extension));
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size()) {
        state_ = State::malformed;
        return;
    }
    if (left_ > limits_.body - chunked_) {
        state_ = State::too_long;
        return;
    }
    chunked_ += left_;
    part_ = left_ == 0 ? Part::trailers : Part::chunk;
}

}  // namespace fortify::net
