#include "tune/ui/draw_knobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace fortify::tune::ui {

namespace {

using report::Glyph;
using report::Style;
using report::Tone;

constexpr std::size_t value_columns = 9;
constexpr std::size_t unit_columns = 10;
constexpr std::size_t range_columns = 12;
constexpr std::size_t mark_columns = 4;  // before the name two, after the value one and a blank

// A line of the list: a heading, or a knob.
struct Line {
    std::string heading;
    std::optional<std::size_t> knob;
};

std::vector<Line> lines_of(const Workbench& bench, const Style& style) {
    std::vector<Line> lines;
    std::string last;
    for (std::size_t index = 0; index < bench.knobs().size(); ++index) {
        if (!bench.is_shown(index)) {
            continue;
        }
        const KnobName name = name_of(bench.knobs()[index]);
        std::string heading = fmt::format("{} {} {}", name.policy, style.glyph(Glyph::inner), name.layer);
        if (heading != last) {
            lines.push_back({.heading = heading, .knob = {}});
            last = std::move(heading);
        }
        lines.push_back({.heading = {}, .knob = index});
    }
    return lines;
}

// The first line to show, so that the selected one is among them, with its heading where it is the first.
std::size_t first_shown(const std::vector<Line>& lines, std::size_t cursor, std::size_t rows) {
    std::size_t selected = 0;
    while (selected < lines.size() && lines[selected].knob != cursor) {
        ++selected;
    }
    if (lines.size() <= rows || selected < rows / 2) {
        return 0;
    }
    return std::min(selected - rows / 2, lines.size() - rows);
}

void draw_knob(Canvas& canvas, const Area& line, const Knob& knob, const Style& style) {
    const bool is_changed = knob.value != knob.saved;
    const bool has_unit = line.columns > 33 + unit_columns;
    const bool has_range = line.columns > 33 + unit_columns + range_columns;
    const std::size_t extra = (has_unit ? unit_columns : 0) + (has_range ? range_columns : 0);
    const std::size_t name_columns = line.columns - value_columns - mark_columns - extra;
    std::size_t column = line.column + 2;
    canvas.put(line.row, column, style.fit(name_of(knob).key, name_columns - 1));
    column += name_columns;
    canvas.put(line.row, column,
               style.right(knob.value.empty() ? style.glyph(Glyph::dash) : knob.value, value_columns),
               is_changed ? Tone::accent : Tone::normal);
    column += value_columns;
    if (is_changed) {
        canvas.put(line.row, column, style.glyph(Glyph::changed), Tone::accent);
    }
    if (has_unit) {
        canvas.put(line.row, column + 2, style.fit(knob.key.key->unit, unit_columns - 1), Tone::quiet);
    }
    if (has_range) {
        canvas.put(line.row, column + 2 + unit_columns, style.fit(range_of(knob, style), range_columns - 1),
                   Tone::quiet);
    }
}

}  // namespace

KnobName name_of(const Knob& knob) {
    const std::string& path = knob.key.path;
    const std::size_t policy = path.find('.') + 1;
    const std::size_t layer = path.find('.', policy) + 1;
    const std::size_t key = path.find('.', layer) + 1;
    return {.policy = path.substr(policy, layer - policy - 1),
            .layer = path.substr(layer, key - layer - 1),
            .key = path.substr(key)};
}

std::string range_of(const Knob& knob, const Style& style) {
    const scenario::KeyInfo& key = *knob.key.key;
    const auto bound = [&](double number) {
        // The least above nothing is not worth showing.
        const bool is_open = !std::isfinite(number) || (number > 0 && number <= 1e-4);
        return is_open ? std::string{} : exact_value(number, knob.kind).text;
    };
    const std::string low = bound(key.low);
    const std::string high = bound(key.high);
    if (low.empty()) {
        return high.empty() ? std::string{} : "up to " + high;
    }
    return high.empty() ? "from " + low : low + std::string(style.glyph(Glyph::range)) + high;
}

void draw_knobs(Canvas& canvas, const Area& area, const Workbench& bench, const Style& style) {
    const std::vector<Line> lines = lines_of(bench, style);
    if (lines.empty()) {
        canvas.put(area.row, area.column + 2, style.fit("no policy has numbers to tune", area.columns - 3),
                   Tone::quiet);
        return;
    }
    const std::size_t first = first_shown(lines, bench.cursor(), area.rows);
    for (std::size_t row = 0; row < area.rows && first + row < lines.size(); ++row) {
        const Line& line = lines[first + row];
        const Area place{.row = area.row + row, .column = area.column, .rows = 1, .columns = area.columns};
        if (!line.knob) {
            canvas.put(place.row, place.column + 1, style.fit(line.heading, area.columns - 2), Tone::title);
            continue;
        }
        draw_knob(canvas, place, bench.knobs()[*line.knob], style);
        if (*line.knob == bench.cursor()) {
            canvas.put(place.row, place.column + 1, ">");
            canvas.reverse(place);
        }
    }
    const auto more = [&](std::size_t row, Glyph glyph) {
        canvas.put(row, area.column, style.glyph(glyph), Tone::quiet);
    };
    if (first > 0) {
        more(area.row, Glyph::more_above);
    }
    if (first + area.rows < lines.size()) {
        more(area.row + area.rows - 1, Glyph::more_below);
    }
}

}  // namespace fortify::tune::ui
