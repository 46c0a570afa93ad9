#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/text_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::report {
namespace {

constexpr std::size_t bar_columns = 44;

struct Outcome {
    std::string_view name;
    std::uint64_t count = 0;
    std::optional<double> share;
    Tone tone{};
};

std::string outcome_row(const Outcome& outcome, const Style& style) {
    const std::string bar = style.bar(outcome.share.value_or(0), bar_columns);
    const std::size_t padding = bar_columns - std::min(bar_columns, display_width(bar));
    return "  " + style.left(outcome.name, 11) + style.paint(outcome.tone, bar) + std::string(padding, ' ') +
           style.cell(count_text(outcome.count), 12) +
           style.paint(outcome.tone, style.cell(style.percent(outcome.share), 11)) + "\n";
}

// Success and failure always; the others where they happened.
std::string outcome_rows(const Calls& calls, const Style& style) {
    const CallCounts& counts = calls.counts;
    std::string text =
        outcome_row({"succeeded", counts.succeeded, calls.shares.succeeded, Tone::good}, style);
    if (counts.degraded > 0) {
        text += outcome_row({"degraded", counts.degraded, calls.shares.degraded, Tone::warning}, style);
    }
    text += outcome_row({"failed", counts.failed, calls.shares.failed, Tone::bad}, style);
    if (counts.rejected > 0) {
        text += outcome_row({"rejected", counts.rejected, calls.shares.rejected, Tone::warning}, style);
    }
    if (counts.cancelled > 0) {
        text += outcome_row({"cancelled", counts.cancelled, calls.shares.cancelled, Tone::quiet}, style);
    }
    return text;
}

std::string cause_rows(const Calls& calls, const Style& style) {
    std::string text;
    for (const std::string& line : style.flow(cause_facts(calls.causes), style.width() - 13)) {
        text +=
            "  " + style.left(text.empty() ? "because of" : "", 11) + style.paint(Tone::quiet, line) + "\n";
    }
    return text;
}

std::string latency_row(std::string_view name, const Latency& latency, const Style& style) {
    std::string text = "  " + style.left(name, 18);
    for (const std::optional<Duration>& value :
         {latency.p50, latency.p90, latency.p99, latency.p999, latency.max, latency.mean}) {
        text += style.cell(style.duration(value), 10);
    }
    return text + "\n";
}

std::string header(std::string_view title, std::string_view columns, const Style& style) {
    return style.paint(Tone::title, title) + style.paint(Tone::quiet, columns) + "\n";
}

bool all_measured(const Report& report) {
    return std::all_of(report.scopes.begin(), report.scopes.end(), [](const ScopeReport& scope) {
        return scope.kind == measure::Scope::Kind::fault || scope.measured;
    });
}

bool too_few(const Latency& latency) {
    return !latency.histogram.empty() && !latency.p999;
}

std::string footnote(std::string_view text, const Style& style) {
    std::string result;
    for (const std::string& line : style.lines(text, style.width() - 2)) {
        result += "  " + style.paint(Tone::quiet, line) + "\n";
    }
    return result;
}

std::string phase_row(const ScopeReport& phase, const Style& style) {
    const std::size_t room = 13 - (phase.measured ? 0 : 1);
    const Calls& calls = phase.calls;
    const std::string name = style.fit(style.safe(phase.name), room - 1) + (phase.measured ? "" : "*");
    const std::string start = style.cell(clock_text(phase.when.start - run_start), 10);
    if (phase.lasted == Duration::zero()) {
        return "  " + style.left(name, 13) + start + style.paint(Tone::quiet, "   never reached") + "\n";
    }
    const std::string goodput =
        calls.goodput ? per_second_text(*calls.goodput) : std::string(style.glyph(Glyph::dash));
    const std::string row = "  " + style.left(name, 13) + start + style.cell(clock_text(phase.lasted), 9) +
                            style.cell(count_text(calls.counts.offered, 9), 10) + style.cell(goodput, 11) +
                            style.cell(style.percent(calls.shares.succeeded), 9) +
                            style.cell(style.duration(calls.response_time.p50), 8) +
                            style.cell(style.duration(calls.response_time.p99), 8);
    return style.paint(phase.measured ? Tone::normal : Tone::quiet, row) + "\n";
}

}  // namespace

