#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/text_parts.hpp"

#include <fmt/format.h>

namespace fortify::report {
namespace {

std::string count_or_dash(const std::optional<std::uint64_t>& count, const Style& style) {
    return count ? count_text(*count, 9) : std::string(style.glyph(Glyph::dash));
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

std::string fault_rows(const FaultReport& fault, const Style& style) {
    const bool fired = fault.fired.value_or(1) > 0;
    std::string text =
        "  " + style.left(style.safe(fault.id), 13) + " " + style.left(fault.kind, 11) +
        style.left(style.safe(fault.target), 11) + " " + style.left(windows_text(fault.windows, style), 15) +
        style.cell(count_or_dash(fault.eligible, style), 9) +
        style.paint(fired ? Tone::normal : Tone::bad, style.cell(count_or_dash(fault.fired, style), 9)) +
        style.cell(style.percent(fault.realised), 8) + "\n";
    if (fault.detected) {
        text += "    " +
                style.paint(Tone::quiet, fmt::format("the breaker opened {} after it began",
                                                     human_duration(*fault.detected))) +
                "\n";
    }
    return text;
}

}  // namespace

std::string faults_section(const Report& report, const Style& style) {
    if (report.faults.empty()) {
        return "";
    }
    std::string text =
        style.paint(Tone::title, "Faults          ") +
        style.paint(Tone::quiet, "kind       target      when            eligible    fired    rate") + "\n";
    for (const FaultReport& fault : report.faults) {
        text += fault_rows(fault, style);
    }
    return text;
}

}  // namespace fortify::report
