#include "report/build_parts.hpp"
#include "run/breaker_watch.hpp"

#include <algorithm>
#include <set>

namespace fortify::report {
namespace {

using measure::Counter;
using measure::Gauge;
using measure::Recorder;
using measure::Timing;

// One policy of the run, and where its numbers are.
struct Source {
    const Inputs& inputs;
    PolicyIndex policy = 0;

    // Of the services' calls through this policy: f(caller, what the service did, index of the dependency).
    template <class Each>
    void for_each_call(const Each& each) const {
        for (std::size_t index = 0; index < std::min(inputs.calls.size(), inputs.plan.services.size());
             ++index) {
            const service::ServiceConfig& caller = inputs.plan.services[index];
            for (std::size_t call = 0; inputs.calls[index] && call < caller.calls.size(); ++call) {
                if (caller.calls[call].policy == policy) {
                    each(caller, *inputs.calls[index], call);
                }
            }
        }
    }
    [[nodiscard]] bool is_clients() const {
        return std::any_of(inputs.plan.targets.begin(), inputs.plan.targets.end(),
                           [&](const run::TargetPlan& target) { return target.policy == policy; });
    }
    // How many of it there are: one for each client instance and each instance of the services that use it.
    [[nodiscard]] double instances() const {
        std::set<const service::ServiceConfig*> callers;
        for_each_call([&](const service::ServiceConfig& caller, const run::CallsMade& /*made*/,
                          std::size_t /*call*/) { callers.insert(&caller); });
        double count = callers.empty() || is_clients() ? inputs.plan.client_instances : 0;
        for (const service::ServiceConfig* const caller : callers) {
            count += caller->instances;
        }
        return count;
    }

