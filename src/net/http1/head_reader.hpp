#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::net {

// Reads the head of an HTTP/1.1 message line by line (RFC 9112), and keeps it: at most `Limits` of it.
// Strict where leniency lets two readers of one stream disagree: bare line feeds, folded headers and
// spaces before a colon are refused.
class HeadReader {
public:
    struct Limits {
        std::size_t start_line = std::size_t{8} * 1024;
        std::size_t head = std::size_t{32} * 1024;
        std::size_t fields = 100;
    };
    enum class Line : std::uint8_t {
        none,  // not complete yet
        start,
        field,
        end,
        // What is wrong:
        long_start,
        long_head,
        many_fields,
        malformed,
    };

    explicit HeadReader(const Limits& limits) : limits_(limits) {
    }

    // Takes bytes up to the end of a line at most, and tells in `line` which it was.
    [[nodiscard]] std::size_t feed(std::string_view bytes, Line& line);
    void clear();

    // No byte of it has come.
    [[nodiscard]] bool is_empty() const {
        return text_.empty();
    }
    // All of it so far, as it came; after `end` up to the empty line.
    [[nodiscard]] std::string_view text() const {
        return text_;
    }
    [[nodiscard]] std::string_view start_line() const {
        return text({0, start_length_});
    }
    [[nodiscard]] std::size_t field_count() const {
        return fields_.size();
    }
    [[nodiscard]] std::string_view name(std::size_t field) const {
        return text(fields_[field].name);
    }
    [[nodiscard]] std::string_view value(std::size_t field) const {
        return text(fields_[field].value);
    }
    // The first header of that name; letter case does not matter.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;

private:
    // A stretch of `text_`, which moves as it grows.
    struct Stretch {
        std::size_t begin = 0;
        std::size_t length = 0;
    };
    struct Field {
        Stretch name;
        Stretch value;
    };

    [[nodiscard]] std::string_view text(Stretch stretch) const {
        return std::string_view(text_).substr(stretch.begin, stretch.length);
    }
    [[nodiscard]] Stretch stretch_of(std::string_view part) const {
        return {static_cast<std::size_t>(part.data() - text_.data()), part.size()};
    }
    [[nodiscard]] Line take(std::string_view line);
    [[nodiscard]] Line take_field(std::string_view line);

    Limits limits_;
    std::string text_;
    std::size_t line_begin_ = 0;  // of the line under way
    std::size_t start_length_ = 0;
    bool started_ = false;
    std::vector<Field> fields_;
};

// The line without its end, if it has a whole one ("\r\n").
[[nodiscard]] std::optional<std::string_view> whole_line(std::string_view text);

}  // namespace fortify::net
