#include "tune/contest_text.hpp"

#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace fortify::tune {

namespace {

using report::Glyph;
using report::Style;
using report::Tone;

constexpr std::size_t side_width = 9;
constexpr std::size_t difference_width = 9;
constexpr std::size_t interval_width = 18;
constexpr std::size_t word_width = 11;
constexpr std::size_t columns_width = 2 * side_width + difference_width + interval_width + word_width;

// How differences of a metric are written: of shares in points, of all else relative to A where A is not 0.
enum class Way : std::uint8_t { points, relative, absolute };

Way way_of(const Finding& finding) {
    if (finding.unit == measure::Unit::ratio) {
        return Way::points;
    }
    return finding.base.value_or(0) == 0 ? Way::absolute : Way::relative;
}

std::string signed_number(double value) {
    const double size = std::abs(value);
    const int digits = size == 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
    const std::string text = fmt::format("{:+.{}f}", value, digits);
    return text == "-0.000" || text == "+0.000" || value == 0 ? "0" : text;
}

double scaled(double difference, const Finding& finding) {
    switch (way_of(finding)) {
        case Way::points:
            return difference * 100;
        case Way::relative:
            return difference / *finding.base * 100;
        case Way::absolute:
            return difference;
    }
    return difference;
}

std::string_view unit_of(const Finding& finding) {
    switch (way_of(finding)) {
        case Way::points:
            return "pp";
        case Way::relative:
            return "%";
        case Way::absolute:
            break;
    }
    return finding.unit == measure::Unit::duration ? "s" : finding.unit == measure::Unit::rate ? "/s" : "";
}

std::string difference_text(double difference, const Finding& finding) {
    return signed_number(scaled(difference, finding)) + std::string(unit_of(finding));
}

// "18%", "1.2 points": how far, without a sign.
std::string size_text(double difference, const Finding& finding) {
    std::string number = signed_number(std::abs(scaled(difference, finding)));
    number.erase(0, number.starts_with('+') ? 1 : 0);
    return way_of(finding) == Way::points ? number + " points" : number + std::string(unit_of(finding));
}

struct Mark {
    Glyph glyph{};
    Tone tone{};
};

Mark mark_of(Judgement judgement) {
    switch (judgement) {
        case Judgement::better:
            return {Glyph::passed, Tone::good};
        case Judgement::worse:
            return {Glyph::breached, Tone::bad};
        case Judgement::same:
            return {Glyph::idle, Tone::quiet};
        case Judgement::undecided:
            return {Glyph::undecided, Tone::warning};
    }
    return {};
}

std::string interval_text(const Finding& finding, const Style& style) {
    if (!finding.shift || !finding.shift->bounds) {
        return std::string(style.glyph(Glyph::dash));
    }
    return fmt::format("{} to {}", signed_number(scaled(finding.shift->bounds->low, finding)),
                       difference_text(finding.shift->bounds->high, finding));
}

std::string row(const Finding& finding, const Style& style) {
    const Mark mark = mark_of(finding.judgement);
    const auto value = [&](const std::optional<double>& number) {
        return number ? report::value_text(*number, finding.unit) : std::string(style.glyph(Glyph::dash));
    };
    const std::string difference = finding.shift ? difference_text(finding.shift->estimate, finding)
                                                 : std::string(style.glyph(Glyph::dash));
    // A long name has a line of its own.
    const std::size_t room = style.width() - columns_width - 2;
    std::string name = style.fit(style.safe(finding.metric), style.width() - 2);
    name += display_width(name) > room ? "\n" + std::string(room + 2, ' ')
                                       : std::string(room - display_width(name), ' ');
    return style.paint(mark.tone, style.glyph(mark.glyph)) + " " + name +
           style.cell(value(finding.base), side_width) + style.cell(value(finding.head), side_width) +
           style.paint(mark.tone, style.cell(difference, difference_width)) +
           style.cell(interval_text(finding, style), interval_width) + "  " +
           style.paint(mark.tone, name_of(finding.judgement)) + "\n";
}

std::string heading(const Contest& contest, const Style& style) {
    const std::string interval = fmt::format("{:g}% interval", contest.comparison.rules.level * 100);
    return style.paint(Tone::title, style.left("Metric", style.width() - columns_width)) +
           style.paint(Tone::quiet, style.cell("A", side_width) + style.cell("B", side_width) +
                                        style.cell("B to A", difference_width) +
                                        style.cell(interval, interval_width)) +
           "\n";
}

std::string runs_text(const Contest& contest) {
    const std::size_t base = contest.base.runs;
    const std::size_t head = contest.head.runs;
    const std::string_view kind = contest.origin == Origin::simulated  ? "simulated runs"
                                  : contest.origin == Origin::repeated ? "runs"
                                                                       : "reports";
    if (contest.comparison.rules.pairing == Pairing::paired) {
        return fmt::format("{} of {}", report::counted_text(base, "pair", "pairs"), kind);
    }
    return fmt::format("{} and {} {}, no pairs", base, head, kind);
}

std::vector<std::string> facts_of(const Contest& contest) {
    std::vector<std::string> facts{runs_text(contest)};
    if (contest.first_seed && contest.base.runs > 0) {
        facts.push_back(
            fmt::format("seeds {} to {}", *contest.first_seed, *contest.first_seed + contest.base.runs - 1));
    }
    if (contest.same_arrivals) {
        facts.emplace_back(*contest.same_arrivals == contest.base.runs
                               ? "the same arrivals in each pair"
                               : "not the same arrivals in each pair");
    }
    facts.push_back(fmt::format("SLOs held in {} of {} with A, {} of {} with B", contest.base.passed,
                                contest.base.runs, contest.head.passed, contest.head.runs));
    return facts;
}

// "p99(response_time) by 23%, success_rate by 1.2 points".
std::string list_of(const Contest& contest, Judgement judgement) {
    std::vector<std::string> parts;
    for (const Finding& finding : contest.comparison.findings) {
        if (finding.judgement == judgement) {
            parts.push_back(
                fmt::format("{} by {}", finding.metric, size_text(finding.shift->estimate, finding)));
        }
    }
    return join(parts, ", ");
}

std::string doubt_text(const Finding& finding, const Comparison& comparison) {
    switch (finding.doubt) {
        case Doubt::none:
            return {};
        case Doubt::unmeasured:
            return "nothing to compare: one side, or each pair, has no value";
        case Doubt::too_few: {
            const bool paired = comparison.rules.pairing == Pairing::paired;
            return fmt::format(
                "too few runs: {} and more can tell {} at {:g}%",
                report::counted_text(comparison.needed, paired ? "pair" : "run a side",
                                     paired ? "pairs" : "runs a side"),
                report::counted_text(std::max<std::size_t>(comparison.counted, 1), "metric", "metrics"),
                comparison.rules.level * 100);
        }
        case Doubt::wide:
            return fmt::format("anything from {} to {} is possible; a difference below {} would not matter",
                               difference_text(finding.shift->bounds->low, finding),
                               difference_text(finding.shift->bounds->high, finding),
                               size_text(finding.band, finding));
        case Doubt::within_noise:
            return finding.noise
                       ? fmt::format("within the noise: two runs of one side differ by {} typically",
                                     size_text(*finding.noise, finding))
                       : "a side with one run says nothing about the noise";
        case Doubt::uneven:
            return "alike in most runs, very different in a few";
    }
    return {};
}

std::string doubts(const Contest& contest, const Style& style) {
    // Metrics of equal doubts stand together.
    std::vector<std::pair<std::string, std::string>> grouped;
    for (const Finding& finding : contest.comparison.findings) {
        const std::string doubt = doubt_text(finding, contest.comparison);
        const auto known = std::find_if(grouped.begin(), grouped.end(),
                                        [&](const auto& group) { return group.second == doubt; });
        if (known != grouped.end()) {
            known->first += ", " + finding.metric;
        } else if (!doubt.empty()) {
            grouped.emplace_back(finding.metric, doubt);
        }
    }
    std::string text;
    for (const auto& [metrics, doubt] : grouped) {
        const auto lines = style.lines(fmt::format("{}: {}", metrics, doubt), style.width() - 2);
        for (std::size_t line = 0; line < lines.size(); ++line) {
            text += (line == 0 ? style.paint(Tone::warning, style.glyph(Glyph::undecided)) + " " : "  ") +
                    style.safe(lines[line]) + "\n";
        }
    }
    return text;
}

// Runs that would narrow the widest undecided interval to the band: its width falls with the root of them.
std::optional<std::size_t> runs_for_all(const Comparison& comparison) {
    double factor = 1;
    for (const Finding& finding : comparison.findings) {
        if (finding.doubt == Doubt::wide && finding.band > 0) {
            const auto [low, high] = *finding.shift->bounds;
            factor = std::max(factor, std::pow((high - low) / 2 / finding.band, 2));
        }
    }
    constexpr double most = 1000;
    double runs = 0;
    for (const Finding& finding : comparison.findings) {
        runs = std::max(runs, std::ceil(factor * static_cast<double>(finding.base_runs)));
    }
    return factor > 1 && runs <= most ? std::optional(static_cast<std::size_t>(runs)) : std::nullopt;
}

std::string closing(const Contest& contest, const Style& style) {
    std::string text;
    const auto add = [&](std::string_view sentence) {
        for (const std::string& line : style.lines(style.safe(sentence), style.width())) {
            text += style.paint(Tone::quiet, line) + "\n";
        }
    };
    for (const std::string& note : contest.notes) {
        add("Note: " + note);
    }
    if (const auto runs = runs_for_all(contest.comparison)) {
        const std::string_view flag = contest.origin == Origin::simulated  ? "--seeds"
                                      : contest.origin == Origin::repeated ? "--repeat"
                                                                           : "";
        add(flag.empty() ? fmt::format("About {} runs a side would decide what is open.", *runs)
                         : fmt::format("About {} {} would decide what is open.", flag, *runs));
    }
    return text.empty() ? text : "\n" + text;
}

}  // namespace

