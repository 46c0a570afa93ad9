#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/text_parts.hpp"

#include <fmt/format.h>

#include <cmath>

namespace fortify::report {
namespace {

std::string count_or_dash(const std::optional<std::uint64_t>& count, const Style& style) {
    return count ? count_text(*count, 7) : std::string(style.glyph(Glyph::dash));
}

std::string windows_text(const std::vector<Interval>& windows, const Style& style) {
    if (windows.empty()) {
        return std::string(style.glyph(Glyph::dash));
    }
    const std::string first = clock_text(windows.front().start - run_start) +
                              std::string(style.glyph(Glyph::range)) +
                              clock_text(windows.front().end - run_start);
    return windows.size() == 1 ? first : fmt::format("{} +{}", first, windows.size() - 1);
}

std::string percentiles_text(const DelayReport& delay) {
    const auto drawn = [](const std::optional<Duration>& value) {
        return value ? human_duration(*value) : std::string("?");
    };
    return fmt::format("delays p50 {} (asked {}), p90 {} ({}), p99 {} ({})", drawn(delay.drawn.p50),
                       human_duration(delay.asked_p50), drawn(delay.drawn.p90),
                       human_duration(delay.asked_p90), drawn(delay.drawn.p99),
                       human_duration(delay.asked_p99));
}

// What there is to say beside the row: how it chose, and how that compares with what was planned.
std::vector<std::string> details_of(const FaultReport& fault, const Style& style) {
    std::vector<std::string> lines;
    std::string how;
    for (const std::string& phrase : fault.triggers) {
        how += (how.empty() ? "" : ", ") + phrase;
    }
    if (!how.empty()) {
        lines.push_back(how);
    }
    std::string counts;
    if (fault.planned && !fault.triggers.empty()) {
        counts = "planned " + number_text(std::round(*fault.planned)) + " of first attempts";
    }
    if (fault.interval && !fault.triggers.empty()) {
        counts += fmt::format("{}rate between {} and {} (95%)", counts.empty() ? "" : ", ",
                              style.percent(fault.interval->low), style.percent(fault.interval->high));
    }
    if (fault.capped.value_or(0) > 0) {
        counts += fmt::format("{}{} capped", counts.empty() ? "" : ", ", count_text(*fault.capped));
    }
    if (!counts.empty()) {
        lines.push_back(counts);
    }
    if (fault.delay && !fault.delay->drawn.histogram.empty()) {
        lines.push_back(percentiles_text(*fault.delay));
    }
    return lines;
}

std::string fault_rows(const FaultReport& fault, const Style& style) {
    const bool fired = fault.fired.value_or(1) > 0;
    std::string text =
        "  " + style.left(style.safe(fault.id), 12) + " " + style.left(fault.kind, 15) + " " +
        style.left(style.safe(fault.target), 9) + " " + style.left(windows_text(fault.windows, style), 15) +
        style.cell(count_or_dash(fault.eligible, style), 8) +
        style.paint(fired ? Tone::normal : Tone::bad, style.cell(count_or_dash(fault.fired, style), 8)) +
        style.cell(style.percent(fault.realised), 7) + "\n";
    const auto detail = [&](const std::string& line) {
        text += "    " + style.paint(Tone::quiet, line) + "\n";
    };
    for (const std::string& line : details_of(fault, style)) {
        detail(line);
    }
    if (fault.detected) {
        detail(fmt::format("the breaker opened {} after it began", human_duration(*fault.detected)));
    }
    return text;
}

}  // namespace

std::string faults_section(const Report& report, const Style& style) {
    if (report.faults.empty()) {
        return "";
    }
    std::string text =
        style.paint(Tone::title, "Faults         ") +
        style.paint(Tone::quiet, "kind            target    when           eligible   fired   rate") + "\n";
    for (const FaultReport& fault : report.faults) {
        text += fault_rows(fault, style);
    }
    return text;
}

}  // namespace fortify::report
