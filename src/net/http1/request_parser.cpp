#include "net/http1/request_parser.hpp"

#include "net/http1/grammar.hpp"

#include <algorithm>
#include <charconv>

namespace fortify::net {

RequestParser::RequestParser(const Limits& limits) : limits_(limits) {
}

std::size_t RequestParser::feed(std::string_view bytes) {
    std::size_t used = 0;
    while (used < bytes.size() && state_ == State::reading) {
        const std::string_view rest = bytes.substr(used);
        switch (part_) {
            case Part::head:
                used += feed_head(rest);
                break;
            case Part::body:
                used += feed_body(rest);
                break;
            case Part::chunk_size:
            case Part::chunk:
            case Part::chunk_end:
            case Part::trailers:
                used += feed_chunked(rest);
                break;
        }
    }
    return used;
}

void RequestParser::next() {
    state_ = State::reading;
    part_ = Part::head;
    version_1_1_ = true;
    keep_alive_ = true;
    status_ = 0;
    head_.clear();
    line_begin_ = 0;
    line_.clear();
    trailers_ = 0;
    left_ = 0;
    chunked_ = 0;
    method_ = {};
    target_ = {};
    fields_.clear();
}

std::string_view RequestParser::method() const {
    return text(method_);
}

std::string_view RequestParser::target() const {
    return text(target_);
}

std::optional<std::string_view> RequestParser::header(std::string_view name) const {
    for (const Field& field : fields_) {
        if (same_letters(text(field.name), name)) {
            return text(field.value);
        }
    }
    return std::nullopt;
}

// Appends up to the end of the line. Sets `line_complete_` with a whole one, "\r\n" included.
std::size_t RequestParser::take_line(std::string_view bytes, std::string& line, const LineLimit& limit) {
    const std::size_t feed_at = bytes.find('\n');
    line_complete_ = feed_at != std::string_view::npos;
    const std::size_t length = line_complete_ ? feed_at + 1 : bytes.size();
    if (length > limit.bytes - std::min(limit.bytes, line.size())) {
        line_complete_ = false;
        fail(limit.status);
        return length;
    }
    line.append(bytes.substr(0, length));
    if (line_complete_ && (line.size() < 2 || line[line.size() - 2] != '\r')) {
        line_complete_ = false;
        fail(400);
    }
    return length;
}

std::size_t RequestParser::feed_head(std::string_view bytes) {
    const bool first = line_begin_ == 0;
    const LineLimit limit = first ? LineLimit{limits_.request_line, 414} : LineLimit{limits_.head, 431};
    const std::size_t used = take_line(bytes, head_, limit);
    if (state_ == State::failed || !line_complete_) {
        return used;
    }
    const std::string_view line(head_.data() + line_begin_, head_.size() - line_begin_ - 2);
    if (first && line.empty()) {
        // RFC 9112, 2.2: an empty line before the request is skipped; some clients end a body with it.
        head_.clear();
        return used;
    }
    if (first) {
        read_request_line(line);
    } else if (line.empty()) {
        read_framing();
    } else {
        read_field(line);
    }
    line_begin_ = head_.size();
    return used;
}

void RequestParser::read_request_line(std::string_view line) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
        fail(400);
        return;
    }
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!is_token(method) || target.empty() || !std::all_of(target.begin(), target.end(), is_target_letter)) {
        fail(400);
        return;
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        fail(version.substr(0, 5) == "HTTP/" ? 505 : 400);
        return;
    }
    version_1_1_ = version == "HTTP/1.1";
    method_ = stretch_of(method);
    target_ = stretch_of(target);
}

void RequestParser::read_field(std::string_view line) {
    if (fields_.size() == limits_.headers) {
        fail(431);
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        fail(400);
        return;
    }
    const std::string_view value = without_blanks(line.substr(colon + 1));
    if (!std::all_of(value.begin(), value.end(), is_value_letter)) {
        fail(400);
        return;
    }
    fields_.push_back({stretch_of(line.substr(0, colon)), stretch_of(value)});
}

// The head is complete: what follows it, and what becomes of the connection.
void RequestParser::read_framing() {
    std::size_t hosts = 0;
    std::optional<std::string_view> length;
    std::optional<std::string_view> coding;
    keep_alive_ = version_1_1_;
    for (const Field& field : fields_) {
        const std::string_view name = text(field.name);
        const std::string_view value = text(field.value);
        if (same_letters(name, "host")) {
            ++hosts;
        } else if (same_letters(name, "content-length") || same_letters(name, "transfer-encoding")) {
            if (length || coding) {
                fail(400);  // two of them are a smuggler's tool
                return;
            }
            (same_letters(name, "content-length") ? length : coding) = value;
        } else if (same_letters(name, "connection")) {
            if (lists(value, "close")) {
                keep_alive_ = false;
            } else if (lists(value, "keep-alive")) {
                keep_alive_ = true;
            }
        }
    }
    if (hosts > 1 || (version_1_1_ && hosts == 0) || (coding && !version_1_1_)) {
        fail(400);
        return;
    }
    if (coding) {
        if (!same_letters(*coding, "chunked")) {
            fail(501);
            return;
        }
        part_ = Part::chunk_size;
        return;
    }
    if (length) {
        const bool digits = !length->empty() && std::all_of(length->begin(), length->end(), is_digit);
        const char* const end = length->data() + length->size();
        if (!digits || std::from_chars(length->data(), end, left_).ec != std::errc{}) {
            fail(400);
            return;
        }
        if (left_ > limits_.body) {
            fail(413);
            return;
        }
    }
    part_ = Part::body;
    if (left_ == 0) {
        state_ = State::complete;
    }
}

std::size_t RequestParser::feed_body(std::string_view bytes) {
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

std::size_t RequestParser::feed_chunked(std::string_view bytes) {
    if (part_ == Part::chunk) {
        return feed_body(bytes);
    }
    constexpr LineLimit size_line{256, 400};
    const bool trailer = part_ == Part::trailers;
    const LineLimit limit = trailer ? LineLimit{limits_.head - trailers_, 431} : size_line;
    const std::size_t used = take_line(bytes, line_, limit);
    if (!line_complete_) {
        return used;
    }
    const std::string_view line(line_.data(), line_.size() - 2);
    if (part_ == Part::chunk_size) {
        read_chunk_size(line);
    } else if (part_ == Part::chunk_end) {
        if (!line.empty()) {
            fail(400);
        }
        part_ = Part::chunk_size;
    } else if (line.empty()) {
        state_ = State::complete;
    }
    trailers_ += trailer ? line_.size() : 0;
    line_.clear();
    return used;
}

void RequestParser::read_chunk_size(std::string_view line) {
    const std::size_t extension = std::min(line.find(';'), line.size());
    const std::string_view digits = without_blanks(line.substr(0, extension));
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size()) {
        fail(400);
        return;
    }
    if (left_ > limits_.body - chunked_) {
        fail(413);
        return;
    }
    chunked_ += left_;
    part_ = left_ == 0 ? Part::trailers : Part::chunk;
}

void RequestParser::fail(std::uint16_t status) {
    state_ = State::failed;
    status_ = status;
    keep_alive_ = false;
}

std::string_view RequestParser::text(Stretch stretch) const {
    return std::string_view(head_).substr(stretch.begin, stretch.length);
}

RequestParser::Stretch RequestParser::stretch_of(std::string_view part) const {
    return {static_cast<std::size_t>(part.data() - head_.data()), part.size()};
}

}  // namespace fortify::net