    [[nodiscard]] std::uint64_t total(Counter counter) const {
        return inputs.recorder.total(counter, policy);
    }
    [[nodiscard]] Recorder::GaugeSummary level(Gauge gauge) const {
        return inputs.recorder.gauge_summary(gauge, policy, {run_start, inputs.ended});
    }
    [[nodiscard]] Latency latency(Timing timing) const {
        return latency_of(inputs.recorder.histogram(timing, policy));
    }
};

std::optional<double> amplification_of(const Source& source) {
    std::uint64_t attempts = 0;
    std::uint64_t begun = 0;
    const std::vector<run::TargetPlan>& targets = source.inputs.plan.targets;
    for (std::size_t index = 0; index < targets.size(); ++index) {
        if (targets[index].policy == source.policy) {
            const auto target = static_cast<TargetIndex>(index);
            const Recorder& recorder = source.inputs.recorder;
            attempts += recorder.total(Counter::attempts, target);
            begun += recorder.total(Counter::offered, target) - recorder.total(Counter::unsent, target);
        }
    }
    source.for_each_call(
        [&](const service::ServiceConfig& /*caller*/, const run::CallsMade& made, std::size_t call) {
            const auto target = static_cast<TargetIndex>(call);
            attempts += made.recorder.total(Counter::attempts, target);
            begun += made.recorder.total(Counter::offered, target);
        });
    return share_of(static_cast<double>(attempts), static_cast<double>(begun));
}

RetryReport retry_of(const Source& source, const policy::RetryConfig& config) {
    return {.max_attempts = config.max_attempts,
            .retries = source.total(Counter::retries),
            .successes = source.total(Counter::retry_successes),
            .exhausted = source.total(Counter::retry_exhausted),
            .budget_denied = source.total(Counter::retry_budget_denied),
            .past_deadline = source.total(Counter::retry_past_deadline),
            .amplification = amplification_of(source),
            .causes = source.inputs.recorder.causes(measure::Caused::retries, source.policy).ranking(),
            .delay = source.latency(Timing::retry_delay)};
}

// The time in the state that a gauge counts, the mean over the instances of the breaker.
Duration time_in(const Source& source, Gauge gauge) {
    const double elapsed = to_seconds(source.inputs.ended - run_start);
    return from_seconds(source.level(gauge).mean * elapsed / source.instances());
}

BreakerQuality quality_of(const Source& source) {
    const Duration elapsed = source.inputs.ended - run_start;
    BreakerQuality quality{.faulted = {},
                           .wrongly_open = source.level(Gauge::breaker_wrongly_open).above_zero,
                           .late_open = source.level(Gauge::breaker_late_open).above_zero,
                           .late_open_share = {},
                           .flaps = source.total(Counter::breaker_flaps),
                           .flaps_per_minute = {},
                           .time_to_open = source.latency(Timing::breaker_time_to_open),
                           .time_to_close = source.latency(Timing::breaker_time_to_close),
                           .closed = {},
                           .open = {},
                           .half_open = time_in(source, Gauge::breaker_half_open),
                           .forced_open = time_in(source, Gauge::breaker_forced_open),
                           .disabled = time_in(source, Gauge::breaker_disabled)};
    for (const Interval& when : run::faulted(source.inputs.plan, source.policy)) {
        quality.faulted += std::max(std::min(when.end, source.inputs.ended) - when.start, Duration::zero());
    }
    quality.late_open_share = share_of(to_seconds(quality.late_open), to_seconds(quality.faulted));
    quality.flaps_per_minute = share_of(60 * static_cast<double>(quality.flaps), to_seconds(elapsed));
    quality.open = time_in(source, Gauge::breaker_open) - quality.forced_open;
    quality.closed =
        std::max(elapsed - quality.open - quality.half_open - quality.forced_open - quality.disabled,
                 Duration::zero());
    return quality;
}

BreakerReport breaker_of(const Source& source) {
    BreakerReport breaker{.opens = source.total(Counter::breaker_opens),
                          .half_opens = source.total(Counter::breaker_half_opens),
                          .closes = source.total(Counter::breaker_closes),
                          .rejected = source.total(Counter::breaker_rejected),
                          .late = source.total(Counter::breaker_late),
                          .would_open = source.total(Counter::breaker_would_open),
                          .open_time = source.level(Gauge::breaker_open).above_zero,
                          .open_share = {},
                          .quality = quality_of(source),
                          .transitions = {}};
    breaker.open_share = share_of(to_seconds(breaker.open_time), to_seconds(source.inputs.ended - run_start));
    breaker.transitions = transitions_of(source.inputs.transitions, source.policy, "");
    std::set<const run::CallsMade*> told;
    source.for_each_call(
        [&](const service::ServiceConfig& caller, const run::CallsMade& made, std::size_t /*call*/) {
            if (told.insert(&made).second) {
                const auto more = transitions_of(made.transitions, source.policy, caller.name);
                breaker.transitions.insert(breaker.transitions.end(), more.begin(), more.end());
            }
        });
    std::stable_sort(breaker.transitions.begin(), breaker.transitions.end(),
                     [](const TransitionReport& left, const TransitionReport& right) {
                         return left.what.when < right.what.when;
                     });
    return breaker;
}

BulkheadReport bulkhead_of(const Source& source, const policy::BulkheadConfig& config) {
    const Recorder::GaugeSummary concurrent = source.level(Gauge::bulkhead_concurrent);
    const double places = static_cast<double>(config.max_concurrent) * source.instances();
    return {.max_concurrent = config.max_concurrent,
            .max_queue = config.max_queue,
            .admitted = source.total(Counter::bulkhead_admitted),
            .queued = source.total(Counter::bulkhead_queued),
            .rejected_full = source.total(Counter::bulkhead_rejected_full),
            .rejected_timeout = source.total(Counter::bulkhead_rejected_timeout),
            .mean_concurrent = concurrent.mean,
            .peak_concurrent = concurrent.max,
            .peak_queue = source.level(Gauge::bulkhead_queue).max,
            .utilization = share_of(concurrent.mean, places),
            .wait = source.latency(Timing::bulkhead_wait)};
}

RateLimitReport rate_limit_of(const Source& source, const policy::RateLimiterConfig& config) {
    return {.rate = config.rate.per_second,
            .burst = config.burst,
            .allowed = source.total(Counter::rate_limit_allowed),
            .limited = source.total(Counter::rate_limit_limited),
            .wait = source.latency(Timing::rate_limit_wait)};
}

PolicyReport policy_of(const Source& source) {
    const policy::ChainConfig& config = source.inputs.plan.policies[source.policy];
    PolicyReport report{.name = config.name,
                        .chain = config.order,
                        .fallback = {},
                        .bulkhead = {},
                        .rate_limit = {},
                        .timeout = {},
                        .retry = {},
                        .circuit_breaker = {},
                        .attempt_timeout = {}};
    if (config.fallback) {
        report.fallback = {.status = config.fallback->status,
                           .served = source.total(Counter::fallback_served)};
    }
    if (config.bulkhead) {
        report.bulkhead = bulkhead_of(source, *config.bulkhead);
    }
    if (config.rate_limit) {
        report.rate_limit = rate_limit_of(source, *config.rate_limit);
    }
    if (config.timeout) {
        report.timeout = {.limit = config.timeout->limit, .fired = source.total(Counter::timeout_fired)};
    }
    if (config.retry) {
        report.retry = retry_of(source, *config.retry);
    }
    if (config.circuit_breaker) {
        report.circuit_breaker = breaker_of(source);
    }
    if (config.attempt_timeout) {
        report.attempt_timeout = {.limit = config.attempt_timeout->limit,
                                  .fired = source.total(Counter::attempt_timeout_fired)};
    }
    return report;
}

}  // namespace

std::vector<TransitionReport> transitions_of(std::span<const run::TransitionSeen> seen,
                                             PolicyIndex policy,
                                             const std::string& caller) {
    std::vector<TransitionReport> reports;
    for (const run::TransitionSeen& one : seen) {
        if (one.policy == policy) {
            reports.push_back({.client = one.client, .caller = caller, .what = one.transition});
        }
    }
    return reports;
}

std::vector<PolicyReport> policies_of(const Inputs& inputs) {
    std::vector<PolicyReport> reports;
    for (std::size_t index = 0; index < inputs.plan.policies.size(); ++index) {
        reports.push_back(policy_of({.inputs = inputs, .policy = static_cast<PolicyIndex>(index)}));
    }
    return reports;
}

}  // namespace fortify::report
