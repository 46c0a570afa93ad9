#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/table.hpp"
#include "tune/sweep_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace fortify::tune {

namespace {

using report::Align;
using report::Glyph;
using report::Style;
using report::Table;
using report::Tone;

Tone tone_of(const Summary& summary) {
    return summary.all_passed()                          ? Tone::good
           : summary.passed == 0 && summary.breached > 0 ? Tone::bad
                                                         : Tone::warning;
}

std::string headline(const Sweep& sweep, const Style& style) {
    const std::size_t seeds = sweep.request.seeds;
    const std::string design =
        sweep.request.design == SweepRequest::Design::grid ? "grid" : "Latin hypercube";
    std::vector<std::string> facts{
        "swept in virtual time",
        fmt::format("{} ({})", report::counted_text(sweep.points.size(), "point", "points"), design),
        seeds == 1 ? fmt::format("seed {}", sweep.seed)
                   : fmt::format("seeds {} to {}", sweep.seed, sweep.seed + seeds - 1),
        report::counted_text(sweep.calls, "call", "calls")};
    if (!sweep.is_complete()) {
        facts.push_back(
            fmt::format("interrupted: {} of {} trials done", sweep.trials_done, sweep.trials_planned));
    }
    std::string text = style.paint(Tone::title, style.safe(sweep.name)) + "\n";
    for (const std::string& line : style.flow(facts, style.width() - 2)) {
        text += "  " + style.paint(Tone::quiet, line) + "\n";
    }
    return text;
}

std::vector<Table::Column> columns_of(const Sweep& sweep) {
    std::vector<Table::Column> columns;
    const std::vector<std::string> names = short_names(sweep.request.variations);
    for (std::size_t key = 0; key < names.size(); ++key) {
        const bool is_text = sweep.request.variations[key].kind == Kind::words;
        columns.push_back({.title = names[key], .align = is_text ? Align::left : Align::right});
    }
    if (has_slos(sweep)) {
        columns.push_back({.title = "seeds held"});
        columns.push_back({.title = "worst margin"});
    }
    for (const Column& column : sweep.request.columns) {
        columns.push_back({.title = column.measurement.text});
    }
    if (sweep.on_front() > 0) {
        columns.push_back({.title = "front"});
    }
    return columns;
}

std::vector<Table::Cell> row_of(const Sweep& sweep, const SweepPoint& point, const Style& style) {
    const std::string none(style.glyph(Glyph::dash));
    const Summary& summary = point.summary;
    std::vector<Table::Cell> cells;
    for (std::size_t key = 0; key < point.values.size(); ++key) {
        cells.push_back({.text = style.safe(value_text(sweep, point, key))});
    }
    if (has_slos(sweep)) {
        const bool is_run = summary.trials > 0;
        const Tone tone = is_run ? tone_of(summary) : Tone::quiet;
        cells.push_back(
            {.text = is_run ? fmt::format("{} of {}", summary.passed, summary.trials) : none, .tone = tone});
        cells.push_back(
            {.text = summary.worst_margin ? report::margin_text(*summary.worst_margin) : none, .tone = tone});
    }
    for (std::size_t index = 0; index < sweep.request.columns.size(); ++index) {
        const auto unit = measure::info(sweep.request.columns[index].measurement.metric).unit;
        const std::optional<Spread>& spread = summary.measured[index];
        cells.push_back({.text = spread ? report::value_text(spread->mean, unit) : none});
    }
    if (sweep.on_front() > 0) {
        cells.push_back(
            {.text = point.on_front ? std::string(style.glyph(Glyph::passed)) : "", .tone = Tone::accent});
    }
    return cells;
}

std::string table(const Sweep& sweep, const Style& style) {
    Table table(columns_of(sweep));
    for (const SweepPoint& point : sweep.points) {
        table.add(row_of(sweep, point, style));
    }
    return table.render(style);
}

// Two keys over a grid: the points run along the second key, row after row.
bool has_map(const Sweep& sweep) {
    return sweep.request.variations.size() == 2 && sweep.request.design == SweepRequest::Design::grid;
}

struct MapShape {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t label = 0;  // columns of a row's name
    std::size_t cell = 0;
    bool has_numbers = true;
};

MapShape shape_of(const Sweep& sweep, const Layer& layer, const Style& style) {
    MapShape shape;
    shape.columns = grid_of(sweep.request.variations[1]).size();
    shape.rows = sweep.points.size() / shape.columns;
    for (std::size_t index = 0; index < sweep.points.size(); ++index) {
        const SweepPoint& point = sweep.points[index];
        shape.label = std::max(shape.label, display_width(value_text(sweep, point, 0)));
        shape.cell = std::max(shape.cell, display_width(value_text(sweep, point, 1)));
        if (layer.values[index]) {
            // The shade takes two columns and a blank.
            shape.cell = std::max(shape.cell, 3 + display_width(layer.text(*layer.values[index])));
        }
    }
    shape.label = std::min<std::size_t>(shape.label, 16);
    shape.has_numbers = 2 + shape.label + shape.columns * (shape.cell + 2) <= style.width();
    if (!shape.has_numbers) {
        shape.cell = 2;
    }
    return shape;
}

std::string map_cell(
    const Sweep& sweep, const Layer& layer, std::size_t index, const MapShape& shape, const Style& style) {
    const auto& value = layer.values[index];
    const std::size_t gap = shape.has_numbers ? 2 : 0;
    if (!value) {
        return std::string(gap, ' ') +
               style.paint(Tone::quiet, style.right(style.glyph(Glyph::dash), shape.cell));
    }
    const Tone tone = layer.unit ? Tone::accent : tone_of(sweep.points[index].summary);
    // The lowest is no blank, which stands for nothing.
    const std::string shade(style.shade(0.2 + 0.8 * layer.share(*value)));
    std::string text = shade + shade;
    if (shape.has_numbers) {
        text += " " + style.right(layer.text(*value), shape.cell - 3);
    }
    return std::string(gap, ' ') + style.paint(tone, text);
}

// What stands above the columns: each value, or where they are too many the first and the last.
std::string map_head(const Sweep& sweep, const MapShape& shape, const Style& style) {
    std::string line(2 + shape.label, ' ');
    if (shape.has_numbers) {
        for (std::size_t column = 0; column < shape.columns; ++column) {
            line += "  " + style.right(style.safe(value_text(sweep, sweep.points[column], 1)), shape.cell);
        }
    } else {
        const std::string first = value_text(sweep, sweep.points.front(), 1);
        const std::string last = value_text(sweep, sweep.points[shape.columns - 1], 1);
        const std::size_t room = shape.columns * shape.cell;
        const std::size_t taken = display_width(first) + display_width(last);
        line += style.safe(first) + std::string(room > taken ? room - taken : 1, ' ') + style.safe(last);
    }
    return style.paint(Tone::quiet, style.fit(line, style.width())) + "\n";
}

std::string map(const Sweep& sweep, const Layer& layer, const Style& style) {
    const MapShape shape = shape_of(sweep, layer, style);
    const std::vector<std::string> names = short_names(sweep.request.variations);
    const bool fits = 2 + shape.label + shape.columns * shape.cell <= style.width();
    if (!fits) {
        return {};
    }
    const std::string range = fmt::format("{} to {}", layer.text(layer.low), layer.text(layer.high));
    std::string text = "\n" + style.paint(Tone::title, style.fit(layer.title, style.width())) + "\n";
    for (const std::string& line :
         style.flow({fmt::format("down: {}", names[0]), fmt::format("across: {}", names[1]), range},
                    style.width() - 2)) {
        text += "  " + style.paint(Tone::quiet, line) + "\n";
    }
    text += map_head(sweep, shape, style);
    for (std::size_t row = 0; row < shape.rows; ++row) {
        const std::size_t first = row * shape.columns;
        text += "  " + style.right(style.safe(value_text(sweep, sweep.points[first], 0)), shape.label);
        text += shape.has_numbers ? "" : " ";
        for (std::size_t column = 0; column < shape.columns; ++column) {
            text += map_cell(sweep, layer, first + column, shape, style);
        }
        text += "\n";
    }
    return text;
}

std::string values_text(const Sweep& sweep, const SweepPoint& point) {
    const std::vector<std::string> names = short_names(sweep.request.variations);
    std::vector<std::string> parts;
    for (std::size_t key = 0; key < names.size(); ++key) {
        parts.push_back(fmt::format("{} {}", names[key], value_text(sweep, point, key)));
    }
    return join(parts, ", ");
}

std::vector<std::string> findings(const Sweep& sweep) {
    std::vector<std::string> lines;
    if (const SweepPoint* safest = sweep.safest()) {
        lines.push_back(fmt::format("Safest point: {} (worst margin {}).", values_text(sweep, *safest),
                                    report::margin_text(*safest->summary.worst_margin)));
    }
    if (has_slos(sweep)) {
        const auto held = std::count_if(sweep.points.begin(), sweep.points.end(),
                                        [](const SweepPoint& point) { return point.summary.all_passed(); });
        lines.push_back(
            fmt::format("All SLOs held under every seed at {} of {} points.", held, sweep.usable()));
    }
    if (sweep.on_front() > 0) {
        lines.push_back(fmt::format("{} on the Pareto front: no other point is better in every goal.",
                                    report::counted_text(sweep.on_front(), "point is", "points are")));
    }
    std::map<std::string, std::size_t> reasons;
    for (const SweepPoint& point : sweep.points) {
        if (!point.unusable.empty()) {
            ++reasons[reason_of(point)];
        }
    }
    for (const auto& [reason, times] : reasons) {
        lines.push_back(
            fmt::format("{} left out: {}", report::counted_text(times, "point was", "points were"), reason));
    }
    return lines;
}

}  // namespace

std::string render_sweep_text(const Sweep& sweep, const report::TextOptions& options) {
    const Style style(options);
    std::string text = headline(sweep, style) + "\n" + table(sweep, style);
    if (has_map(sweep)) {
        for (const Layer& layer : layers_of(sweep)) {
            text += map(sweep, layer, style);
        }
    }
    std::string ending;
    for (const std::string& finding : findings(sweep)) {
        for (const std::string& line : style.lines(style.safe(finding), style.width() - 2)) {
            ending += "  " + line + "\n";
        }
    }
    return ending.empty() ? text : text + "\n" + ending;
}

}  // namespace fortify::tune
