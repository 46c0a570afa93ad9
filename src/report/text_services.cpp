#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/text_parts.hpp"

#include <fmt/format.h>

namespace fortify::report {
namespace {

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

// What only some services have, each where there is something to say.
std::vector<std::string> more_facts(const ServiceReport& service, const Style& style) {
    std::vector<std::string> facts;
    if (service.dropped > 0) {
        facts.push_back(count_text(service.dropped) + " dropped: nobody waited any more");
    }
    if (service.degraded > 0) {
        facts.push_back(count_text(service.degraded) + " answered without an optional call");
    }
    if (service.cache) {
        facts.push_back(fmt::format("cache {} of {}, {} coalesced", style.percent(service.cache->hit_ratio),
                                    count_text(service.cache->hits + service.cache->misses),
                                    count_text(service.cache->coalesced)));
    }
    if (service.pool) {
        facts.push_back(fmt::format("pool of {}: {} waited, {} in vain, {} leaked",
                                    count_text(service.pool->size), count_text(service.pool->waits),
                                    count_text(service.pool->timeouts), count_text(service.pool->leaked)));
    }
    return facts;
}

std::string dependency_line(const DependencyReport& dependency, const Style& style) {
    const CallCounts& counts = dependency.calls.counts;
    std::string text = fmt::format("calls {}: {}, {} succeeded, {}", style.safe(dependency.service),
                                   count_text(counts.begun), style.percent(dependency.calls.shares.succeeded),
                                   counted_text(counts.attempts, "attempt", "attempts"));
    if (dependency.amplification) {
        text += fmt::format(" (x{:.2f})", *dependency.amplification);
    }
    if (counts.rejected > 0) {
        text += fmt::format(", {} rejected", count_text(counts.rejected));
    }
    if (dependency.breaker && dependency.breaker->opens > 0) {
        text += fmt::format(", breaker opened {}", counted_text(dependency.breaker->opens, "time", "times"));
    }
    return text;
}

}  // namespace

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
        for (const std::string& line : style.flow(more_facts(service, style), style.width() - 4)) {
            text += "    " + style.paint(Tone::quiet, line) + "\n";
        }
        for (const DependencyReport& dependency : service.calls) {
            for (const std::string& line :
                 style.lines(dependency_line(dependency, style), style.width() - 4)) {
                text += "    " + line + "\n";
            }
        }
    }
    return text;
}

}  // namespace fortify::report
