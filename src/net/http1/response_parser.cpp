#include "net/http1/response_parser.hpp"

#include "net/http1/grammar.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace fortify::net {
namespace {

// Bodies are passed on, not kept, so that they may be of any length.
constexpr BodyReader::Limits any_length{.body = std::numeric_limits<std::uint64_t>::max(),
                                        .trailers = std::size_t{32} * 1024};
constexpr HeadReader::Limits heads{
    .start_line = std::size_t{8} * 1024, .head = std::size_t{64} * 1024, .fields = 200};

}  // namespace

ResponseParser::ResponseParser() : head_(heads), body_(any_length) {
}

std::size_t ResponseParser::feed(std::string_view bytes, Until until) {
    std::size_t used = 0;
    while (used < bytes.size() && state_ == State::reading && !head_complete_) {
        HeadReader::Line line{};
        used += head_.feed(bytes.substr(used), line);
        feed_head_line(line);
    }
    if (until == Until::end_of_response && state_ == State::reading && head_complete_) {
        used += body_.feed(bytes.substr(used));
        look_at_body();
    }
    return used;
}

void ResponseParser::end() {
    if (state_ != State::reading) {
        return;
    }
    if (!head_complete_) {
        state_ = State::failed;
        return;
    }
    body_.end();
    look_at_body();
}

void ResponseParser::next(To request) {
    request_ = request;
    state_ = State::reading;
    head_complete_ = false;
    version_1_1_ = true;
    keep_alive_ = true;
    has_body_ = false;
    status_ = 0;
    head_.clear();
}

void ResponseParser::feed_head_line(HeadReader::Line line) {
    switch (line) {
        case HeadReader::Line::none:
        case HeadReader::Line::field:
            break;
        case HeadReader::Line::start:
            read_status_line(head_.start_line());
            break;
        case HeadReader::Line::end:
            read_framing();
            break;
        case HeadReader::Line::long_start:
        case HeadReader::Line::long_head:
        case HeadReader::Line::many_fields:
        case HeadReader::Line::malformed:
            state_ = State::failed;
            break;
    }
}

// "HTTP/1.1 200 OK"; the reason may be empty, and with some servers so is the blank before it.
void ResponseParser::read_status_line(std::string_view line) {
    constexpr std::string_view one_one = "HTTP/1.1 ";
    constexpr std::string_view one_zero = "HTTP/1.0 ";
    version_1_1_ = line.substr(0, one_one.size()) == one_one;
    const bool known = version_1_1_ || line.substr(0, one_zero.size()) == one_zero;
    const std::string_view rest = line.substr(std::min(line.size(), one_one.size()));
    const bool digits = rest.size() >= 3 && is_digit(rest[0]) && is_digit(rest[1]) && is_digit(rest[2]);
    if (!known || !digits || rest[0] == '0' || (rest.size() > 3 && rest[3] != ' ')) {
        state_ = State::failed;
        return;
    }
    status_ = static_cast<std::uint16_t>((rest[0] - '0') * 100 + (rest[1] - '0') * 10 + (rest[2] - '0'));
}

void ResponseParser::read_framing() {
    std::optional<std::string_view> length;
    std::optional<std::string_view> coding;
    keep_alive_ = version_1_1_;
    for (std::size_t field = 0; field < head_.field_count(); ++field) {
        const std::string_view name = head_.name(field);
        const std::string_view value = head_.value(field);
        if (same_letters(name, "content-length") || same_letters(name, "transfer-encoding")) {
            if (length || coding) {
                state_ = State::failed;
                return;
            }
            (same_letters(name, "content-length") ? length : coding) = value;
        } else if (same_letters(name, "connection")) {
            keep_alive_ = lists(value, "keep-alive") || (keep_alive_ && !lists(value, "close"));
        }
    }
    head_complete_ = true;
    has_body_ = request_ != To::head && status_ >= 200 && status_ != 204 && status_ != 304;
    if (!has_body_) {
        body_.begin_empty();
    } else if (coding) {
        // RFC 9112, 6.3: of any other coding only the end of the connection tells the end.
        const bool chunked = same_letters(*coding, "chunked");
        keep_alive_ = keep_alive_ && chunked;
        chunked ? body_.begin_chunked() : body_.begin_until_end();
    } else if (!length) {
        keep_alive_ = false;
        body_.begin_until_end();
    } else if (const auto bytes = parse_length(*length)) {
        body_.begin_length(*bytes);
    } else {
        state_ = State::failed;
        return;
    }
    look_at_body();
}

void ResponseParser::look_at_body() {
    switch (body_.state()) {
        case BodyReader::State::reading:
            break;
        case BodyReader::State::complete:
            state_ = State::complete;
            break;
        case BodyReader::State::malformed:
        case BodyReader::State::too_long:
        case BodyReader::State::long_trailers:
            state_ = State::failed;
            break;
    }
}

}  // namespace fortify::net
