#include "core/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace fortify {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// Marks that are drawn onto the character before them, or not at all (Unicode 15: general categories
// Mn, Me and Cf, by block).
constexpr std::array no_width{
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489},   Range{0x0591, 0x05BD},  Range{0x0610, 0x061A},
    Range{0x064B, 0x065F}, Range{0x0900, 0x0902},   Range{0x0941, 0x0948},  Range{0x0E31, 0x0E31},
    Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E},   Range{0x1AB0, 0x1AFF},  Range{0x1DC0, 0x1DFF},
    Range{0x200B, 0x200F}, Range{0x2028, 0x202E},   Range{0x2060, 0x2064},  Range{0x20D0, 0x20FF},
    Range{0x302A, 0x302D}, Range{0x3099, 0x309A},   Range{0xFE00, 0xFE0F},  Range{0xFE20, 0xFE2F},
    Range{0xFEFF, 0xFEFF}, Range{0xE0001, 0xE007F}, Range{0xE0100, 0xE01EF}};

// East Asian Width W and F (Unicode 15, annex 11), by block, and the pictographs shown as emoji.
constexpr std::array wide{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},   Range{0x23F0, 0x23F0},
    Range{0x23F3, 0x23F3},   Range{0x25FD, 0x25FE},   Range{0x2614, 0x2615},   Range{0x2648, 0x2653},
    Range{0x26A1, 0x26A1},   Range{0x26D4, 0x26D4},   Range{0x2705, 0x2705},   Range{0x274C, 0x274C},
    Range{0x2753, 0x2755},   Range{0x2757, 0x2757},   Range{0x2795, 0x2797},   Range{0x2B50, 0x2B50},
    Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},
    Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},
    Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
    Range{0x1F680, 0x1F6FF}, Range{0x1F7E0, 0x1F7EB}, Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};

template <std::size_t N>
bool contains(const std::array<Range, N>& ranges, char32_t point) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [point](Range range) { return range.first <= point && point <= range.last; });
}

struct Character {
    char32_t point;
    std::size_t bytes;
    bool valid;
};

// The character at the start of the text, which is not empty. What is not UTF-8 (RFC 3629: no
// surrogates, no over-long forms, nothing above U+10FFFF) is taken byte by byte.
Character first_character(std::string_view text) {
    const auto byte = [text](std::size_t index) {
        return static_cast<unsigned char>(text[index]);
    };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return {lead, 1, true};
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    constexpr Character broken{0xFFFD, 1, false};
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
        return broken;
    }
    char32_t point = lead & (0x7FU >> length);
    for (std::size_t index = 1; index < length; ++index) {
        if ((byte(index) & 0xC0U) != 0x80U) {
            return broken;
        }
        point = (point << 6U) | (byte(index) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    if (point < least[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
        return broken;
    }
    return {point, length, true};
}

std::size_t width_of(char32_t point) {
    if (point < 0x20 || (point >= 0x7F && point < 0xA0) || contains(no_width, point)) {
        return 0;
    }
    return contains(wide, point) ? 2 : 1;
}

// Reorders or hides the text around it: a way to make a terminal show other than what is there.
bool deceives(char32_t point) {
    return (point >= 0x200B && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

}  // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
    // Three rows of the table suffice: a swap of neighbours looks two rows back.
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> previous(right.size() + 1);
    std::vector<std::size_t> current(right.size() + 1);
    for (std::size_t column = 0; column <= right.size(); ++column) {
        current[column] = column;
    }
    for (std::size_t row = 1; row <= left.size(); ++row) {
        std::swap(before, previous);
        std::swap(previous, current);
        current[0] = row;
        for (std::size_t column = 1; column <= right.size(); ++column) {
            const std::size_t replaced = previous[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
            current[column] = std::min({previous[column] + 1, current[column - 1] + 1, replaced});
            if (row > 1 && column > 1 && left[row - 1] == right[column - 2] &&
                left[row - 2] == right[column - 1]) {
                current[column] = std::min(current[column], before[column - 2] + 1);
            }
        }
    }
    return current[right.size()];
}

std::optional<std::string> closest(std::string_view word, std::span<const std::string_view> candidates) {
    // One edit in three letters; more than three edits is another word.
    const std::size_t allowed = std::clamp<std::size_t>((word.size() + 1) / 3, 1, 3);
    std::size_t best = allowed + 1;
    std::optional<std::string> result;
    for (const std::string_view candidate : candidates) {
        const std::size_t gap =
            candidate.size() > word.size() ? candidate.size() - word.size() : word.size() - candidate.size();
        if (gap >= best) {
            continue;
        }
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best && distance < std::max(word.size(), candidate.size())) {
            best = distance;
            result = std::string(candidate);
        }
    }
    return result;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const Character character = first_character(text);
        width += width_of(character.point);
        text.remove_prefix(character.bytes);
    }
    return width;
}

std::string printable(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto [point, bytes, valid] = first_character(text);
        if (!valid) {
            result += "\xEF\xBF\xBD";
        } else if (point == U'\n') {
            result += "\\n";
        } else if (point == U'\t') {
            result += "\\t";
        } else if (point == U'\r') {
            result += "\\r";
        } else if (point < 0x20 || point == 0x7F) {
            result += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(point));
        } else if ((point >= 0x80 && point < 0xA0) || deceives(point)) {
            result += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(point));
        } else {
            result += text.substr(0, bytes);
        }
        text.remove_prefix(bytes);
    }
    return result;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
    constexpr std::string_view blanks = " \t\n";
    std::vector<std::string> lines;
    std::size_t used = 0;
    for (std::size_t start = text.find_first_not_of(blanks); start != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(blanks, start), text.size());
        const std::string_view word = text.substr(start, end - start);
        const std::size_t columns = display_width(word);
        if (lines.empty() || used + 1 + columns > width) {
            lines.emplace_back(word);
            used = columns;
        } else {
            lines.back() += ' ';
            lines.back() += word;
            used += 1 + columns;
        }
        start = text.find_first_not_of(blanks, end);
    }
    return lines;
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
    std::string result;
    for (const std::string& part : parts) {
        if (&part != parts.data()) {
            result += separator;
        }
        result += part;
    }
    return result;
}

std::string shell_word(std::string_view word) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+%@";
    if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) {
        return std::string(word);
    }
    std::string text = "'";
    for (const char letter : word) {
        text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    }
    return text + "'";
}

}  // namespace fortify
