#include "tune/exploration_view.hpp"

#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/style.hpp"
#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::tune {

namespace {

using report::Align;
using report::Glyph;
using report::Style;
using report::Table;
using report::Tone;

constexpr std::size_t most_seeds_shown = 5;
constexpr std::size_t most_suspects_shown = 3;

std::string counted(std::size_t count, std::string_view what) {
    return fmt::format("{} {}", report::count_text(count), what);
}

std::string headline(const Exploration& exploration, const Style& style) {
    const std::uint64_t planned = exploration.last - exploration.first + 1;
    std::vector<std::string> facts{
        fmt::format("faults and load drawn for {}", report::counted_text(planned, "seed", "seeds")),
        fmt::format("load times {} to {}", report::number_text(exploration.limits.least_load),
                    report::number_text(exploration.limits.most_load)),
        fmt::format("up to {} added",
                    report::counted_text(exploration.limits.most_added, "fault", "faults"))};
    std::string text = style.paint(Tone::title, style.safe(exploration.name)) + "\n";
    for (const std::string& line : style.flow(facts, style.width() - 2)) {
        text += "  " + style.paint(Tone::quiet, line) + "\n";
    }
    text += "\n  ";
    const std::size_t failed = exploration.failed();
    text += style.paint(Tone::good, counted(exploration.count(Explored::State::held), "hold"));
    text += ", " + style.paint(failed == 0 ? Tone::quiet : Tone::bad, counted(failed, "fail"));
    const std::size_t open = exploration.count(Explored::State::undecided);
    text += open == 0 ? "" : ", " + style.paint(Tone::warning, counted(open, "undecided"));
    const std::size_t unusable = exploration.count(Explored::State::unusable);
    text += unusable == 0 ? "" : ", " + style.paint(Tone::quiet, counted(unusable, "without a scenario"));
    text += "\n";
    if (!exploration.is_complete()) {
        text += "  " +
                style.paint(Tone::warning, fmt::format("Interrupted: {} of {} done.",
                                                       report::count_text(exploration.seeds.size()),
                                                       report::counted_text(planned, "seed", "seeds"))) +
                "\n";
    }
    return text;
}

std::string margin_of(const Explored& explored, const Style& style) {
    return explored.margin ? report::margin_text(*explored.margin) : std::string(style.glyph(Glyph::dash));
}

std::string group_text(const Exploration& exploration, const FailureGroup& group, const Style& style) {
    std::string text;
    for (const std::size_t slo : group.breached) {
        text +=
            fmt::format("  {} {}\n", style.paint(Tone::bad, style.glyph(Glyph::breached)),
                        style.paint(Tone::title, style.fit(style.safe(exploration.slos[slo]),
                                                           std::max<std::size_t>(style.width(), 20) - 4)));
    }
    if (group.breached.empty()) {
        text +=
            fmt::format("  {} the stop condition\n", style.paint(Tone::bad, style.glyph(Glyph::breached)));
    }
    std::vector<std::string> facts{report::counted_text(group.seeds.size(), "seed", "seeds")};
    for (std::size_t index = 0;
         group.seeds.size() > 1 && index < std::min(group.suspects.size(), most_suspects_shown); ++index) {
        facts.push_back(fmt::format("{} in {}", group.suspects[index].fault, group.suspects[index].times));
    }
    for (const std::string& line : style.flow(facts, style.width() - 4)) {
        text += "    " + style.paint(Tone::quiet, style.safe(line)) + "\n";
    }
    Table table({{.title = "seed"},
                 {.title = "margin"},
                 {.title = "load"},
                 {.title = "faults", .align = Align::left}});
    for (std::size_t index = 0; index < std::min(group.seeds.size(), most_seeds_shown); ++index) {
        const Explored& explored = *group.seeds[index];
        table.add({{.text = fmt::format("{}", explored.seed)},
                   {.text = margin_of(explored, style), .tone = Tone::bad},
                   {.text = fmt::format("{:.2f}", explored.load)},
                   {.text = explored.faults.empty() ? "none" : join(explored.faults, ", ")}});
    }
    return text + table.render(style);
}

std::string replay_text(const Exploration& exploration, const FailureGroup& group) {
    return fmt::format(
        "  The worst again, and the least of it that still fails:\n"
        "    {0}\n"
        "    fortify simulate {1}\n"
        "    fortify minimise {1}\n",
        exploration.write_command(group.seeds.front()->seed), drawn_file);
}

}  // namespace

std::string render_exploration_text(const Exploration& exploration, const report::TextOptions& options) {
    const Style style(options);
    std::string text = headline(exploration, style);
    const std::vector<FailureGroup> groups = group_failures(exploration);
    for (const FailureGroup& group : groups) {
        text += "\n" + group_text(exploration, group, style);
    }
    if (!groups.empty()) {
        text += "\n" + replay_text(exploration, groups.front());
    }
    return text;
}

}  // namespace fortify::tune
