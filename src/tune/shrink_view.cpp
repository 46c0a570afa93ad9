#include "tune/shrink_view.hpp"

#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/style.hpp"
#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fortify::tune {

namespace {

using report::Align;
using report::Glyph;
using report::Style;
using report::Table;
using report::Tone;

std::string shown(double number, Kind kind) {
    return display_text(make_value(number, kind), kind);
}

std::string dials_table(const Shrunk& shrunk, const Style& style) {
    Table table({{.title = "what remains", .align = Align::left}, {.title = "before"}, {.title = "now"}});
    for (const Shrunk::Turn& turn : shrunk.turns) {
        const bool has_moved = std::abs(turn.now - turn.dial.value) > 0;
        table.add(
            {{.text = turn.dial.path.substr(turn.dial.path.find('.') + 1)},
             {.text = shown(turn.dial.value, turn.dial.kind), .tone = Tone::quiet},
             {.text = shown(turn.now, turn.dial.kind), .tone = has_moved ? Tone::accent : Tone::normal}});
    }
    return table.empty() ? std::string{} : table.render(style) + "\n";
}

std::vector<std::string> sentences_of(const Shrunk& shrunk) {
    const std::size_t before = shrunk.kept.size() + shrunk.removed.size();
    std::vector<std::string> sentences;
    if (shrunk.end == Shrunk::End::cut_short) {
        sentences.emplace_back("Interrupted: it still fails, but could be smaller.");
    }
    if (shrunk.kept.empty()) {
        sentences.emplace_back("It is breached without any fault: by the load, or by the policies.");
    } else {
        sentences.push_back(fmt::format("{} of {} left: {}.", shrunk.kept.size(),
                                        report::counted_text(before, "fault", "faults"),
                                        join(shrunk.kept, ", ")));
    }
    if (!shrunk.needed.empty()) {
        sentences.push_back(
            fmt::format("Something else in the file speaks of {}, so it stays.", join(shrunk.needed, ", ")));
    }
    const auto margin = [](const std::optional<double>& value) {
        return value ? report::margin_text(*value) : std::string("nothing to measure");
    };
    sentences.push_back(
        fmt::format("Its margin was {}, and is {}.", margin(shrunk.first_margin), margin(shrunk.margin)));
    if (shrunk.first_margin == shrunk.margin || !shrunk.margin) {
        sentences.back() = fmt::format("Its margin is {}.", margin(shrunk.margin));
    }
    return sentences;
}

}  // namespace

std::string render_shrunk_text(const Shrunk& shrunk, const report::TextOptions& options) {
    const Style style(options);
    std::string text = style.paint(Tone::title, style.safe(shrunk.name)) + "\n";
    const std::string seeds =
        shrunk.seeds == 1 ? fmt::format("seed {}", shrunk.seed)
                          : fmt::format("seeds {} to {}", shrunk.seed, shrunk.seed + shrunk.seeds - 1);
    for (const std::string& line : style.flow({fmt::format("the least that breaches it under {}", seeds),
                                               report::counted_text(shrunk.trials, "trial", "trials")},
                                              style.width() - 2)) {
        text += "  " + style.paint(Tone::quiet, line) + "\n";
    }
    text += fmt::format("\n  {} {}\n\n", style.paint(Tone::bad, style.glyph(Glyph::breached)),
                        style.safe(shrunk.slo));
    text += dials_table(shrunk, style);
    for (const std::string& sentence : sentences_of(shrunk)) {
        for (const std::string& line : style.lines(style.safe(sentence), style.width() - 2)) {
            text += "  " + line + "\n";
        }
    }
    return text;
}

}  // namespace fortify::tune
