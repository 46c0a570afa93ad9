#include "feeder.hpp"

#include <algorithm>

namespace fortify::test {

using measure::Counter;
using measure::Timing;

void Feeder::call(std::uint16_t target, const Story& story) {
    const measure::ScopeMask scopes = recorder_.scopes_at(story.intended);
    const Instant settled = story.intended + story.took;
    recorder_.count(Counter::offered, target, story.intended, scopes, story.times);
    if (story.end == Counter::unsent) {
        recorder_.count(Counter::unsent, target, story.intended, scopes, story.times);
        return;
    }
    recorder_.time(Timing::schedule_lag, target, story.intended, scopes, story.lag);
    steps_.emplace_back(story.intended, story.times);
    for (std::uint32_t attempt = 1; attempt <= story.attempts; ++attempt) {
        const bool good = story.end == Counter::succeeded && attempt == story.attempts;
        recorder_.count(Counter::attempts, target, story.intended, scopes, story.times);
        recorder_.count(good ? Counter::attempts_succeeded : Counter::attempts_failed, target, settled,
                        scopes, story.times);
        recorder_.time(Timing::service_time, target, settled, scopes, story.took / story.attempts - 1ms);
    }
    recorder_.count(story.end, target, settled, scopes, story.times);
    if (story.end == Counter::failed || story.end == Counter::rejected) {
        const Cause cause = story.end == Counter::failed ? Cause::attempt_timeout : Cause::breaker_open;
        recorder_.blame(measure::Caused::calls_failed, target, scopes, {.cause = cause}, story.times);
    }
    if (story.end == Counter::unfinished) {
        return;
    }
    recorder_.count(Counter::settled, target, settled, scopes, story.times);
    steps_.emplace_back(settled, -static_cast<std::int64_t>(story.times));
    if (story.end != Counter::rejected && story.end != Counter::cancelled) {
        recorder_.time(Timing::response_time, target, settled, scopes, story.took);
    }
}

void Feeder::policy(Counter counter, Instant when, std::uint32_t times) {
    recorder_.count(counter, 0, when, recorder_.scopes_at(when), times);
}

void Feeder::policy_time(Timing timing, Instant when, Duration value) {
    recorder_.time(timing, 0, when, recorder_.scopes_at(when), value);
}

void Feeder::gauge(measure::Gauge gauge, Instant when, std::int64_t level) {
    recorder_.gauge(gauge, 0, when, level);
}

void Feeder::finish(Instant when) {
    std::sort(steps_.begin(), steps_.end());
    std::int64_t level = 0;
    for (const auto& [instant, change] : steps_) {
        level += change;
        recorder_.gauge(measure::Gauge::in_flight, 0, instant, level);
    }
    recorder_.finish(when);
}

}  // namespace fortify::test
