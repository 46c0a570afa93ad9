#include "tune/ui/draw_pages.hpp"

#include "core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fortify::tune::ui {

namespace {

using report::Glyph;
using report::Style;
using report::Tone;

struct HelpLine {
    std::string_view keys;
    std::string_view keys_ascii;
    std::string_view effect;
};

constexpr std::array<HelpLine, 13> help_lines{{
    {"↑ ↓", "up down", "select a key; also k j, PgUp PgDn, Home End"},
    {"← → - +", "left right - +", "its next smaller or larger value"},
    {"Enter", "Enter", "type a value as the scenario takes it; Esc goes back"},
    {"x", "x", "back to the value that the file has; also Del"},
    {"u  U", "u  U", "undo, do again; also Ctrl-R"},
    {"b  B", "b  B", "pin what you see as the baseline; unpin it"},
    {"s  S", "s  S", "the next seed, the one before; for the baseline, too"},
    {"z  Z  0", "z  Z  0", "zoom to the next phase or fault; back; the whole run"},
    {"[  ]", "[  ]", "the SLO before, the next one: in full, and scrolled to"},
    {"a", "a", "show or hide keys that are not set, such as a budget"},
    {"w", "w", "show what would be written into the file, then write it"},
    {"q", "q", "quit; asks if something is not written"},
    {"Ctrl-C  Ctrl-L", "Ctrl-C  Ctrl-L", "quit at once; draw the screen anew"},
}};

}  // namespace

void draw_help(Canvas& canvas, const Area& area, const report::TextOptions& look) {
    const Style style(look);
    canvas.put(area.row, area.column + 1, "Keys", Tone::title);
    std::size_t row = area.row + 1;
    for (const HelpLine& line : help_lines) {
        const bool is_utf8 = look.charset == report::Charset::utf8;
        if (row >= area.row + area.rows) {
            return;
        }
        canvas.put(row, area.column + 3, is_utf8 ? line.keys : line.keys_ascii, Tone::accent);
        canvas.put(row, area.column + 19, style.fit(line.effect, area.columns - 20));
        ++row;
    }
    const std::string explanation = fmt::format(
        "Bars are a simulation with the values at the left; \"before\" is the baseline. Breaker: {} "
        "closed, {} half-open, {} open; {} a fault is on. Margin: distance to the limit, relative to it.",
        style.glyph(Glyph::idle), style.glyph(Glyph::half_open), style.glyph(Glyph::open),
        style.glyph(Glyph::band));
    ++row;
    for (const std::string& line : style.lines(explanation, area.columns - 6)) {
        if (row < area.row + area.rows) {
            canvas.put(row++, area.column + 3, line, Tone::quiet);
        }
    }
}

void draw_diff(Canvas& canvas,
               const Area& area,
               const std::vector<DiffLine>& lines,
               std::size_t first,
               const Style& style) {
    std::size_t row = area.row;
    for (std::size_t index = first; index < lines.size() && row < area.row + area.rows; ++index, ++row) {
        const DiffLine& line = lines[index];
        if (line.kind == DiffLine::Kind::gap) {
            canvas.put(row, area.column + 5, style.glyph(Glyph::ellipsis), Tone::quiet);
            continue;
        }
        const bool is_removed = line.kind == DiffLine::Kind::removed;
        const bool is_added = line.kind == DiffLine::Kind::added;
        const Tone tone = is_removed ? Tone::bad : is_added ? Tone::good : Tone::normal;
        canvas.put(row, area.column, fmt::format("{:>6}", line.number), Tone::quiet);
        canvas.put(row, area.column + 7, is_removed ? "-" : is_added ? "+" : " ", tone);
        canvas.put(row, area.column + 9, style.fit(style.safe(line.text), area.columns - 10), tone);
    }
}

}  // namespace fortify::tune::ui
