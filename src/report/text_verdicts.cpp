#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/text_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fortify::report {
namespace {

// What is left of the width after the expression: four columns of numbers.
constexpr std::size_t observed_width = 10;
constexpr std::size_t limit_width = 12;
constexpr std::size_t margin_width = 8;
constexpr std::size_t samples_width = 10;
constexpr std::size_t numbers_width = observed_width + limit_width + margin_width + samples_width;

struct Mark {
    Glyph glyph{};
    Tone tone{};
};

Mark mark_of(slo::Judgement judgement, slo::Severity severity) {
    switch (judgement) {
        case slo::Judgement::passed:
            return {Glyph::passed, Tone::good};
        case slo::Judgement::breached:
            return severity == slo::Severity::warn ? Mark{Glyph::warned, Tone::warning}
                                                   : Mark{Glyph::breached, Tone::bad};
        case slo::Judgement::undecided:
            return {Glyph::undecided, Tone::warning};
    }
    return {};
}

std::string margin_of(const slo::Evidence& evidence, const Style& style) {
    return evidence.margin && std::isfinite(*evidence.margin) ? margin_text(*evidence.margin)
                                                              : std::string(style.glyph(Glyph::dash));
}

bool is_range(const slo::Evidence& evidence) {
    return evidence.upper != 0 && evidence.upper >= evidence.limit;
}

std::string numbers_of(const slo::Evidence& evidence, Tone tone, const Style& style) {
    const std::string observed = evidence.observed
                                     ? value_text_beside(*evidence.observed, evidence.limit, evidence.unit)
                                     : std::string(style.glyph(Glyph::dash));
    std::string limit = value_text(evidence.limit, evidence.unit);
    if (is_range(evidence)) {
        limit += std::string(style.glyph(Glyph::range)) + value_text(evidence.upper, evidence.unit);
    }
    return style.paint(tone, style.cell(observed, observed_width)) + style.cell(limit, limit_width) +
           style.cell(margin_of(evidence, style), margin_width) +
           style.cell(count_text(evidence.samples, samples_width - 1), samples_width);
}

struct Row {
    std::size_t indent = 2;
    Mark mark;
    std::string text;  // the expression
    const slo::Evidence* numbers = nullptr;
};

std::string row_text(const Row& row, const Style& style) {
    const std::size_t room = style.width() - numbers_width - row.indent - 2;
    // Without numbers beside it, the expression may take the whole line.
    const std::vector<std::string> lines =
        style.lines(style.safe(row.text), row.numbers != nullptr ? room : room + numbers_width);
    std::string text;
    for (std::size_t index = 0; index < std::max<std::size_t>(lines.size(), 1); ++index) {
        const std::string line = lines.empty() ? "" : lines[index];
        text += std::string(row.indent, ' ');
        text += index == 0 ? style.paint(row.mark.tone, style.glyph(row.mark.glyph)) + " " : "  ";
        text += index == 0 && row.numbers != nullptr
                    ? style.left(line, room) + numbers_of(*row.numbers, row.mark.tone, style)
                    : line;
        text += "\n";
    }
    return text;
}

// What stands behind the numbers, where it is worth a line.
std::string evidence_lines(const slo::Evidence& evidence, std::size_t indent, const Style& style) {
    std::vector<std::string> facts;
    if (evidence.judgement != slo::Judgement::passed && !evidence.detail.empty()) {
        facts.push_back(style.safe(evidence.detail));
    }
    if (evidence.judgement == slo::Judgement::breached && evidence.when.length() > Duration::zero()) {
        facts.push_back(fmt::format("from {} to {}", clock_text(evidence.when.start - run_start),
                                    clock_text(evidence.when.end - run_start)));
    }
    if (evidence.recovered) {
        std::string fact = fmt::format("held from {} on", clock_text(*evidence.recovered - run_start));
        if (evidence.time_to_recover) {
            fact += fmt::format(", {} after the event", human_duration(*evidence.time_to_recover));
        }
        facts.push_back(fact);
    }
    std::string text;
    for (const std::string& line : style.flow(facts, style.width() - indent)) {
        text += std::string(indent, ' ') + style.paint(Tone::quiet, line) + "\n";
    }
    return text;
}

std::string verdict_text(const slo::Verdict& verdict, const Style& style) {
    const slo::Severity severity = verdict.expectation.severity;
    std::string expression = verdict.expectation.text;
    if (severity != slo::Severity::fail) {
        expression += fmt::format(" ({})", slo::name_of(severity));
    }
    const bool single = verdict.evidence.size() == 1;
    std::string text = row_text({.indent = 2,
                                 .mark = mark_of(verdict.judgement, severity),
                                 .text = expression,
                                 .numbers = single ? &verdict.evidence.front() : nullptr},
                                style);
    for (const slo::Evidence& evidence : verdict.evidence) {
        if (!single) {
            text += row_text({.indent = 4,
                              .mark = mark_of(evidence.judgement, severity),
                              .text = evidence.condition,
                              .numbers = &evidence},
                             style);
        }
        text += evidence_lines(evidence, single ? 4 : 6, style);
    }
    return text;
}

std::string stop_text(const Report& report, const Style& style) {
    const slo::Verdict& stop = *report.stop;
    const Mark mark = report.ending == run::Ending::stopped ? Mark{Glyph::breached, Tone::bad}
                                                            : Mark{Glyph::idle, Tone::quiet};
    return row_text({.indent = 2,
                     .mark = mark,
                     .text = "stop when " + stop.expectation.text,
                     .numbers = stop.evidence.size() == 1 ? &stop.evidence.front() : nullptr},
                    style);
}

}  // namespace

std::string verdicts_section(const Report& report, const Style& style) {
    if (report.verdicts.empty() && !report.stop) {
        return "";
    }
    std::string text =
        style.paint(Tone::title, style.left("SLOs", style.width() - numbers_width)) +
        style.paint(Tone::quiet, style.cell("observed", observed_width) + style.cell("limit", limit_width) +
                                     style.cell("margin", margin_width) +
                                     style.cell("samples", samples_width)) +
        "\n";
    for (const slo::Verdict& verdict : report.verdicts) {
        text += verdict_text(verdict, style);
    }
    if (report.stop) {
        text += stop_text(report, style);
    }
    return text;
}

}  // namespace fortify::report
