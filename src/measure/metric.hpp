#pragma once

#include "measure/counter.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace fortify::measure {

// What an SLO may speak about. One table (metric.cpp) gives each its name, unit and help; the man
// page fortify-slo(7), the reader of expressions and the report all take it from there.
enum class Metric : std::uint8_t {
    // shares of calls
    success_rate,  // succeeded / settled
    error_rate,    // failed + rejected / settled
    availability,  // (succeeded + degraded) / settled
    // rates of calls, a second
    offered,
    throughput,  // settled
    goodput,     // succeeded
    // durations: need p50(…), mean(…), max(…)
    response_time,
    service_time,
    schedule_lag,
    // load
    load_unsent,
    load_unfinished,
    in_flight,
    // retry
    retry_attempts,
    retry_retries,
    retry_amplification,  // attempts / calls begun
    retry_successes,
    retry_exhausted,
    retry_budget_denied,
    // circuit breaker
    breaker_opens,
    breaker_transitions,
    breaker_rejected,
    breaker_open_time,  // share of the time
    breaker_late,
    breaker_wrongly_open,  // share of the time
    breaker_late_open,     // share of the time
    breaker_flaps,         // a second
    breaker_time_to_open,
    breaker_time_to_close,
    breaker_would_open,
    // bulkhead
    bulkhead_rejected,
    bulkhead_queue_wait,
    bulkhead_concurrent,
    bulkhead_queue,
    // rate limit
    rate_limit_limited,
    rate_limit_wait,
    // timeouts
    timeout_fired,
    attempt_timeout_fired,
    // fallback
    fallback_served,
    // work done for nobody
    wasted,
    // faults
    fault_eligible,
    fault_fired,
    fault_capped,
    fault_realised_rate,
    // probes: shares of the time for which their state is known
    probe_healthy,
    probe_unhealthy_time,
    probe_failed,
    probe_transitions,
};
inline constexpr std::size_t metric_count = static_cast<std::size_t>(Metric::probe_transitions) + 1;

enum class Unit : std::uint8_t {
    ratio,     // "99.5%" or 0.995
    factor,    // a plain number such as 1.2
    count,     // a whole number
    rate,      // "70/s"
    duration,  // "300ms"; takes an aggregate: p99(…), mean(…), max(…), min(…)
};

struct MetricInfo {
    Metric metric{};
    std::string_view name;  // as an expression writes it: "retry.amplification"
    Unit unit{};
    SubjectKind subject{};
    std::string_view help;  // one sentence
};

[[nodiscard]] std::span<const MetricInfo> metric_table();
[[nodiscard]] const MetricInfo& info(Metric metric);
[[nodiscard]] std::optional<Metric> find_metric(std::string_view name);

}  // namespace fortify::measure
