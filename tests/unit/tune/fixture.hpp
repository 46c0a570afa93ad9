#pragma once

#include "tune/specimen.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace fortify::tune {

// Ten workers of 100 ms under 70 calls a second for ten seconds, with a breaker and a burst of errors.
inline constexpr std::string_view small_scenario = R"toml(schema = 1
[target.api]
service = "api"
policy = "client"
[service.api]
workers = 10
service_time = "exponential(100ms)"
[load]
rate = "70/s"
[[phase]]
name = "steady"
duration = "5s"
[[phase]]
name = "outage"
duration = "5s"
[policy.client]
chain = ["retry", "circuit_breaker", "attempt_timeout"]
[policy.client.retry]
max_attempts = 2
[policy.client.circuit_breaker]
failure_rate = 0.5
open_for = "1s"
[policy.client.attempt_timeout]
limit = "1s"
[[fault]]
id = "burst"
kind = "status"
during = "outage"
when = { mean_rate = 0.2, mean_burst = 10 }
[[slo]]
expect = "success_rate >= 90% during outage"
[[slo]]
expect = "p50(response_time) < 1s during steady"
severity = "warn"
)toml";

inline Specimen small_specimen(const std::vector<scenario::Override>& overrides = {}) {
    auto specimen =
        Specimen::read({.file = "small.toml", .text = std::string(small_scenario)}, {.overrides = overrides});
    REQUIRE(specimen);
    return std::move(*specimen);
}

}  // namespace fortify::tune
