#include "net/http1/head_reader.hpp"

#include "net/http1/grammar.hpp"

#include <algorithm>

namespace fortify::net {

std::optional<std::string_view> whole_line(std::string_view text) {
    constexpr std::string_view line_end = "\r\n";
    if (text.size() < line_end.size() || text.substr(text.size() - line_end.size()) != line_end) {
        return std::nullopt;
    }
    return text.substr(0, text.size() - line_end.size());
}

std::size_t HeadReader::feed(std::string_view bytes, Line& line) {
    const std::size_t feed_at = bytes.find('\n');
    const bool complete = feed_at != std::string_view::npos;
    const std::size_t length = complete ? feed_at + 1 : bytes.size();
    const std::size_t limit = started_ ? limits_.head : limits_.start_line;
    if (length > limit - std::min(limit, text_.size())) {
        line = started_ ? Line::long_head : Line::long_start;
        return length;
    }
    text_.append(bytes.substr(0, length));
    line = Line::none;
    if (complete) {
        const auto whole = whole_line(std::string_view(text_).substr(line_begin_));
        line = whole ? take(*whole) : Line::malformed;
        line_begin_ = text_.size();
    }
    return length;
}

HeadReader::Line HeadReader::take(std::string_view line) {
    if (started_) {
        return line.empty() ? Line::end : take_field(line);
    }
    if (line.empty()) {
        // RFC 9112, 2.2: an empty line before the message is skipped; some clients end a body with it.
        text_.clear();
        return Line::none;
    }
    started_ = true;
    start_length_ = line.size();
    return Line::start;
}

HeadReader::Line HeadReader::take_field(std::string_view line) {
    if (fields_.size() == limits_.fields) {
        return Line::many_fields;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        return Line::malformed;
    }
    const std::string_view value = without_blanks(line.substr(colon + 1));
    if (!std::all_of(value.begin(), value.end(), is_value_letter)) {
        return Line::malformed;
    }
    fields_.push_back({stretch_of(line.substr(0, colon)), stretch_of(value)});
    return Line::field;
}

void HeadReader::clear() {
    text_.clear();
    line_begin_ = 0;
    start_length_ = 0;
    started_ = false;
    fields_.clear();
}

std::optional<std::string_view> HeadReader::header(std::string_view wanted) const {
    for (std::size_t index = 0; index < fields_.size(); ++index) {
        if (same_letters(name(index), wanted)) {
            return value(index);
        }
    }
    return std::nullopt;
}

}  // namespace fortify::net