std::vector<std::string> cause_facts(const std::vector<measure::CauseCount>& causes) {
    constexpr std::size_t most_causes = 6;
    std::vector<std::string> facts;
    std::uint64_t others = 0;
    for (std::size_t index = 0; index < causes.size(); ++index) {
        const measure::CauseCount& one = causes[index];
        if (index >= most_causes) {
            others += one.count;
            continue;
        }
        std::string name(name_of(one.cause));
        std::replace(name.begin(), name.end(), '_', ' ');
        facts.push_back(one.status == 0 ? fmt::format("{} {}", count_text(one.count), name)
                                        : fmt::format("{} {} {}", count_text(one.count), name, one.status));
    }
    if (others > 0) {
        facts.push_back(count_text(others) + " others");
    }
    return facts;
}

std::string load_section(const Report& report, const Style& style) {
    const CallCounts& counts = report.run.counts;
    std::vector<std::string> facts{count_text(counts.offered) + " offered",
                                   count_text(counts.begun) + " begun", count_text(counts.unsent) + " unsent",
                                   count_text(counts.unfinished) + " unfinished",
                                   counted_text(counts.attempts, "attempt", "attempts")};
    if (counts.wasted > 0) {
        facts.push_back(count_text(counts.wasted) + " wasted");
    }
    std::string text = header("Load", "", style);
    for (const std::string& line : style.flow(facts, style.width() - 2)) {
        text += "  " + line + "\n";
    }
    if (!all_measured(report)) {
        const std::string settled = counted_text(report.measured.counts.settled, "call", "calls");
        text += footnote(fmt::format("outcomes of {} settled in measured phases:", settled), style);
    }
    return text + outcome_rows(report.measured, style) + cause_rows(report.measured, style);
}

std::string latency_section(const Report& report, const Style& style) {
    std::string text =
        header("Latency             ", "       p50       p90       p99     p99.9       max      mean", style);
    text += latency_row("response time", report.measured.response_time, style);
    text += latency_row("service time", report.measured.service_time, style);
    text += latency_row("schedule lag", report.measured.schedule_lag, style);
    if (too_few(report.measured.response_time) || too_few(report.measured.service_time)) {
        text += footnote(
            fmt::format("{} too few samples: a percentile needs ten beyond it", style.glyph(Glyph::dash)),
            style);
    }
    return text;
}

std::string phases_section(const Report& report, const Style& style) {
    std::string text =
        header("Phases          ", "     from      for     calls    goodput  success     p50     p99", style);
    for (const ScopeReport& scope : report.scopes) {
        if (scope.kind == measure::Scope::Kind::phase) {
            text += phase_row(scope, style);
        }
    }
    if (!all_measured(report)) {
        text += footnote("* not measured: left out of the shares and latencies above", style);
    }
    return text;
}

std::string targets_section(const Report& report, const Style& style) {
    if (report.targets.size() < 2) {
        return "";
    }
    std::string text =
        header("Targets          ", "     calls   goodput success     p50     p99  where", style);
    for (const TargetReport& target : report.targets) {
        const std::string where = target.service.empty() ? target.url : "service " + target.service;
        const Calls& calls = target.calls;
        const std::string goodput =
            calls.goodput ? per_second_text(*calls.goodput) : std::string(style.glyph(Glyph::dash));
        text += "  " + style.left(style.safe(target.name), 15) +
                style.cell(count_text(calls.counts.offered, 9), 10) + style.cell(goodput, 10) +
                style.cell(style.percent(calls.shares.succeeded), 8) +
                style.cell(style.duration(calls.response_time.p50), 8) +
                style.cell(style.duration(calls.response_time.p99), 8) + "  " +
                style.fit(style.safe(where), style.width() - 63) + "\n";
    }
    return text;
}

}  // namespace fortify::report
