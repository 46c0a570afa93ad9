#include "report/numbers.hpp"
#include "report/proxy_report.hpp"
#include "report/style.hpp"

#include <fmt/format.h>

namespace fortify::report {
namespace {

constexpr std::size_t name_width = 14;

std::string proxy_row(const ProxyReport& proxy, const Style& style) {
    const auto count = [&](std::uint64_t number) {
        return style.cell(count_text(number, 10), 11);
    };
    return "  " + style.left(style.safe(proxy.name), name_width) + " " + style.left(proxy.protocol, 5) +
           count(proxy.connections) + count(proxy.requests) + count(proxy.bytes_sent) +
           count(proxy.bytes_received) + count(proxy.unreachable) + "\n";
}

std::string fault_row(const ProxyReport& proxy, const ProxyFaultReport& fault, const Style& style) {
    const auto count = [&](std::uint64_t number) {
        return style.cell(count_text(number, 10), 11);
    };
    const Tone tone = fault.fired > 0 ? Tone::normal : Tone::bad;
    return "  " + style.left(style.safe(fault.id), name_width) + " " +
           style.left(style.safe(proxy.name), name_width) + " " + style.left(fault.kind, 15) +
           count(fault.eligible) + style.paint(tone, count(fault.fired)) + count(fault.capped) + "\n";
}

}  // namespace

std::string render_proxies_text(const ProxiesReport& report, const TextOptions& options) {
    const Style style(options);
    std::string text = style.paint(Tone::title, "Proxies              ") +
                       style.paint(Tone::quiet, "connections   requests       sent   received unreachable") +
                       "\n";
    bool any_fault = false;
    for (const ProxyReport& proxy : report.proxies) {
        text += proxy_row(proxy, style);
        any_fault = any_fault || !proxy.faults.empty();
    }
    if (any_fault) {
        text += style.paint(Tone::title, "Faults          ") +
                style.paint(Tone::quiet, " proxy          kind              eligible      fired     capped") +
                "\n";
        for (const ProxyReport& proxy : report.proxies) {
            for (const ProxyFaultReport& fault : proxy.faults) {
                text += fault_row(proxy, fault, style);
            }
        }
    }
    text += style.paint(Tone::quiet, fmt::format("seed {}, {:.1f} s", report.seed, report.seconds)) + "\n";
    return text;
}

}  // namespace fortify::report
