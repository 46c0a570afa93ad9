#include "tune/margin_view.hpp"

#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/style.hpp"
#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace fortify::tune {

namespace {

using report::Align;
using report::Glyph;
using report::Style;
using report::Table;
using report::Tone;

constexpr std::size_t bar_columns = 24;

bool is_largest(const MarginReport& report) {
    return report.wanted == MarginRequest::Wanted::largest;
}

std::string shown(const Value& value, Kind kind) {
    return display_text(value, kind);
}

std::string headline(const MarginReport& report, const Style& style) {
    const bool is_real = report.mode == MarginReport::Mode::real;
    std::size_t probes = 0;
    for (const MarginReport::Row& row : report.rows) {
        probes += row.margin.probes.size();
    }
    std::vector<std::string> facts{
        fmt::format("{} {} at which {} hold{}", is_largest(report) ? "largest" : "smallest", report.key,
                    report.promise, report.promise == "all SLOs" ? "" : "s"),
        is_real ? "in real time" : "in virtual time",
        fmt::format("{}, {}", report::counted_text(probes, "value", "values"),
                    report::counted_text(report.trials, "trial", "trials"))};
    std::string text = style.paint(Tone::title, style.safe(report.name)) + "\n";
    for (const std::string& line : style.flow(facts, style.width() - 2)) {
        text += "  " + style.paint(Tone::quiet, style.safe(line)) + "\n";
    }
    return text;
}

Table::Cell verdict_cell(const Probe& probe, const Style& style) {
    const std::string doubt = probe.state == Probe::State::leaning ? ", likely" : "";
    switch (probe.state) {
        case Probe::State::decided:
        case Probe::State::leaning:
            return probe.decision == Decision::holds
                       ? Table::Cell{.text = fmt::format("{} holds{}", style.glyph(Glyph::passed), doubt),
                                     .tone = Tone::good}
                       : Table::Cell{.text = fmt::format("{} breaks{}", style.glyph(Glyph::breached), doubt),
                                     .tone = Tone::bad};
        case Probe::State::no_answer:
            return {.text = fmt::format("{} not decided", style.glyph(Glyph::undecided)),
                    .tone = Tone::warning};
        case Probe::State::cut_short:
            return {.text = "interrupted", .tone = Tone::quiet};
    }
    return {};
}

// Every value that was tried, in order of the values.
std::string probes_table(const MarginReport& report, const Style& style) {
    std::vector<Probe> probes = report.rows.front().margin.probes;
    std::sort(probes.begin(), probes.end(),
              [](const Probe& left, const Probe& right) { return *left.value.number < *right.value.number; });
    Table table({{.title = report.key}, {.title = "trials held"}, {.title = "", .align = Align::left}});
    for (const Probe& probe : probes) {
        table.add({{.text = shown(probe.value, report.kind)},
                   {.text = fmt::format("{} of {}", probe.held, probe.held + probe.broke + probe.undecided)},
                   verdict_cell(probe, style)});
    }
    return table.render(style);
}

// The edge over a second key, with bars on one scale.
std::string frontier_table(const MarginReport& report, const Style& style) {
    double most = 0;
    for (const MarginReport::Row& row : report.rows) {
        most = row.margin.holds ? std::max(most, *row.margin.holds->value.number) : most;
    }
    const std::string none(style.glyph(Glyph::dash));
    Table table({{.title = report.beside_key},
                 {.title = is_largest(report) ? "holds up to" : "holds from"},
                 {.title = "breaks at"},
                 {.title = report.key, .align = Align::left}});
    for (const MarginReport::Row& row : report.rows) {
        const auto& [holds, breaks] = std::pair(row.margin.holds, row.margin.breaks);
        const double share = holds && most > 0 ? *holds->value.number / most : 0;
        table.add({{.text = shown(*row.beside, report.beside_kind)},
                   {.text = holds ? shown(holds->value, report.kind) : none, .tone = Tone::good},
                   {.text = breaks ? shown(breaks->value, report.kind) : none, .tone = Tone::bad},
                   {.text = style.bar(share, bar_columns), .tone = Tone::accent}});
    }
    return table.render(style);
}

// How far the scenario's own value is from the edge.
std::string distance(const MarginReport& report, const Margin& margin) {
    const auto factor = times_own(report, margin);
    return factor ? fmt::format("The scenario has {}: the limit is {} times that.",
                                display_text(exact_value(*report.own, report.kind), report.kind),
                                report::number_text(*factor))
                  : std::string{};
}

// Which of several SLOs give way at the edge.
std::string weakest(const MarginReport& report, const Margin& margin) {
    if (report.slos.size() < 2 || !margin.breaks) {
        return {};
    }
    std::vector<std::string> parts;
    for (const BreachCount& breach : breaches_of(*margin.breaks)) {
        parts.push_back(fmt::format("{} ({} of {})", report.slos[breach.slo].text, breach.trials,
                                    report::counted_text(margin.breaks->trials.size(), "trial", "trials")));
    }
    return parts.empty() ? std::string{}
                         : fmt::format("Breached at {}: {}.", shown(margin.breaks->value, report.kind),
                                       join(parts, ", "));
}

std::string meaning(const MarginReport& report) {
    if (report.mode == MarginReport::Mode::real) {
        return "Each value was judged by as many runs as its line tells, the last word by the majority of "
               "them.";
    }
    return fmt::format(
        "Holds: in more than half of all runs; breaks: in fewer than nine of ten. With {} confidence "
        "in all of a search together (sequential tests after Wald).",
        format_ratio(Ratio{report.confidence}));
}

}  // namespace

