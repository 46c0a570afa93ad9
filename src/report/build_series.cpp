#include "core/assert.hpp"
#include "report/build_parts.hpp"

#include <algorithm>

namespace fortify::report {
namespace {

using measure::Counter;
using measure::Gauge;
using measure::Recorder;

std::vector<PolicyIndex> policies_with_breaker(const run::Plan& plan) {
    std::vector<PolicyIndex> indices;
    for (std::size_t index = 0; index < plan.policies.size(); ++index) {
        if (plan.policies[index].circuit_breaker) {
            indices.push_back(static_cast<PolicyIndex>(index));
        }
    }
    return indices;
}

BreakerLevel level_in(const Recorder& recorder, PolicyIndex policy, Interval when) {
    const auto highest = [&](Gauge gauge) {
        const std::int64_t level = recorder.gauge_summary(gauge, policy, when).max;
        return static_cast<std::uint32_t>(std::max<std::int64_t>(level, 0));
    };
    return {.open = highest(Gauge::breaker_open), .half_open = highest(Gauge::breaker_half_open)};
}

SeriesSlot slot_in(const Recorder& recorder, Interval when) {
    const auto sum = [&](Counter counter) {
        return recorder.series(counter, Recorder::all, when);
    };
    const measure::Histogram latency = recorder.series_latency(Recorder::all, when);
    SeriesSlot slot{.offered = sum(Counter::offered),
                    .settled = sum(Counter::settled),
                    .succeeded = sum(Counter::succeeded),
                    .degraded = sum(Counter::degraded),
                    .failed = sum(Counter::failed),
                    .rejected = sum(Counter::rejected),
                    .attempts = sum(Counter::attempts),
                    .retries = sum(Counter::retries),
                    .p50 = {},
                    .p99 = {},
                    .in_flight = 0,
                    .breakers = {}};
    if (!latency.empty()) {
        slot.p50 = latency.quantile(0.5);
        slot.p99 = latency.quantile(0.99);
    }
    return slot;
}

}  // namespace

Series series_of(const Inputs& inputs, Duration slot) {
    const Recorder& recorder = inputs.recorder;
    const std::size_t fine = recorder.slot_count();
    const auto group = static_cast<std::size_t>(slot / recorder.slot_width());
    FORTIFY_ASSERT(group >= 1 && slot % recorder.slot_width() == Duration::zero());
    const std::vector<PolicyIndex> breakers = policies_with_breaker(inputs.plan);
    Series series{.slot = slot, .breakers = {}, .slots = {}};
    for (const PolicyIndex policy : breakers) {
        series.breakers.push_back(inputs.plan.policies[policy].name);
    }
    for (std::size_t first = 0; first < fine; first += group) {
        const Instant start = at(recorder.slot_width() * static_cast<std::int64_t>(first));
        const Interval when{start, start + slot};
        SeriesSlot entry = slot_in(recorder, when);
        entry.in_flight =
            recorder.series_gauge(Gauge::in_flight, Recorder::all, std::min(first + group, fine) - 1);
        for (const PolicyIndex policy : breakers) {
            entry.breakers.push_back(level_in(recorder, policy, when));
        }
        series.slots.push_back(std::move(entry));
    }
    return series;
}

}  // namespace fortify::report
