#include "report/build_parts.hpp"

#include <utility>

namespace fortify::report {
namespace {

using measure::Counter;

constexpr double samples_beyond = 10;

std::optional<Duration> quantile(const measure::Histogram& histogram, double probability) {
    // The subtraction leaves a trace of rounding that must not turn ten samples into too few.
    const double beyond = static_cast<double>(histogram.count()) * (1 - probability) + 1e-6;
    if (beyond < samples_beyond) {
        return std::nullopt;
    }
    return histogram.quantile(probability);
}

CallCounts counts_of(const measure::Recorder& recorder, const CallQuery& query) {
    const auto sum = [&](Counter counter) {
        std::uint64_t total = 0;
        for (const std::size_t scope : query.scopes) {
            total += recorder.total(counter, query.target, scope);
        }
        return total;
    };
    CallCounts counts{.offered = sum(Counter::offered),
                      .unsent = sum(Counter::unsent),
                      .begun = 0,
                      .settled = sum(Counter::settled),
                      .succeeded = sum(Counter::succeeded),
                      .degraded = sum(Counter::degraded),
                      .failed = sum(Counter::failed),
                      .rejected = sum(Counter::rejected),
                      .cancelled = sum(Counter::cancelled),
                      .unfinished = sum(Counter::unfinished),
                      .attempts = sum(Counter::attempts),
                      .attempts_succeeded = sum(Counter::attempts_succeeded),
                      .attempts_failed = sum(Counter::attempts_failed),
                      .attempts_cancelled = sum(Counter::attempts_cancelled),
                      .wasted = sum(Counter::wasted)};
    counts.begun = counts.offered > counts.unsent ? counts.offered - counts.unsent : 0;
    return counts;
}

std::vector<measure::CauseCount> causes_of(const measure::Recorder& recorder,
                                           const CallQuery& query,
                                           measure::Caused caused) {
    measure::CauseCounts merged;
    for (const std::size_t scope : query.scopes) {
        merged.merge(recorder.causes(caused, query.target, scope));
    }
    return merged.ranking();
}

Shares shares_of(const CallCounts& counts) {
    const auto settled = static_cast<double>(counts.settled);
    return {.succeeded = share_of(static_cast<double>(counts.succeeded), settled),
            .degraded = share_of(static_cast<double>(counts.degraded), settled),
            .failed = share_of(static_cast<double>(counts.failed), settled),
            .rejected = share_of(static_cast<double>(counts.rejected), settled),
            .cancelled = share_of(static_cast<double>(counts.cancelled), settled)};
}

}  // namespace

std::optional<double> share_of(double part, double whole) {
    return whole > 0 ? std::optional(part / whole) : std::nullopt;
}

Latency latency_of(measure::Histogram histogram) {
    Latency latency{.histogram = measure::Histogram(),
                    .p50 = quantile(histogram, 0.5),
                    .p90 = quantile(histogram, 0.9),
                    .p99 = quantile(histogram, 0.99),
                    .p999 = quantile(histogram, 0.999),
                    .min = {},
                    .mean = {},
                    .max = {}};
    if (!histogram.empty()) {
        latency.min = histogram.min();
        latency.mean = histogram.mean();
        latency.max = histogram.max();
    }
    latency.histogram = std::move(histogram);
    return latency;
}

Calls calls_of(const measure::Recorder& recorder, const CallQuery& query) {
    measure::ScopeMask mask = 0;
    for (const std::size_t scope : query.scopes) {
        mask |= measure::ScopeMask{1} << scope;
    }
    const auto latency = [&](measure::Timing timing) {
        return latency_of(recorder.histogram(timing, query.target, mask));
    };
    Calls calls{.counts = counts_of(recorder, query),
                .shares = {},
                .causes = causes_of(recorder, query, measure::Caused::calls_failed),
                .attempt_causes = causes_of(recorder, query, measure::Caused::attempts_failed),
                .goodput = {},
                .response_time = latency(measure::Timing::response_time),
                .service_time = latency(measure::Timing::service_time),
                .schedule_lag = latency(measure::Timing::schedule_lag)};
    calls.shares = shares_of(calls.counts);
    calls.goodput = share_of(static_cast<double>(calls.counts.succeeded), to_seconds(query.lasted));
    return calls;
}

}  // namespace fortify::report
