#include "net/http1/request_parser.hpp"

#include "net/http1/grammar.hpp"

#include <algorithm>

namespace fortify::net {

RequestParser::RequestParser(const Limits& limits)
    : head_({.start_line = limits.request_line, .head = limits.head, .fields = limits.headers}),
      body_({.body = limits.body, .trailers = limits.head}) {
}

std::size_t RequestParser::feed(std::string_view bytes, Until until) {
    std::size_t used = 0;
    while (used < bytes.size() && state_ == State::reading && !head_complete_) {
        used += feed_head(bytes.substr(used));
    }
    if (until == Until::end_of_request && state_ == State::reading && head_complete_) {
        used += body_.feed(bytes.substr(used));
        look_at_body();
    }
    return used;
}

void RequestParser::next() {
    state_ = State::reading;
    head_complete_ = false;
    version_1_1_ = true;
    keep_alive_ = true;
    status_ = 0;
    method_length_ = 0;
    target_length_ = 0;
    head_.clear();
}

std::size_t RequestParser::feed_head(std::string_view bytes) {
    HeadReader::Line line{};
    const std::size_t used = head_.feed(bytes, line);
    switch (line) {
        case HeadReader::Line::none:
        case HeadReader::Line::field:
            break;
        case HeadReader::Line::start:
            read_request_line(head_.start_line());
            break;
        case HeadReader::Line::end:
            read_framing();
            break;
        case HeadReader::Line::long_start:
            fail(414);
            break;
        case HeadReader::Line::long_head:
        case HeadReader::Line::many_fields:
            fail(431);
            break;
        case HeadReader::Line::malformed:
            fail(400);
            break;
    }
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
    method_length_ = method.size();
    target_length_ = target.size();
}

// The head is complete: what follows it, and what becomes of the connection.
void RequestParser::read_framing() {
    std::size_t hosts = 0;
    std::optional<std::string_view> length;
    std::optional<std::string_view> coding;
    keep_alive_ = version_1_1_;
    for (std::size_t field = 0; field < head_.field_count(); ++field) {
        const std::string_view name = head_.name(field);
        const std::string_view value = head_.value(field);
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
    begin_body(length, coding);
}

void RequestParser::begin_body(std::optional<std::string_view> length,
                               std::optional<std::string_view> coding) {
    head_complete_ = true;
    if (coding) {
        if (!same_letters(*coding, "chunked")) {
            fail(501);
            return;
        }
        body_.begin_chunked();
        return;
    }
    if (!length) {
        body_.begin_empty();
    } else if (const auto bytes = parse_length(*length)) {
        body_.begin_length(*bytes);
    } else {
        fail(400);
        return;
    }
    look_at_body();
}

void RequestParser::look_at_body() {
    switch (body_.state()) {
        case BodyReader::State::reading:
            break;
        case BodyReader::State::complete:
            state_ = State::complete;
            break;
        case BodyReader::State::malformed:
            fail(400);
            break;
        case BodyReader::State::too_long:
            fail(413);
            break;
        case BodyReader::State::long_trailers:
            fail(431);
            break;
    }
}

void RequestParser::fail(std::uint16_t status) {
    state_ = State::failed;
    status_ = status;
    keep_alive_ = false;
}

}  // namespace fortify::net
