#include "slo/reading.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <span>
#include <utility>

namespace fortify::slo {

namespace {

using measure::Counter;
using measure::Gauge;
using measure::Histogram;
using measure::Metric;
using measure::Recorder;
using measure::Timing;
using Counters = std::initializer_list<Counter>;

// Two places to read from, alike to `Reader` below.
class Totals {
public:
    Totals(const Recorder& recorder, const Stretch& stretch) : recorder_{recorder}, stretch_{stretch} {
    }
    [[nodiscard]] std::uint64_t count(Counter counter, std::uint16_t subject) const {
        std::uint64_t sum = 0;
        for (const std::size_t scope : stretch_.scopes) {
            sum += recorder_.total(counter, subject, scope);
        }
        return sum;
    }
    [[nodiscard]] Histogram histogram(Timing timing, std::uint16_t subject) const {
        measure::ScopeMask scopes = 0;
        for (const std::size_t scope : stretch_.scopes) {
            scopes |= measure::ScopeMask{1} << scope;
        }
        return recorder_.histogram(timing, subject, scopes);
    }
    [[nodiscard]] const std::vector<Interval>& intervals() const {
        return stretch_.intervals;
    }

private:
    const Recorder& recorder_;
    const Stretch& stretch_;
};

class Window {
public:
    Window(const Recorder& recorder, const Interval& when) : recorder_{recorder}, intervals_{when} {
    }
    [[nodiscard]] std::uint64_t count(Counter counter, std::uint16_t subject) const {
        return recorder_.series(counter, subject, intervals_.front());
    }
    [[nodiscard]] Histogram histogram(Timing timing, std::uint16_t subject) const {
        return recorder_.series_histogram(timing, subject, intervals_.front());
    }
    [[nodiscard]] const std::vector<Interval>& intervals() const {
        return intervals_;
    }

private:
    const Recorder& recorder_;
    std::vector<Interval> intervals_;
};

template <class Source>
class Reader {
public:
    Reader(const Recorder& recorder, const Quantity& quantity, const Source& source)
        : recorder_{recorder}, quantity_{quantity}, source_{source} {
    }

    [[nodiscard]] Reading share(Counters part, Counters whole) const {
        const std::uint64_t samples = sum(whole);
        return quotient(sum(part), samples);
    }
    [[nodiscard]] Reading rate(Counter counter) const {
        Reading reading;
        reading.samples = source_.count(counter, quantity_.subject);
        const double length = seconds();
        if (length > 0) {
            reading.value = static_cast<double>(reading.samples) / length;
        }
        return reading;
    }
    [[nodiscard]] Reading count(std::span<const Counter> counters) const {
        const std::uint64_t counted = sum(counters);
        return {.value = static_cast<double>(counted), .samples = counted, .needed = 0};
    }
    [[nodiscard]] Reading amplification() const {
        const std::uint64_t offered = source_.count(Counter::offered, quantity_.subject);
        const std::uint64_t unsent = std::min(source_.count(Counter::unsent, quantity_.subject), offered);
        return quotient(source_.count(Counter::attempts, quantity_.subject), offered - unsent);
    }
    [[nodiscard]] Reading duration(Timing timing) const {
        return read_histogram(quantity_.aggregate, source_.histogram(timing, quantity_.subject));
    }
    // The highest level, or the mean over time.
    [[nodiscard]] Reading level(Gauge gauge) const {
        const Held held = hold(gauge);
        if (!(held.seconds > 0)) {
            return {};
        }
        const bool mean = quantity_.aggregate.kind == Aggregate::Kind::mean;
        return {.value = mean ? held.area / held.seconds : held.max, .samples = 0, .needed = 0};
    }
    [[nodiscard]] Reading time_above_zero(Gauge gauge) const {
        const Held held = hold(gauge);
        if (!(held.seconds > 0)) {
            return {};
        }
        return {.value = held.above_zero / held.seconds, .samples = 0, .needed = 0};
    }
    // Of the time for which the state of the probe is known; several probes count alike.
    [[nodiscard]] Reading share_of_known(Gauge gauge) const {
        const double known = hold(Gauge::probe_known).area;
        if (!(known > 0)) {
            return {.value = std::nullopt, .samples = 0, .needed = 1};
        }
        return {.value = hold(gauge).area / known,
                .samples = source_.count(Counter::probe_checks, quantity_.subject),
                .needed = 0};
    }

private:
    struct Held {
        double seconds = 0;
        double area = 0;
        double above_zero = 0;
        double max = 0;
    };

    [[nodiscard]] static Reading quotient(std::uint64_t part, std::uint64_t whole) {
        Reading reading{.value = std::nullopt, .samples = whole, .needed = 1};
        if (whole > 0) {
            reading.value = static_cast<double>(part) / static_cast<double>(whole);
        }
        return reading;
    }
    template <class Several>
    [[nodiscard]] std::uint64_t sum(const Several& counters) const {
        std::uint64_t total = 0;
        for (const Counter counter : counters) {
            total += source_.count(counter, quantity_.subject);
        }
        return total;
    }
    [[nodiscard]] double seconds() const {
        double total = 0;
        for (const Interval& interval : source_.intervals()) {
            total += to_seconds(interval.length());
        }
        return total;
    }
    [[nodiscard]] Held hold(Gauge gauge) const {
        Held held;
        for (const Interval& interval : source_.intervals()) {
            const auto summary = recorder_.gauge_summary(gauge, quantity_.subject, interval);
            const double length = to_seconds(interval.length());
            held.seconds += length;
            held.area += summary.mean * length;
            held.above_zero += to_seconds(summary.above_zero);
            held.max = std::max(held.max, static_cast<double>(summary.max));
        }
        return held;
    }

