#pragma once

#include "report/json_value.hpp"
#include "report/report.hpp"

#include <optional>
#include <string_view>
#include <vector>

// Parts of reports as JSON.
namespace fortify::report {

[[nodiscard]] Json json_of(Duration duration);
[[nodiscard]] Json json_of(Instant instant);
[[nodiscard]] Json json_of(const std::optional<Duration>& duration);
[[nodiscard]] Json json_of(const std::optional<Instant>& instant);
[[nodiscard]] Json json_of(const Interval& interval);
[[nodiscard]] Json json_of(const Latency& latency);
[[nodiscard]] Json json_of(const measure::CauseCount& cause);
[[nodiscard]] std::string_view json_key_of(predict::Stability stability);
[[nodiscard]] Json json_of(const Calls& calls);
[[nodiscard]] Json json_of(const Series& series);
[[nodiscard]] Json json_of(const slo::Verdict& verdict);
[[nodiscard]] Json json_of(const TransitionReport& transition);
[[nodiscard]] Json json_of(const PolicyReport& policy);
[[nodiscard]] Json json_of(const FaultReport& fault);
[[nodiscard]] Json json_of(const ServiceReport& service);
[[nodiscard]] Json json_of(const ProbeReport& probe);
[[nodiscard]] Json json_of(const ActionReport& action);

template <class T>
[[nodiscard]] Json json_list(const std::vector<T>& values) {
    Json list = Json::array();
    for (const T& value : values) {
        list.push_back(json_of(value));
    }
    return list;
}

}  // namespace fortify::report