std::string_view name_of(Judgement judgement) {
    switch (judgement) {
        case Judgement::better:
            return "better";
        case Judgement::worse:
            return "worse";
        case Judgement::same:
            return "same";
        case Judgement::undecided:
            return "undecided";
    }
    return "";
}

std::string sentence_of(const Contest& contest) {
    const Comparison& comparison = contest.comparison;
    const std::string worse = list_of(contest, Judgement::worse);
    const std::string better = list_of(contest, Judgement::better);
    std::string text = worse.empty() && better.empty() ? "" : "B is ";
    if (!worse.empty()) {
        text += "worse: " + worse + (better.empty() ? "." : "; and ");
    }
    if (!better.empty()) {
        text += "better: " + better + ".";
    }
    if (!text.empty()) {
        return text;
    }
    const std::size_t all = comparison.findings.size();
    const std::size_t same = comparison.count(Judgement::same);
    if (same == all) {
        return fmt::format("No difference: all metrics are the same to within {:g}%.",
                           comparison.rules.band * 100);
    }
    return fmt::format("No difference found; {} of {} could not be decided.", all - same,
                       report::counted_text(all, "metric", "metrics"));
}

std::string render_text(const Contest& contest, const report::TextOptions& options) {
    const Style style(options);
    std::string text;
    const auto side = [&](std::string_view name, const Contestant& contestant) {
        std::string before = "  " + style.paint(Tone::accent, name) + "  ";
        for (const std::string& line : style.lines(style.safe(contestant.label), style.width() - 5)) {
            text += before + line + "\n";
            before = "     ";
        }
    };
    text += style.paint(Tone::title, "Comparison") + "\n";
    side("A", contest.base);
    side("B", contest.head);
    for (const std::string& line : style.flow(facts_of(contest), style.width() - 2)) {
        text += "  " + style.paint(Tone::quiet, line) + "\n";
    }
    text += "\n";
    for (const std::string& line : style.lines(style.safe(sentence_of(contest)), style.width())) {
        text += line + "\n";
    }
    text += "\n" + heading(contest, style);
    for (const Finding& finding : contest.comparison.findings) {
        text += row(finding, style);
    }
    const std::string open = doubts(contest, style);
    return text + (open.empty() ? "" : "\n" + open) + closing(contest, style);
}

}  // namespace fortify::tune
