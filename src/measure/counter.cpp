#include "measure/counter.hpp"

#include "core/assert.hpp"

#include <array>

namespace fortify::measure {

namespace {

struct Named {
    SubjectKind subject;
    std::string_view name;
};

constexpr auto target = SubjectKind::target;
constexpr auto policy = SubjectKind::policy;
constexpr auto fault = SubjectKind::fault;
constexpr auto probe = SubjectKind::probe;

// In the order of the enumerators.
constexpr std::array<Named, counter_count> counters{{
    {target, "offered"},
    {target, "unsent"},
    {target, "settled"},
    {target, "succeeded"},
    {target, "degraded"},
    {target, "failed"},
    {target, "rejected"},
    {target, "cancelled"},
    {target, "unfinished"},
    {target, "attempts"},
    {target, "attempts_succeeded"},
    {target, "attempts_failed"},
    {target, "attempts_cancelled"},
    {target, "wasted"},
    {policy, "retries"},
    {policy, "retry_successes"},
    {policy, "retry_exhausted"},
    {policy, "retry_budget_denied"},
    {policy, "retry_past_deadline"},
    {policy, "breaker_opens"},
    {policy, "breaker_half_opens"},
    {policy, "breaker_closes"},
    {policy, "breaker_rejected"},
    {policy, "breaker_late"},
    {policy, "breaker_flaps"},
    {policy, "breaker_would_open"},
    {policy, "bulkhead_admitted"},
    {policy, "bulkhead_queued"},
    {policy, "bulkhead_rejected_full"},
    {policy, "bulkhead_rejected_timeout"},
    {policy, "rate_limit_allowed"},
    {policy, "rate_limit_limited"},
    {policy, "timeout_fired"},
    {policy, "attempt_timeout_fired"},
    {policy, "fallback_served"},
    {fault, "fault_eligible"},
    {fault, "fault_fired"},
    {fault, "fault_capped"},
    {probe, "probe_checks"},
    {probe, "probe_failed"},
    {probe, "probe_transitions"},
}};

constexpr std::array<Named, timing_count> timings{{
    {target, "response_time"},
    {target, "service_time"},
    {target, "schedule_lag"},
    {policy, "bulkhead_wait"},
    {policy, "rate_limit_wait"},
    {policy, "retry_delay"},
    {policy, "breaker_time_to_open"},
    {policy, "breaker_time_to_close"},
    {fault, "fault_delay"},
}};

constexpr std::array<Named, gauge_count> gauges{{
    {target, "in_flight"},
    {policy, "breaker_open"},
    {policy, "breaker_half_open"},
    {policy, "breaker_forced_open"},
    {policy, "breaker_disabled"},
    {policy, "breaker_wrongly_open"},
    {policy, "breaker_late_open"},
    {policy, "bulkhead_concurrent"},
    {policy, "bulkhead_queue"},
    {probe, "probe_known"},
    {probe, "probe_healthy"},
    {probe, "probe_unhealthy"},
}};

template <class Table, class Enumerator>
const Named& row(const Table& table, Enumerator which) {
    const auto index = static_cast<std::size_t>(which);
    FORTIFY_ASSERT(index < table.size());
    return table[index];
}

}  // namespace

SubjectKind subject_of(Counter counter) {
    return row(counters, counter).subject;
}

SubjectKind subject_of(Timing timing) {
    return row(timings, timing).subject;
}

SubjectKind subject_of(Gauge gauge) {
    return row(gauges, gauge).subject;
}

std::string_view name_of(Counter counter) {
    return row(counters, counter).name;
}

std::string_view name_of(Timing timing) {
    return row(timings, timing).name;
}

std::string_view name_of(Gauge gauge) {
    return row(gauges, gauge).name;
}

}  // namespace fortify::measure