bool MarginReport::is_complete() const {
    return rows.size() == searches && std::none_of(rows.begin(), rows.end(), [](const Row& row) {
               return row.margin.end == Margin::End::cut_short;
           });
}

std::string sentence_of(const MarginReport& report, const Margin& margin) {
    const char* const side = is_largest(report) ? "up to" : "from";
    const auto value = [&](const std::optional<Probe>& probe) {
        return shown(probe->value, report.kind);
    };
    switch (margin.end) {
        case Margin::End::found:
            return fmt::format("{} holds {} {} and breaks at {}.", report.key, side, value(margin.holds),
                               value(margin.breaks));
        case Margin::End::never_holds:
            return fmt::format("{} breaks at every value tried, {} among them.", report.key,
                               value(margin.breaks));
        case Margin::End::never_breaks:
            return fmt::format("{} holds at every value tried, {} among them.", report.key,
                               value(margin.holds));
        case Margin::End::no_answer:
            return fmt::format("{}{} could not be judged: {}.",
                               margin.holds
                                   ? fmt::format("{} holds {} {}; ", report.key, side, value(margin.holds))
                                   : std::string{},
                               shown(margin.probes.back().value, report.kind), margin.probes.back().why);
        case Margin::End::cut_short:
            return margin.holds ? fmt::format("Interrupted: {} holds {} {} at least.", report.key, side,
                                              value(margin.holds))
                                : std::string("Interrupted before anything was found.");
    }
    return {};
}

std::optional<double> times_own(const MarginReport& report, const Margin& margin) {
    if (!report.own || !margin.holds || margin.end != Margin::End::found || *report.own <= 0) {
        return std::nullopt;
    }
    return *margin.holds->value.number / *report.own;
}

std::vector<BreachCount> breaches_of(const Probe& probe) {
    std::map<std::size_t, std::size_t> trials;
    for (const ProbeTrial& trial : probe.trials) {
        for (const std::size_t slo : trial.breached) {
            ++trials[slo];
        }
    }
    std::vector<BreachCount> breaches;
    for (const auto& [slo, count] : trials) {
        breaches.push_back({.slo = slo, .trials = count});
    }
    std::stable_sort(breaches.begin(), breaches.end(), [](const BreachCount& left, const BreachCount& right) {
        return left.trials > right.trials;
    });
    return breaches;
}

std::string render_margin_text(const MarginReport& report, const report::TextOptions& options) {
    const Style style(options);
    std::string text = headline(report, style) + "\n";
    std::vector<std::string> sentences;
    if (report.beside_key.empty()) {
        text += probes_table(report, style);
        const Margin& margin = report.rows.front().margin;
        sentences = {sentence_of(report, margin), weakest(report, margin), distance(report, margin)};
    } else {
        text += frontier_table(report, style);
        for (const MarginReport::Row& row : report.rows) {
            if (row.margin.end != Margin::End::found) {
                sentences.push_back(fmt::format("{} {}: {}", report.beside_key,
                                                shown(*row.beside, report.beside_kind),
                                                sentence_of(report, row.margin)));
            }
        }
    }
    sentences.push_back(meaning(report));
    text += "\n";
    for (const std::string& sentence : sentences) {
        for (const std::string& line : style.lines(style.safe(sentence), style.width() - 2)) {
            text += "  " + line + "\n";
        }
    }
    return text;
}

}  // namespace fortify::tune
