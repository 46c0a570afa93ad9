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

std::string service_row(const ServiceReport& service, const Style& style) {
    const auto count = [&](std::uint64_t number, std::size_t width) {
        return style.cell(count_text(number, width - 1), width);
    };
    return "  " + style.left(style.safe(service.name), 11) + count(service.arrived, 10) +
           count(service.answered, 10) + count(service.shed, 9) + count(service.refused, 9) +
           count(service.reset, 8) + count(service.queue_peak, 7) +
           style.cell(style.percent(service.utilization), 7) +
           style.cell(style.percent(service.wasted_share), 7) + "\n";
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

std::string services_section(const Report& report, const Style& style) {
    if (report.services.empty()) {
        return "";
    }
    std::string text =
        style.paint(Tone::title, "Services     ") +
        style.paint(Tone::quiet, "   arrived  answered     shed  refused   reset  queue   busy  waste") +
        "\n";
    for (const ServiceReport& service : report.services) {
        text += service_row(service, style);
    }
    return text;
}

}  // namespace fortify::report
