#include "measure/metric.hpp"

#include "core/assert.hpp"

#include <array>

namespace fortify::measure {

namespace {

constexpr auto target = SubjectKind::target;
constexpr auto policy = SubjectKind::policy;
constexpr auto fault = SubjectKind::fault;
constexpr auto probe = SubjectKind::probe;

// In the order of the enumerators.
constexpr std::array<MetricInfo, metric_count> table{{
    {Metric::success_rate, "success_rate", Unit::ratio, target,
     "Share of the settled calls that the target answered well."},
    {Metric::error_rate, "error_rate", Unit::ratio, target,
     "Share of the settled calls that failed or were rejected by a policy."},
    {Metric::availability, "availability", Unit::ratio, target,
     "Share of the settled calls that got an answer of use, from the target or from the fallback."},
    {Metric::offered, "offered", Unit::rate, target, "Calls due a second, according to the schedule."},
    {Metric::throughput, "throughput", Unit::rate, target, "Calls settled a second, however they ended."},
    {Metric::goodput, "goodput", Unit::rate, target, "Calls a second that the target answered well."},
    {Metric::response_time, "response_time", Unit::duration, target,
     "From the intended start of a call until it settled, waiting and retries included."},
    {Metric::service_time, "service_time", Unit::duration, target,
     "From sending an attempt to the last byte of its answer."},
    {Metric::schedule_lag, "schedule_lag", Unit::duration, target,
     "From the intended start of a call until it was begun: how far the generator is behind."},
    {Metric::load_unsent, "load.unsent", Unit::count, target,
     "Calls that were due and never begun, over a cap of [safety]."},
    {Metric::load_unfinished, "load.unfinished", Unit::count, target,
     "Calls still under way when the time to wait for them was over."},
    {Metric::in_flight, "in_flight", Unit::count, target,
     "Calls begun and not settled: the highest level, or mean(in_flight) over time."},
    {Metric::retry_attempts, "retry.attempts", Unit::count, target,
     "Attempts, the first of each call included."},
    {Metric::retry_retries, "retry.retries", Unit::count, policy, "Attempts after the first."},
    {Metric::retry_amplification, "retry.amplification", Unit::factor, target,
     "Attempts for each call begun: 1 without retries."},
    {Metric::retry_successes, "retry.successes", Unit::count, policy, "Calls that succeeded after a retry."},
    {Metric::retry_exhausted, "retry.exhausted", Unit::count, policy,
     "Calls that failed with no attempt left."},
    {Metric::retry_budget_denied, "retry.budget_denied", Unit::count, policy,
     "Retries that the retry budget did not allow."},
    {Metric::breaker_opens, "breaker.opens", Unit::count, policy, "Times that a circuit breaker opened."},
    {Metric::breaker_transitions, "breaker.transitions", Unit::count, policy,
     "Changes of state of a circuit breaker: opened, half-opened, closed."},
    {Metric::breaker_rejected, "breaker.rejected", Unit::count, policy,
     "Attempts that a circuit breaker refused."},
    {Metric::breaker_open_time, "breaker.open_time", Unit::ratio, policy,
     "Share of the time in which the circuit breaker of any client instance was open."},
    {Metric::breaker_late, "breaker.late", Unit::count, policy,
     "Results that came after the breaker had changed its state, and were ignored."},
    {Metric::breaker_wrongly_open, "breaker.wrongly_open", Unit::ratio, policy,
     "Share of the time in which a breaker was open or half-open with no fault to justify it."},
    {Metric::breaker_late_open, "breaker.late_open", Unit::ratio, policy,
     "Share of the time in which a breaker was closed while a fault was on."},
    {Metric::breaker_flaps, "breaker.flaps", Unit::rate, policy,
     "Times that a breaker opened again soon after it had closed, with no new fault in between."},
    {Metric::breaker_time_to_open, "breaker.time_to_open", Unit::duration, policy,
     "From the start of a fault until the breaker opened: the time to detect it."},
    {Metric::breaker_time_to_close, "breaker.time_to_close", Unit::duration, policy,
     "From the end of a fault until the breaker closed: the lag of its recovery."},
    {Metric::breaker_would_open, "breaker.would_open", Unit::count, policy,
     "Times that a breaker in metrics_only would have opened."},
    {Metric::bulkhead_rejected, "bulkhead.rejected", Unit::count, policy,
     "Calls that the bulkhead refused: its queue was full, or they waited too long."},
    {Metric::bulkhead_queue_wait, "bulkhead.queue_wait", Unit::duration, policy,
     "Time in the bulkhead's queue, of the calls that had to wait."},
    {Metric::bulkhead_concurrent, "bulkhead.concurrent", Unit::count, policy,
     "Calls inside the bulkhead: the highest level, or mean(bulkhead.concurrent) over time."},
    {Metric::bulkhead_queue, "bulkhead.queue", Unit::count, policy,
     "Calls in the bulkhead's queue: the highest level, or mean(bulkhead.queue) over time."},
    {Metric::rate_limit_limited, "rate_limit.limited", Unit::count, policy,
     "Calls that the rate limiter refused."},
    {Metric::rate_limit_wait, "rate_limit.wait", Unit::duration, policy,
     "Time spent waiting for the rate limiter, of the calls that had to wait."},
    {Metric::timeout_fired, "timeout.fired", Unit::count, policy, "Calls ended by the call timeout."},
    {Metric::attempt_timeout_fired, "attempt_timeout.fired", Unit::count, policy,
     "Attempts ended by the attempt timeout."},
    {Metric::fallback_served, "fallback.served", Unit::count, policy, "Calls that the fallback answered."},
    {Metric::wasted, "wasted", Unit::count, target,
     "Attempts withdrawn after they were sent: the target works on them for nobody."},
    {Metric::fault_eligible, "fault.eligible", Unit::count, fault, "Attempts that a fault could have hit."},
    {Metric::fault_fired, "fault.fired", Unit::count, fault, "Times that a fault acted."},
    {Metric::fault_capped, "fault.capped", Unit::count, fault,
     "Attempts that a fault would have hit, but for a cap of its own."},
    {Metric::fault_realised_rate, "fault.realised_rate", Unit::ratio, fault,
     "Share of the attempts that a fault could have hit and did hit."},
    {Metric::probe_healthy, "probe.healthy", Unit::ratio, probe,
     "Share of the time in which the probe was healthy."},
    {Metric::probe_unhealthy_time, "probe.unhealthy_time", Unit::ratio, probe,
     "Share of the time in which the probe was unhealthy."},
    {Metric::probe_failed, "probe.failed", Unit::count, probe,
     "Checks that found the target unhealthy, or no answer in time."},
    {Metric::probe_transitions, "probe.transitions", Unit::count, probe,
     "Changes of a probe between healthy, degraded and unhealthy."},
}};

}  // namespace

std::span<const MetricInfo> metric_table() {
    return table;
}

const MetricInfo& info(Metric metric) {
    const auto index = static_cast<std::size_t>(metric);
    FORTIFY_ASSERT(index < table.size());
    return table[index];
}

std::optional<Metric> find_metric(std::string_view name) {
    for (const MetricInfo& row : table) {
        if (row.name == name) {
            return row.metric;
        }
    }
    return std::nullopt;
}

}  // namespace fortify::measure
