#include "net/health_body.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace fortify::net {

run::ProbeResult read_health(const run::HttpCheck& check, std::string_view body) {
    constexpr run::ProbeResult unreadable{.health = run::Health::unhealthy, .finding = run::Finding::body};
    const auto json = nlohmann::json::parse(body, nullptr, false);
    if (json.is_discarded()) {
        return unreadable;
    }
    std::string value;
    try {
        const auto& found = json.at(nlohmann::json::json_pointer(check.pointer));
        value = found.is_string() ? found.get<std::string>() : found.dump();
    } catch (const nlohmann::json::exception&) {  // no such place, or no pointer
        return unreadable;
    }
    const auto is_in = [&](const std::vector<std::string>& values) {
        return std::find(values.begin(), values.end(), value) != values.end();
    };
    if (is_in(check.healthy)) {
        return {.health = run::Health::healthy, .finding = run::Finding::fine};
    }
    return {.health = is_in(check.degraded) ? run::Health::degraded : run::Health::unhealthy,
            .finding = run::Finding::said_so};
}

}  // namespace fortify::net