    const Recorder& recorder_;
    const Quantity& quantity_;
    const Source& source_;
};

struct CountRow {
    Metric metric;
    std::array<Counter, 3> counters;
    std::size_t used;
};

constexpr std::array count_rows{
    CountRow{Metric::load_unsent, {Counter::unsent}, 1},
    CountRow{Metric::load_unfinished, {Counter::unfinished}, 1},
    CountRow{Metric::retry_attempts, {Counter::attempts}, 1},
    CountRow{Metric::retry_retries, {Counter::retries}, 1},
    CountRow{Metric::retry_successes, {Counter::retry_successes}, 1},
    CountRow{Metric::retry_exhausted, {Counter::retry_exhausted}, 1},
    CountRow{Metric::retry_budget_denied, {Counter::retry_budget_denied}, 1},
    CountRow{Metric::breaker_opens, {Counter::breaker_opens}, 1},
    CountRow{Metric::breaker_transitions,
             {Counter::breaker_opens, Counter::breaker_half_opens, Counter::breaker_closes},
             3},
    CountRow{Metric::breaker_rejected, {Counter::breaker_rejected}, 1},
    CountRow{Metric::breaker_late, {Counter::breaker_late}, 1},
    CountRow{Metric::breaker_would_open, {Counter::breaker_would_open}, 1},
    CountRow{
        Metric::bulkhead_rejected, {Counter::bulkhead_rejected_full, Counter::bulkhead_rejected_timeout}, 2},
    CountRow{Metric::rate_limit_limited, {Counter::rate_limit_limited}, 1},
    CountRow{Metric::timeout_fired, {Counter::timeout_fired}, 1},
    CountRow{Metric::attempt_timeout_fired, {Counter::attempt_timeout_fired}, 1},
    CountRow{Metric::fallback_served, {Counter::fallback_served}, 1},
    CountRow{Metric::wasted, {Counter::wasted}, 1},
    CountRow{Metric::fault_eligible, {Counter::fault_eligible}, 1},
    CountRow{Metric::fault_fired, {Counter::fault_fired}, 1},
    CountRow{Metric::fault_capped, {Counter::fault_capped}, 1},
    CountRow{Metric::probe_failed, {Counter::probe_failed}, 1},
    CountRow{Metric::probe_transitions, {Counter::probe_transitions}, 1},
};

std::span<const Counter> counters_of(Metric metric) {
    for (const CountRow& row : count_rows) {
        if (row.metric == metric) {
            return std::span{row.counters}.first(row.used);
        }
    }
    return {};
}

constexpr std::array<std::pair<Metric, Gauge>, 8> gauge_rows{{
    {Metric::in_flight, Gauge::in_flight},
    {Metric::bulkhead_concurrent, Gauge::bulkhead_concurrent},
    {Metric::bulkhead_queue, Gauge::bulkhead_queue},
    {Metric::breaker_open_time, Gauge::breaker_open},
    {Metric::breaker_wrongly_open, Gauge::breaker_wrongly_open},
    {Metric::breaker_late_open, Gauge::breaker_late_open},
    {Metric::probe_healthy, Gauge::probe_healthy},
    {Metric::probe_unhealthy_time, Gauge::probe_unhealthy},
}};

Gauge gauge_of(Metric metric) {
    const auto* const row = std::find_if(gauge_rows.begin(), gauge_rows.end(),
                                         [metric](const auto& one) { return one.first == metric; });
    FORTIFY_ASSERT(row != gauge_rows.end());
    return row->second;
}

template <class Source>
Reading read_from(const Recorder& recorder, const Quantity& quantity, const Source& source) {
    const Reader<Source> reader{recorder, quantity, source};
    switch (quantity.metric) {
        case Metric::success_rate:
            return reader.share({Counter::succeeded}, {Counter::settled});
        case Metric::error_rate:
            return reader.share({Counter::failed, Counter::rejected}, {Counter::settled});
        case Metric::availability:
            return reader.share({Counter::succeeded, Counter::degraded}, {Counter::settled});
        case Metric::fault_realised_rate:
            return reader.share({Counter::fault_fired}, {Counter::fault_eligible});
        case Metric::retry_amplification:
            return reader.amplification();
        case Metric::offered:
            return reader.rate(Counter::offered);
        case Metric::throughput:
            return reader.rate(Counter::settled);
        case Metric::goodput:
            return reader.rate(Counter::succeeded);
        case Metric::in_flight:
        case Metric::bulkhead_concurrent:
        case Metric::bulkhead_queue:
            return reader.level(gauge_of(quantity.metric));
        case Metric::breaker_open_time:
        case Metric::breaker_wrongly_open:
        case Metric::breaker_late_open:
            return reader.time_above_zero(gauge_of(quantity.metric));
        case Metric::breaker_flaps:
            return reader.rate(Counter::breaker_flaps);
        case Metric::probe_healthy:
        case Metric::probe_unhealthy_time:
            return reader.share_of_known(gauge_of(quantity.metric));
        case Metric::response_time:
        case Metric::service_time:
        case Metric::schedule_lag:
        case Metric::bulkhead_queue_wait:
        case Metric::rate_limit_wait:
        case Metric::breaker_time_to_open:
        case Metric::breaker_time_to_close:
            return reader.duration(*timing_of(quantity.metric));
        case Metric::load_unsent:
        case Metric::load_unfinished:
        case Metric::retry_attempts:
        case Metric::retry_retries:
        case Metric::retry_successes:
        case Metric::retry_exhausted:
        case Metric::retry_budget_denied:
        case Metric::breaker_opens:
        case Metric::breaker_transitions:
        case Metric::breaker_rejected:
        case Metric::breaker_late:
        case Metric::breaker_would_open:
        case Metric::bulkhead_rejected:
        case Metric::rate_limit_limited:
        case Metric::timeout_fired:
        case Metric::attempt_timeout_fired:
        case Metric::fallback_served:
        case Metric::wasted:
        case Metric::fault_eligible:
        case Metric::fault_fired:
        case Metric::fault_capped:
        case Metric::probe_failed:
        case Metric::probe_transitions:
            return reader.count(counters_of(quantity.metric));
    }
    return {};
}

}  // namespace

bool is_cumulative(Metric metric) {
    return measure::info(metric).unit == measure::Unit::count && metric != Metric::in_flight &&
           metric != Metric::bulkhead_concurrent && metric != Metric::bulkhead_queue;
}

std::string_view sample_noun(Metric metric) {
    const measure::MetricInfo& row = measure::info(metric);
    if (metric == Metric::service_time || metric == Metric::fault_realised_rate) {
        return "attempts";
    }
    if (metric == Metric::bulkhead_queue_wait || metric == Metric::rate_limit_wait) {
        return "waits";
    }
    if (metric == Metric::breaker_time_to_open) {
        return "openings";
    }
    if (metric == Metric::breaker_time_to_close) {
        return "closings";
    }
    if (metric == Metric::probe_healthy || metric == Metric::probe_unhealthy_time) {
        return "checks";
    }
    const bool is_time_share = metric == Metric::breaker_open_time ||
                               metric == Metric::breaker_wrongly_open || metric == Metric::breaker_late_open;
    const bool counted =
        row.unit != measure::Unit::count && !is_time_share && metric != Metric::breaker_flaps;
    return counted ? std::string_view{"calls"} : std::string_view{};
}

std::optional<measure::Timing> timing_of(Metric metric) {
    constexpr std::array<std::pair<Metric, Timing>, 7> known{{
        {Metric::response_time, Timing::response_time},
        {Metric::service_time, Timing::service_time},
        {Metric::schedule_lag, Timing::schedule_lag},
        {Metric::bulkhead_queue_wait, Timing::bulkhead_wait},
        {Metric::rate_limit_wait, Timing::rate_limit_wait},
        {Metric::breaker_time_to_open, Timing::breaker_time_to_open},
        {Metric::breaker_time_to_close, Timing::breaker_time_to_close},
    }};
    for (const auto& [candidate, timing] : known) {
        if (candidate == metric) {
            return timing;
        }
    }
    return std::nullopt;
}

std::uint64_t samples_needed(double percentile) {
    // The tiny factor makes up for 100 - 99.9 = 0.0999...
    return static_cast<std::uint64_t>(std::ceil(1000 / (100 - percentile) * (1 - 1e-9)));
}

Reading read_totals(const Recorder& recorder, const Quantity& quantity, const Stretch& stretch) {
    return read_from(recorder, quantity, Totals{recorder, stretch});
}

Reading read_window(const Recorder& recorder, const Quantity& quantity, const Interval& when) {
    return read_from(recorder, quantity, Window{recorder, when});
}

Reading read_histogram(const Aggregate& aggregate, const Histogram& histogram) {
    Reading reading;
    reading.samples = histogram.count();
    reading.needed = aggregate.kind == Aggregate::Kind::percentile ? samples_needed(aggregate.percentile) : 1;
    if (histogram.empty()) {
        return reading;
    }
    switch (aggregate.kind) {
        case Aggregate::Kind::none:
        case Aggregate::Kind::mean:
            reading.value = to_seconds(histogram.sum()) / static_cast<double>(histogram.count());
            break;
        case Aggregate::Kind::max:
            reading.value = to_seconds(histogram.max());
            break;
        case Aggregate::Kind::min:
            reading.value = to_seconds(histogram.min());
            break;
        case Aggregate::Kind::percentile:
            reading.value = to_seconds(histogram.quantile(aggregate.percentile / 100));
            break;
    }
    return reading;
}

}  // namespace fortify::slo
