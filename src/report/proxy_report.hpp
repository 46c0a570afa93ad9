#pragma once

#include "core/diagnostic.hpp"
#include "report/text.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::report {

struct ProxyFaultReport {
    std::string id;
    std::string kind;
    std::string written;  // JSON, as the user wrote it
    std::uint64_t eligible = 0;
    std::uint64_t fired = 0;
    std::uint64_t capped = 0;
};
struct ProxyReport {
    std::string name;
    std::string address;  // where it listens
    std::string upstream;
    std::string protocol;
    std::string written;  // JSON, as the user wrote it
    bool open = true;
    std::uint64_t connections = 0;
    std::uint64_t active = 0;
    std::uint64_t requests = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
    std::uint64_t unreachable = 0;
    std::vector<ProxyFaultReport> faults;
};
struct ProxiesReport {
    std::string version;
    std::uint64_t seed = 0;
    double seconds = 0;
    std::vector<ProxyReport> proxies;
};

// What `fortify proxy` says at its end.
[[nodiscard]] std::string render_proxies_text(const ProxiesReport& report, const TextOptions& options);
[[nodiscard]] std::string render_proxies_json(const ProxiesReport& report);

// What the control interface answers.
[[nodiscard]] std::string proxy_list_json(const std::vector<ProxyReport>& proxies);
[[nodiscard]] std::string proxy_json(const ProxyReport& proxy);
[[nodiscard]] std::string fault_list_json(const ProxyReport& proxy);
[[nodiscard]] std::string fault_json(const ProxyFaultReport& fault);
[[nodiscard]] std::string health_json(const ProxiesReport& report);
[[nodiscard]] std::string refusal_json(std::string_view message, const Diagnostics& diagnostics);

}  // namespace fortify::report
