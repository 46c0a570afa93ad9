#include "report/style.hpp"

#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace fortify::report {
namespace {

struct GlyphPair {
    std::string_view utf8;
    std::string_view ascii;
};

// In the order of the enumeration.
constexpr std::array<GlyphPair, 18> glyphs{{{"✓", "+"},
                                            {"✗", "x"},
                                            {"?", "?"},
                                            {"!", "!"},
                                            {"·", "|"},
                                            {"–", "-"},
                                            {"–", "-"},
                                            {"→", "->"},
                                            {"›", ">"},
                                            {"…", "~"},
                                            {"│", "|"},
                                            {"▓", "%"},
                                            {"·", "."},
                                            {"◐", "~"},
                                            {"█", "#"},
                                            {"•", "*"},
                                            {"▲", "^"},
                                            {"▼", "v"}}};

constexpr std::array<GlyphPair, 8> levels{
    {{"▁", "."}, {"▂", ":"}, {"▃", "-"}, {"▄", "="}, {"▅", "+"}, {"▆", "*"}, {"▇", "#"}, {"█", "@"}}};
constexpr std::array<GlyphPair, 5> shades{{{" ", " "}, {"░", "."}, {"▒", "+"}, {"▓", "%"}, {"█", "#"}}};
constexpr std::array<std::string_view, 8> eighths{"▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

std::string_view colour_code(Tone tone) {
    switch (tone) {
        case Tone::normal:
            return "";
        case Tone::title:
            return "1";
        case Tone::good:
            return "32";
        case Tone::bad:
            return "31";
        case Tone::warning:
            return "33";
        case Tone::quiet:
            return "2";
        case Tone::accent:
            return "36";
    }
    return "";
}

std::size_t sequence_length(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// The longest beginning of valid UTF-8 text that is no wider than this.
std::string_view beginning(std::string_view text, std::size_t width) {
    std::size_t length = 0;
    while (length < text.size()) {
        const std::size_t next = std::min(length + sequence_length(text[length]), text.size());
        if (display_width(text.substr(0, next)) > width) {
            break;
        }
        length = next;
    }
    return text.substr(0, length);
}

}  // namespace

Style::Style(const TextOptions& options)
    : width_(std::max<std::size_t>(options.width, 80)), colour_(options.colour), charset_(options.charset) {
}

std::string Style::paint(Tone tone, std::string_view text) const {
    const std::string_view code = colour_code(tone);
    if (colour_ == Colour::plain || code.empty() || text.empty()) {
        return std::string(text);
    }
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::string_view Style::glyph(Glyph glyph) const {
    const GlyphPair& pair = glyphs[static_cast<std::size_t>(glyph)];
    return charset_ == Charset::utf8 ? pair.utf8 : pair.ascii;
}

std::string Style::safe(std::string_view text) const {
    std::string shown = printable(text);
    if (charset_ == Charset::utf8) {
        return shown;
    }
    std::string ascii;
    for (std::size_t place = 0; place < shown.size(); place += sequence_length(shown[place])) {
        ascii += sequence_length(shown[place]) == 1 ? shown[place] : '?';
    }
    return ascii;
}

std::string Style::fit(std::string_view text, std::size_t width) const {
    if (display_width(text) <= width) {
        return std::string(text);
    }
    return std::string(beginning(text, width - 1)) + std::string(glyph(Glyph::ellipsis));
}

std::string Style::left(std::string_view text, std::size_t width) const {
    std::string cell = fit(text, width);
    cell.append(width - display_width(cell), ' ');
    return cell;
}

std::string Style::right(std::string_view text, std::size_t width) const {
    const std::string cell = fit(text, width);
    return std::string(width - display_width(cell), ' ') + cell;
}

std::string Style::cell(std::string_view text, std::size_t width) const {
    return " " + right(text, width - 1);
}

std::vector<std::string> Style::lines(std::string_view text, std::size_t width) const {
    std::vector<std::string> result;
    for (const std::string& line : wrap(text, width)) {
        std::string_view rest = line;
        do {
            // One column at least, or a wide character would never fit a line of one.
            const std::string_view part = beginning(rest, std::max<std::size_t>(width, 2));
            result.emplace_back(part);
            rest.remove_prefix(part.size());
        } while (!rest.empty());
    }
    return result;
}

std::vector<std::string> Style::flow(const std::vector<std::string>& facts, std::size_t width) const {
    const std::string between = " " + std::string(glyph(Glyph::bullet)) + " ";
    std::vector<std::string> result;
    for (const std::string& fact : facts) {
        const std::string longer = between + fact;
        if (!result.empty() && display_width(result.back()) + display_width(longer) <= width) {
            result.back() += longer;
            continue;
        }
        const std::vector<std::string> parts = lines(fact, width);
        result.insert(result.end(), parts.begin(), parts.end());
    }
    return result;
}

std::string_view Style::level(double share) const {
    if (!(share > 0)) {
        return " ";
    }
    const double step = std::ceil(std::min(share, 1.0) * static_cast<double>(levels.size()));
    const GlyphPair& pair = levels[static_cast<std::size_t>(std::max(step, 1.0)) - 1];
    return charset_ == Charset::utf8 ? pair.utf8 : pair.ascii;
}

std::string_view Style::shade(double share) const {
    const auto last = static_cast<double>(shades.size() - 1);
    const double step = share > 0 ? std::clamp(std::ceil(share * last), 1.0, last) : 0.0;
    const GlyphPair& pair = shades[static_cast<std::size_t>(step)];
    return charset_ == Charset::utf8 ? pair.utf8 : pair.ascii;
}

std::string Style::bar(double share, std::size_t columns) const {
    std::string result;
    double rest = std::clamp(share, 0.0, 1.0) * static_cast<double>(columns);
    if (charset_ == Charset::ascii) {
        const auto marks = static_cast<std::size_t>(std::lround(rest));
        return std::string(share > 0 ? std::max<std::size_t>(marks, 1) : 0, '#');
    }
    for (; rest >= 1; rest -= 1) {
        result += eighths.back();
    }
    const auto part = static_cast<std::size_t>(std::lround(rest * 8));
    if (part > 0 || (share > 0 && result.empty())) {
        result += eighths[std::max<std::size_t>(part, 1) - 1];
    }
    return result;
}

std::string Style::duration(const std::optional<Duration>& value) const {
    return value ? human_duration(*value) : std::string(glyph(Glyph::dash));
}

std::string Style::percent(const std::optional<double>& ratio) const {
    return ratio ? percent_text(*ratio) : std::string(glyph(Glyph::dash));
}

}  // namespace fortify::report
