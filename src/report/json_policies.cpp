#include "fault/fault.hpp"
#include "report/json_parts.hpp"

namespace fortify::report {
namespace {

Json part(const FallbackReport& fallback) {
    return {{"status", fallback.status}, {"served", fallback.served}};
}

Json part(const BulkheadReport& bulkhead) {
    return {{"max_concurrent", bulkhead.max_concurrent},
            {"max_queue", bulkhead.max_queue},
            {"admitted", bulkhead.admitted},
            {"queued", bulkhead.queued},
            {"rejected_full", bulkhead.rejected_full},
            {"rejected_timeout", bulkhead.rejected_timeout},
            {"mean_concurrent", bulkhead.mean_concurrent},
            {"peak_concurrent", bulkhead.peak_concurrent},
            {"peak_queue", bulkhead.peak_queue},
            {"utilization", json_or_null(bulkhead.utilization)},
            {"wait", json_of(bulkhead.wait)}};
}

Json part(const RateLimitReport& limiter) {
    return {{"rate_per_second", limiter.rate},
            {"burst", limiter.burst},
            {"allowed", limiter.allowed},
            {"limited", limiter.limited},
            {"wait", json_of(limiter.wait)}};
}

Json part(const TimeoutReport& timeout) {
    return {{"limit_ns", json_of(timeout.limit)}, {"fired", timeout.fired}};
}

Json part(const RetryReport& retry) {
    return {{"max_attempts", retry.max_attempts},
            {"retries", retry.retries},
            {"successes", retry.successes},
            {"exhausted", retry.exhausted},
            {"budget_denied", retry.budget_denied},
            {"past_deadline", retry.past_deadline},
            {"amplification", json_or_null(retry.amplification)},
            {"causes", json_list(retry.causes)},
            {"delay", json_of(retry.delay)}};
}

Json quality_json(const BreakerQuality& quality) {
    return {{"faulted_ns", json_of(quality.faulted)},
            {"wrongly_open_ns", json_of(quality.wrongly_open)},
            {"late_open_ns", json_of(quality.late_open)},
            {"late_open_share", json_or_null(quality.late_open_share)},
            {"flaps", quality.flaps},
            {"flaps_per_minute", json_or_null(quality.flaps_per_minute)},
            {"time_to_open", json_of(quality.time_to_open)},
            {"time_to_close", json_of(quality.time_to_close)},
            {"time_in_state",
             {{"closed_ns", json_of(quality.closed)},
              {"open_ns", json_of(quality.open)},
              {"half_open_ns", json_of(quality.half_open)},
              {"forced_open_ns", json_of(quality.forced_open)},
              {"disabled_ns", json_of(quality.disabled)}}}};
}

Json part(const BreakerReport& breaker) {
    Json transitions = Json::array();
    for (const TransitionReport& seen : breaker.transitions) {
        transitions.push_back(json_of(seen));
    }
    return {{"opens", breaker.opens},
            {"half_opens", breaker.half_opens},
            {"closes", breaker.closes},
            {"rejected", breaker.rejected},
            {"late", breaker.late},
            {"would_open", breaker.would_open},
            {"open_time_ns", json_of(breaker.open_time)},
            {"open_share", json_or_null(breaker.open_share)},
            {"quality", quality_json(breaker.quality)},
            {"transitions", transitions}};
}

template <class Part>
Json layer(const std::optional<Part>& value) {
    return value ? part(*value) : Json(nullptr);
}

}  // namespace

Json json_of(const TransitionReport& seen) {
    const policy::BreakerTransition& step = seen.what;
    return {{"at_ns", json_of(step.when)},
            {"client", seen.client},
            {"caller", seen.caller.empty() ? Json(nullptr) : Json(seen.caller)},
            {"from", policy::name_of(step.from)},
            {"to", policy::name_of(step.to)},
            {"cause", policy::name_of(step.cause)},
            {"generation", step.generation},
            {"window_calls", step.counts.calls},
            {"window_failures", step.counts.failures},
            {"window_slow", step.counts.slow},
            {"consecutive_failures", step.consecutive_failures}};
}

Json json_of(const PolicyReport& policy) {
    Json chain = Json::array();
    for (const policy::LayerKind kind : policy.chain) {
        chain.push_back(policy::name_of(kind));
    }
    return {{"name", policy.name},
            {"chain", chain},
            {"fallback", layer(policy.fallback)},
            {"bulkhead", layer(policy.bulkhead)},
            {"rate_limit", layer(policy.rate_limit)},
            {"timeout", layer(policy.timeout)},
            {"retry", layer(policy.retry)},
            {"circuit_breaker", layer(policy.circuit_breaker)},
            {"attempt_timeout", layer(policy.attempt_timeout)}};
}

namespace {

Json json_of_delay(const DelayReport& delay) {
    return {{"asked", delay.asked},
            {"asked_p50_ns", json_of(delay.asked_p50)},
            {"asked_p90_ns", json_of(delay.asked_p90)},
            {"asked_p99_ns", json_of(delay.asked_p99)},
            {"drawn", json_of(delay.drawn)}};
}

}  // namespace

Json json_of(const FaultReport& fault) {
    return {{"id", fault.id},
            {"kind", fault.kind},
            {"target", fault.target},
            {"acts_on", fault.in_service ? "service" : "wire"},
            {"windows", json_list(fault.windows)},
            {"probability", fault.probability},
            {"eligible", json_or_null(fault.eligible)},
            {"fired", json_or_null(fault.fired)},
            {"realised_rate", json_or_null(fault.realised)},
            {"realised_interval",
             fault.interval ? Json{fault.interval->low, fault.interval->high} : Json(nullptr)},
            {"planned", json_or_null(fault.planned)},
            {"capped", json_or_null(fault.capped)},
            {"triggers", fault.triggers},
            {"delay", fault.delay ? json_of_delay(*fault.delay) : Json(nullptr)},
            {"detected_after_ns", json_of(fault.detected)}};
}

}  // namespace fortify::report
