#include "report/json_parts.hpp"

namespace fortify::report {
namespace {

Json counts_json(const CallCounts& counts) {
    return {{"offered", counts.offered},
            {"unsent", counts.unsent},
            {"begun", counts.begun},
            {"settled", counts.settled},
            {"succeeded", counts.succeeded},
            {"degraded", counts.degraded},
            {"failed", counts.failed},
            {"rejected", counts.rejected},
            {"cancelled", counts.cancelled},
            {"unfinished", counts.unfinished},
            {"attempts", counts.attempts},
            {"attempts_succeeded", counts.attempts_succeeded},
            {"attempts_failed", counts.attempts_failed},
            {"attempts_cancelled", counts.attempts_cancelled},
            {"wasted", counts.wasted}};
}

Json shares_json(const Shares& shares) {
    return {{"succeeded", json_or_null(shares.succeeded)},
            {"degraded", json_or_null(shares.degraded)},
            {"failed", json_or_null(shares.failed)},
            {"rejected", json_or_null(shares.rejected)},
            {"cancelled", json_or_null(shares.cancelled)}};
}

// One list a quantity: `member` of every slot.
template <class T>
Json column(const Series& series, T SeriesSlot::*member) {
    Json list = Json::array();
    for (const SeriesSlot& slot : series.slots) {
        list.push_back(slot.*member);
    }
    return list;
}

Json latency_column(const Series& series, std::optional<Duration> SeriesSlot::*member) {
    Json list = Json::array();
    for (const SeriesSlot& slot : series.slots) {
        list.push_back(json_of(slot.*member));
    }
    return list;
}

Json breaker_columns(const Series& series, std::size_t breaker) {
    Json open = Json::array();
    Json half_open = Json::array();
    for (const SeriesSlot& slot : series.slots) {
        open.push_back(slot.breakers[breaker].open);
        half_open.push_back(slot.breakers[breaker].half_open);
    }
    return {{"policy", series.breakers[breaker]}, {"open", open}, {"half_open", half_open}};
}

}  // namespace

Json json_of(Duration duration) {
    return duration.count();
}

Json json_of(Instant instant) {
    return (instant - run_start).count();
}

Json json_of(const std::optional<Duration>& duration) {
    return duration ? json_of(*duration) : Json(nullptr);
}

Json json_of(const std::optional<Instant>& instant) {
    return instant ? json_of(*instant) : Json(nullptr);
}

Json json_of(const Interval& interval) {
    return {{"start_ns", json_of(interval.start)}, {"end_ns", json_of(interval.end)}};
}

Json json_of(const Latency& latency) {
    return {{"count", latency.histogram.count()},     {"min_ns", json_of(latency.min)},
            {"mean_ns", json_of(latency.mean)},       {"p50_ns", json_of(latency.p50)},
            {"p90_ns", json_of(latency.p90)},         {"p99_ns", json_of(latency.p99)},
            {"p999_ns", json_of(latency.p999)},       {"max_ns", json_of(latency.max)},
            {"histogram", latency.histogram.encode()}};
}

Json json_of(const measure::CauseCount& cause) {
    return {{"cause", name_of(cause.cause)},
            {"status", cause.status == 0 ? Json(nullptr) : Json(cause.status)},
            {"count", cause.count}};
}

Json json_of(const Calls& calls) {
    return {{"counts", counts_json(calls.counts)},
            {"shares", shares_json(calls.shares)},
            {"causes", json_list(calls.causes)},
            {"attempt_causes", json_list(calls.attempt_causes)},
            {"goodput_per_second", json_or_null(calls.goodput)},
            {"response_time", json_of(calls.response_time)},
            {"service_time", json_of(calls.service_time)},
            {"schedule_lag", json_of(calls.schedule_lag)}};
}

Json json_of(const Series& series) {
    Json breakers = Json::array();
    for (std::size_t breaker = 0; breaker < series.breakers.size(); ++breaker) {
        breakers.push_back(breaker_columns(series, breaker));
    }
    return {{"slot_ns", json_of(series.slot)},
            {"offered", column(series, &SeriesSlot::offered)},
            {"settled", column(series, &SeriesSlot::settled)},
            {"succeeded", column(series, &SeriesSlot::succeeded)},
            {"degraded", column(series, &SeriesSlot::degraded)},
            {"failed", column(series, &SeriesSlot::failed)},
            {"rejected", column(series, &SeriesSlot::rejected)},
            {"attempts", column(series, &SeriesSlot::attempts)},
            {"retries", column(series, &SeriesSlot::retries)},
            {"p50_ns", latency_column(series, &SeriesSlot::p50)},
            {"p99_ns", latency_column(series, &SeriesSlot::p99)},
            {"in_flight", column(series, &SeriesSlot::in_flight)},
            {"breakers", breakers}};
}

}  // namespace fortify::report
