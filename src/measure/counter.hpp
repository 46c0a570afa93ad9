#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fortify::measure {

// What is counted is counted at one kind of subject: a target, a policy (summed over the client
// instances), a fault or a probe.
enum class SubjectKind : std::uint8_t { target, policy, fault, probe };

enum class Counter : std::uint8_t {
    // of a target: calls. Attributed to the scopes in which the call was due.
    offered,    // due according to the schedule
    unsent,     // never begun: over a cap of [safety], or the run had ended
    settled,    // came to any end but `unfinished`
    succeeded,  // by the target itself
    degraded,   // by the fallback
    failed,
    rejected,
    cancelled,
    unfinished,  // still under way when the time to wait for it was over
    // of a target: attempts. Attributed to the moment they happen.
    attempts,  // put on the wire or decided by a fault
    attempts_succeeded,
    attempts_failed,
    attempts_cancelled,
    wasted,  // withdrawn after they were sent: the target works on for nobody
    // of a policy
    retries,          // attempts after the first
    retry_successes,  // calls that succeeded after a retry
    retry_exhausted,  // calls that failed with no attempt left
    retry_budget_denied,
    retry_past_deadline,  // gave up since the delay would end after the deadline
    breaker_opens,
    breaker_half_opens,
    breaker_closes,
    breaker_rejected,
    breaker_late,        // results of an earlier generation
    breaker_flaps,       // opened again after it had closed, though no fault had begun in between
    breaker_would_open,  // a trip rule began to hold in a breaker that only watches
    bulkhead_admitted,   // at once or after waiting
    bulkhead_queued,     // had to wait
    bulkhead_rejected_full,
    bulkhead_rejected_timeout,
    rate_limit_allowed,
    rate_limit_limited,
    timeout_fired,
    attempt_timeout_fired,
    fallback_served,
    // of a fault
    fault_eligible,
    fault_fired,
    fault_capped,  // would have fired, but for its cap
    // of a probe
    probe_checks,
    probe_failed,       // of these: the answer said unhealthy, or there was none
    probe_transitions,  // from one known state to another
};
inline constexpr std::size_t counter_count = static_cast<std::size_t>(Counter::probe_transitions) + 1;

enum class Timing : std::uint8_t {
    // of a target
    response_time,  // intended start -> settled, successes, failures and fallbacks alike; not rejected or
                    // cancelled calls
    service_time,   // attempt sent -> last byte of its answer
    schedule_lag,   // intended start -> actually begun
    // of a policy
    bulkhead_wait,    // of those that waited
    rate_limit_wait,  // of those that waited
    retry_delay,
    breaker_time_to_open,   // a fault begins -> the breaker opens
    breaker_time_to_close,  // the fault ends -> the breaker closes
    // of a fault
    fault_delay,  // that it drew for an attempt
};
inline constexpr std::size_t timing_count = static_cast<std::size_t>(Timing::fault_delay) + 1;

// Levels that hold until they change; the recorder integrates them over time.
enum class Gauge : std::uint8_t {
    in_flight,            // of a target: calls begun and not settled
    breaker_open,         // of a policy: client instances whose breaker is open or forced open
    breaker_half_open,    // of a policy
    breaker_forced_open,  // of a policy; counted in breaker_open, too
    breaker_disabled,     // of a policy
    // Against the faults as planned (run/breaker_watch.hpp): client instances whose breaker is
    breaker_wrongly_open,  // of a policy: open or half-open although no fault has been on for a while
    breaker_late_open,     // of a policy: closed although a fault is on
    bulkhead_concurrent,   // of a policy, summed over client instances
    bulkhead_queue,        // of a policy
    // of a probe, 1 while it holds
    probe_known,  // its state is
    probe_healthy,
    probe_unhealthy,
};
inline constexpr std::size_t gauge_count = static_cast<std::size_t>(Gauge::probe_unhealthy) + 1;

[[nodiscard]] SubjectKind subject_of(Counter counter);
[[nodiscard]] SubjectKind subject_of(Timing timing);
[[nodiscard]] SubjectKind subject_of(Gauge gauge);
// As the report's series name them: "bulkhead_rejected_full".
[[nodiscard]] std::string_view name_of(Counter counter);
[[nodiscard]] std::string_view name_of(Timing timing);
[[nodiscard]] std::string_view name_of(Gauge gauge);

}  // namespace fortify::measure
