#include "scenario/nesting.hpp"

#include <algorithm>
#include <string>

namespace fortify::scenario {

namespace {

class NestingScan {
public:
    explicit NestingScan(std::string_view text) : text_(text) {
    }

    // The place of the first bracket or dot beyond the limit; npos when there is none.
    [[nodiscard]] std::size_t run() {
        while (position_ < text_.size()) {
            const char c = text_[position_];
            if (c == '"' || c == '\'') {
                skip_string(c);
                continue;
            }
            if (c == '#') {
                position_ = std::min(text_.find('\n', position_), text_.size());
                continue;
            }
            if (count(c)) {
                return position_;
            }
            ++position_;
        }
        return std::string_view::npos;
    }

private:
    // True beyond the limit.
    bool count(char c) {
        if (c == '[' || c == '{') {
            dots_ = 0;
            return ++brackets_ > nesting_limit;
        }
        if (c == ']' || c == '}') {
            dots_ = 0;
            brackets_ -= brackets_ > 0 ? 1 : 0;
        } else if (c == '=' || c == ',' || c == '\n') {
            dots_ = 0;
        } else if (c == '.') {
            return ++dots_ > nesting_limit;
        }
        return false;
    }

    void skip_string(char quote) {
        const std::string closing(text_.substr(position_, 3) == std::string(3, quote) ? 3 : 1, quote);
        position_ += closing.size();
        while (position_ < text_.size() && text_.substr(position_, closing.size()) != closing) {
            if (closing.size() == 1 && text_[position_] == '\n') {
                return;
            }
            position_ += quote == '"' && text_[position_] == '\\' ? 2U : 1U;
        }
        position_ = std::min(position_ + closing.size(), text_.size());
    }

    std::string_view text_;
    std::size_t position_ = 0;
    std::uint32_t brackets_ = 0;
    std::uint32_t dots_ = 0;
};

}  // namespace

SourceSpan find_deep_nesting(std::string_view file, std::string_view text) {
    const std::size_t offset = NestingScan(text).run();
    if (offset == std::string_view::npos) {
        return {};
    }
    SourceSpan span{.file = std::string(file), .line = 1, .column = 1, .length = 1};
    for (const char c : text.substr(0, offset)) {
        if (c == '\n') {
            ++span.line;
            span.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++span.column;
        }
    }
    return span;
}

}  // namespace fortify::scenario
