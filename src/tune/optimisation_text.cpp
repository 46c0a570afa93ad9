#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/table.hpp"
#include "tune/optimisation_view.hpp"
#include "tune/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::tune {

namespace {

using report::Align;
using report::Glyph;
using report::Style;
using report::Table;
using report::Tone;

std::string intensities_text(const Optimisation& optimisation) {
    std::vector<std::string> texts;
    for (const double intensity : optimisation.request.intensities) {
        texts.push_back(fmt::format("{:g}", intensity));
    }
    return fmt::format("faults at {} times their strength", join(texts, " and "));
}

std::string headline(const Optimisation& optimisation, const Style& style) {
    const std::vector<std::string> facts{"optimised in virtual time",
                                         optimisation.request.goal.text,
                                         intensities_text(optimisation),
                                         report::counted_text(optimisation.search.points, "point", "points"),
                                         report::counted_text(optimisation.trials, "trial", "trials"),
                                         report::counted_text(optimisation.calls, "call", "calls")};
    std::string text = style.paint(Tone::title, style.safe(optimisation.name)) + "\n";
    for (const std::string& line : style.flow(facts, style.width() - 2)) {
        text += "  " + style.paint(Tone::quiet, line) + "\n";
    }
    return text;
}

std::string paragraph(const std::string& sentence, Tone tone, const Style& style) {
    std::string text;
    for (const std::string& line : style.lines(style.safe(sentence), style.width() - 2)) {
        text += "  " + style.paint(tone, line) + "\n";
    }
    return text;
}

Tone tone_of(const Optimisation& optimisation) {
    return optimisation.holds() ? Tone::good : optimisation.is_interrupted() ? Tone::warning : Tone::bad;
}

std::string verdict(const Optimisation& optimisation, const Style& style) {
    std::string text = paragraph(sentence_of(optimisation), tone_of(optimisation), style);
    if (optimisation.is_confirmed) {
        const Standing& was = *optimisation.was;
        text += paragraph(
            fmt::format("Before: on {} of {}. Their seeds are {} to {}.", was.held, was.seeds,
                        optimisation.first_fresh_seed, optimisation.first_fresh_seed + was.seeds - 1),
            Tone::quiet, style);
    }
    return text;
}

std::string keys_table(const Optimisation& optimisation, const Style& style) {
    const std::vector<Role> roles = roles_of(optimisation);
    std::vector<Table::Column> columns{
        {.title = "key", .align = Align::left}, {.title = "before"}, {.title = "after"}};
    if (!roles.empty()) {
        columns.push_back({.title = "moved alone", .align = Align::left});
    }
    Table table(columns);
    const std::vector<std::string> names = short_names(optimisation.request.variations, 2);
    for (std::size_t key = 0; key < names.size(); ++key) {
        const Kind kind = optimisation.request.variations[key].kind;
        const Value& before = optimisation.before[key];
        const Value& after = optimisation.search.best[key];
        const bool is_changed = !(before == after);
        std::vector<Table::Cell> cells{
            {.text = style.safe(names[key])},
            {.text = before.text.empty() ? std::string(style.glyph(Glyph::dash))
                                         : style.safe(display_text(before, kind)),
             .tone = is_changed ? Tone::normal : Tone::quiet},
            {.text = style.safe(display_text(after, kind)), .tone = is_changed ? Tone::accent : Tone::quiet}};
        if (!roles.empty()) {
            const bool is_idle = roles[key].kind == Role::Kind::idle;
            cells.push_back(
                {.text = style.safe(roles[key].text), .tone = is_idle ? Tone::quiet : Tone::normal});
        }
        table.add(std::move(cells));
    }
    return table.render(style);
}

std::string margin_or_dash(const std::optional<double>& margin, const Style& style) {
    return margin ? report::margin_text(*margin) : std::string(style.glyph(Glyph::dash));
}

// SLOs by their worst margin, then the goal.
std::string outcome_table(const Optimisation& optimisation, const Style& style) {
    if (!optimisation.was || !optimisation.is) {
        return {};
    }
    const Standing& was = *optimisation.was;
    const Standing& is = *optimisation.is;
    Table table({{.title = fmt::format("worst of {} seeds", is.seeds), .align = Align::left},
                 {.title = "before"},
                 {.title = "after"}});
    const auto tone = [](bool held) {
        return held ? Tone::good : Tone::bad;
    };
    for (std::size_t slo = 0; slo < optimisation.request.slos.size(); ++slo) {
        table.add({{.text = style.safe(optimisation.request.slos[slo].text)},
                   {.text = margin_or_dash(was.margins[slo], style), .tone = tone(was.slos_held[slo])},
                   {.text = margin_or_dash(is.margins[slo], style), .tone = tone(is.slos_held[slo])}});
    }
    const auto unit = measure::info(optimisation.request.goal.measurement.metric).unit;
    const auto value = [&](const std::optional<double>& number) {
        return number ? report::value_text(*number, unit) : std::string(style.glyph(Glyph::dash));
    };
    const std::string metric = optimisation.request.goal.measurement.text;
    table.add({{.text = style.safe(metric)}, {.text = value(was.worst)}, {.text = value(is.worst)}});
    table.add(
        {{.text = style.safe(metric + ", median")}, {.text = value(was.median)}, {.text = value(is.median)}});
    return "\n" + table.render(style);
}

std::string conflict_text(const Optimisation& optimisation, const Style& style) {
    if (!optimisation.conflict) {
        return {};
    }
    const Conflict& conflict = *optimisation.conflict;
    Table table({{.title = "SLO", .align = Align::left},
                 {.title = "met by some values"},
                 {.title = "best margin alone"}});
    for (std::size_t slo = 0; slo < conflict.slos.size(); ++slo) {
        const Conflict::Alone& alone = conflict.slos[slo];
        table.add({{.text = style.safe(optimisation.request.slos[slo].text)},
                   {.text = alone.was_met ? "yes" : "never", .tone = alone.was_met ? Tone::good : Tone::bad},
                   {.text = margin_or_dash(alone.best_margin, style)}});
    }
    std::string text = "\n" + table.render(style) + "\n";
    for (const auto& [one, other] : conflict.apart) {
        text +=
            paragraph(fmt::format("Conflict: \"{}\" and \"{}\" were never met together.",
                                  optimisation.request.slos[one].text, optimisation.request.slos[other].text),
                      Tone::bad, style);
    }
    const bool is_one_hopeless = std::any_of(conflict.slos.begin(), conflict.slos.end(),
                                             [](const Conflict::Alone& alone) { return !alone.was_met; });
    if (is_one_hopeless) {
        text += paragraph("What was never met needs other keys, wider ranges or another limit.", Tone::normal,
                          style);
    } else if (conflict.apart.empty()) {
        text += paragraph("Any two of them were met together, but never all.", Tone::normal, style);
    }
    if (optimisation.request.intensities.size() > 1) {
        text += paragraph("Faults at their own strength alone are asked for with --intensity 1.", Tone::quiet,
                          style);
    }
    return text;
}

std::string command_text(const Optimisation& optimisation, std::string_view file, const Style& style) {
    Setting changes = optimisation.changes();
    if (changes.empty()) {
        return "\n" + paragraph("No value needs to change.", Tone::normal, style);
    }
    std::string text =
        "\n  " + style.paint(Tone::quiet, optimisation.conflict ? "the nearest, to repeat:" : "to repeat:") +
        "\n";
    // A command that goes on in another line, so that it can be copied whole.
    std::string line = "  fortify simulate " + shell_word(file);
    changes.insert(changes.begin(), optimisation.given.begin(), optimisation.given.end());
    std::vector<std::string> words;
    for (const scenario::Override& change : changes) {
        words.push_back("--set " + shell_word(change.path + "=" + change.value));
    }
    if (optimisation.given_seed) {
        words.push_back(fmt::format("--seed {}", *optimisation.given_seed));
    }
    for (const std::string& word : words) {
        if (display_width(line) + display_width(word) + 3 > style.width()) {
            text += line + " \\\n";
            line = "      " + word;
        } else {
            line += " " + word;
        }
    }
    return text + line + "\n";
}

}  // namespace

std::string render_optimisation_text(const Optimisation& optimisation,
                                     std::string_view file,
                                     const report::TextOptions& options) {
    const Style style(options);
    return headline(optimisation, style) + "\n" + verdict(optimisation, style) + "\n" +
           keys_table(optimisation, style) + outcome_table(optimisation, style) +
           conflict_text(optimisation, style) + command_text(optimisation, file, style);
}

}  // namespace fortify::tune
