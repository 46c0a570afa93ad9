// Goal: what is recorded comes back by scope, by slot and for the whole run, in memory that does not depend
// on the number of calls. Method: a small hand-made layout, literals.

#include "measure/recorder.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::measure;

namespace {

constexpr std::size_t warmup = 0;
constexpr std::size_t steady = 1;
constexpr std::size_t stall = 2;

Layout layout() {
    Layout layout;
    layout.scopes = {{"warmup", Scope::Kind::phase, {at(0s), at(10s)}, false},
                     {"steady", Scope::Kind::phase, {at(10s), at(30s)}, true},
                     {"stall", Scope::Kind::fault, {at(15s), at(20s)}, true}};
    layout.targets = {"payments", "stock"};
    layout.policies = {"client"};
    layout.faults = {"stall"};
    layout.end = at(30s);
    layout.drain = 10s;
    return layout;
}

constexpr std::uint16_t payments = 0;
constexpr std::uint16_t stock = 1;

}  // namespace

TEST_SUITE("measure::Recorder") {
    TEST_CASE("scopes hold an instant from their start to just before their end") {
        Recorder recorder{layout()};
        CHECK(recorder.scopes_at(at(0s)) == 0b001);
        CHECK(recorder.scopes_at(at(10s) - 1ns) == 0b001);
        CHECK(recorder.scopes_at(at(10s)) == 0b010);
        CHECK(recorder.scopes_at(at(17s)) == 0b110);
        CHECK(recorder.scopes_at(at(20s)) == 0b010);
        CHECK(recorder.scopes_at(at(30s)) == 0);
        CHECK(recorder.scopes_at(at(1h)) == 0);
        CHECK(recorder.scopes_at(at(-1s)) == 0);
        CHECK(recorder.scopes_at(at(16s)) == 0b110);  // going back
    }

    TEST_CASE("a count goes to its scopes, its subject and the whole run") {
        Recorder recorder{layout()};
        recorder.count(Counter::settled, payments, at(5s), recorder.scopes_at(at(5s)));
        recorder.count(Counter::settled, payments, at(16s), recorder.scopes_at(at(16s)), 3);
        recorder.count(Counter::settled, stock, at(25s), recorder.scopes_at(at(25s)));
        recorder.count(Counter::settled, stock, at(35s), recorder.scopes_at(at(35s)), 10);
        CHECK(recorder.total(Counter::settled, payments, warmup) == 1);
        CHECK(recorder.total(Counter::settled, payments, steady) == 3);
        CHECK(recorder.total(Counter::settled, payments, stall) == 3);
        CHECK(recorder.total(Counter::settled, stock, steady) == 1);
        CHECK(recorder.total(Counter::settled, Recorder::all, steady) == 4);
        CHECK(recorder.total(Counter::settled, stock) == 11);  // while waiting at the end, too
        CHECK(recorder.total(Counter::settled, Recorder::all) == 15);
        CHECK(recorder.total(Counter::succeeded, Recorder::all) == 0);
        CHECK(recorder.total(Counter::fault_fired, 0) == 0);
    }

    TEST_CASE("the series takes a count to the slot of its instant, not to its scope") {
        Recorder recorder{layout()};
        CHECK(recorder.slot_width() == 100ms);
        CHECK(recorder.slot_count() == 0);
        recorder.count(Counter::succeeded, payments, at(12s + 50ms), 0b001);
        recorder.count(Counter::succeeded, stock, at(12s + 100ms), 0b010);
        recorder.count(Counter::succeeded, payments, at(3s), 0b001);
        CHECK(recorder.series(Counter::succeeded, payments, {at(12s), at(12s + 100ms)}) == 1);
        CHECK(recorder.series(Counter::succeeded, Recorder::all, {at(12s), at(12s + 200ms)}) == 2);
        CHECK(recorder.series(Counter::succeeded, payments, {at(0s), at(40s)}) == 2);
        CHECK(recorder.slot_count() == 122);
        recorder.finish(at(30s));
        CHECK(recorder.slot_count() == 300);
    }

    TEST_CASE("what comes after the last slot counts in it") {
        Recorder recorder{layout()};
        recorder.count(Counter::settled, payments, at(2h), 0b010);
        CHECK(recorder.slot_count() == 400);
        CHECK(recorder.series(Counter::settled, payments, {at(39s + 900ms), at(40s)}) == 1);
    }

    TEST_CASE("histograms merge over scopes and subjects, and hold what is in no phase apart") {
        Recorder recorder{layout()};
        recorder.time(Timing::response_time, payments, at(5s), 0b001, 10ms);
        recorder.time(Timing::response_time, payments, at(16s), 0b110, 20ms);
        recorder.time(Timing::response_time, stock, at(25s), 0b010, 30ms);
        recorder.time(Timing::response_time, stock, at(35s), 0, 40ms);
        CHECK(recorder.histogram(Timing::response_time, payments, 0b011).count() == 2);
        CHECK(recorder.histogram(Timing::response_time, payments, 0b100).max() == 20ms);
        CHECK(recorder.histogram(Timing::response_time, Recorder::all, 0b010).sum() == 50ms);
        CHECK(recorder.histogram(Timing::response_time, Recorder::all).count() == 4);
        CHECK(recorder.histogram(Timing::response_time, stock).max() == 40ms);
        CHECK(recorder.histogram(Timing::service_time, Recorder::all).empty());
    }

    TEST_CASE("the series of latencies is the histogram of what was recorded in its slots") {
        Recorder recorder{layout()};
        Histogram expected{Histogram::Precision::coarse};
        for (int i = 0; i < 500; ++i) {
            const Duration value = 1us * i * i;
            recorder.time(Timing::response_time, payments, at(10s + 10ms * i), 0b010, value);
            if (i >= 100 && i < 300) {
                expected.record(value);
            }
        }
        CHECK(recorder.series_latency(payments, {at(11s), at(13s)}) == expected);
        CHECK(recorder.series_latency(Recorder::all, {at(11s), at(13s)}) == expected);
        CHECK(recorder.series_latency(stock, {at(11s), at(13s)}).empty());
        recorder.time(Timing::bulkhead_wait, 0, at(12s), 0b010, 5ms);
        CHECK(recorder.series_histogram(Timing::bulkhead_wait, 0, {at(12s), at(13s)}).max() == 5ms);
    }

    TEST_CASE("gauges are summed up over scopes, over slots and over subjects") {
        Recorder recorder{layout()};
        recorder.gauge(Gauge::in_flight, payments, at(12s), 4);
        recorder.gauge(Gauge::in_flight, stock, at(14s), 6);
        recorder.gauge(Gauge::in_flight, payments, at(16s), 0);
        recorder.gauge(Gauge::in_flight, stock, at(18s), 1);
        recorder.finish(at(30s));
        const auto one = recorder.gauge_summary(Gauge::in_flight, payments, {at(10s), at(30s)});
        CHECK(one.mean == doctest::Approx(4 * 4 / 20.0));
        CHECK(one.max == 4);
        CHECK(one.above_zero == 4s);
        const auto both = recorder.gauge_summary(Gauge::in_flight, Recorder::all, {at(10s), at(30s)});
        CHECK(both.mean == doctest::Approx((2 * 4 + 2 * 10 + 2 * 6 + 12 * 1) / 20.0));
        CHECK(both.max == 10);
        CHECK(both.above_zero == 18s);
        CHECK(recorder.series_gauge(Gauge::in_flight, stock, 139) == 0);
        CHECK(recorder.series_gauge(Gauge::in_flight, stock, 140) == 6);
        CHECK(recorder.series_gauge(Gauge::in_flight, Recorder::all, 159) == 10);
        CHECK(recorder.series_gauge(Gauge::in_flight, Recorder::all, 160) == 6);
        CHECK(recorder.gauge_summary(Gauge::breaker_open, Recorder::all, {at(0s), at(30s)}).max == 0);
    }

    TEST_CASE("an early end does not thin out the mean of a gauge") {
        Recorder recorder{layout()};
        recorder.gauge(Gauge::breaker_open, 0, at(10s), 1);
        recorder.finish(at(15s));
        const auto summary = recorder.gauge_summary(Gauge::breaker_open, 0, {at(10s), at(30s)});
        CHECK(summary.mean == doctest::Approx(1));
        CHECK(summary.above_zero == 5s);
    }

    TEST_CASE("edges of scopes that are no edges of slots do not blur the gauges") {
        Layout odd = layout();
        odd.scopes[steady].when = {at(10s + 33ms), at(30s)};
        Recorder recorder{odd};
        recorder.gauge(Gauge::in_flight, payments, at(10s + 20ms), 5);
        recorder.gauge(Gauge::in_flight, payments, at(10s + 40ms), 0);
        recorder.finish(at(30s));
        CHECK(recorder.gauge_summary(Gauge::in_flight, payments, odd.scopes[steady].when).above_zero == 7ms);
    }

    TEST_CASE("a run of ten hours has slots of ten seconds") {
        Layout hours = layout();
        hours.scopes[steady].when.end = at(10h);
        hours.end = at(10h);
        Recorder recorder{hours};
        CHECK(recorder.slot_width() == 10s);
        recorder.count(Counter::settled, payments, at(10h - 1ns), 0b010);
        CHECK(recorder.slot_count() == 3600);
        CHECK(recorder.series(Counter::settled, payments, {at(10h - 10s), at(10h)}) == 1);
    }

    TEST_CASE("a layout without subjects and scopes records nothing and answers zero") {
        Recorder recorder{Layout{}};
        recorder.finish(at(1s));
        CHECK(recorder.scopes_at(at(0s)) == 0);
        CHECK(recorder.total(Counter::settled, Recorder::all) == 0);
        CHECK(recorder.histogram(Timing::response_time, Recorder::all).empty());
        CHECK(recorder.gauge_summary(Gauge::in_flight, Recorder::all, {at(0s), at(1s)}).max == 0);
        CHECK(recorder.series_gauge(Gauge::in_flight, Recorder::all, 0) == 0);
    }

    TEST_CASE("what another recorder took down of policies counts as if it had been taken down here") {
        Recorder mine{layout()};
        Layout elsewhere = layout();
        elsewhere.targets = {"db"};
        Recorder other{elsewhere};
        mine.count(Counter::retries, 0, at(5s), mine.scopes_at(at(5s)));
        other.count(Counter::retries, 0, at(16s), other.scopes_at(at(16s)), 3);
        other.count(Counter::settled, 0, at(16s), other.scopes_at(at(16s)), 100);
        mine.time(Timing::retry_delay, 0, at(16s), mine.scopes_at(at(16s)), 10ms);
        other.time(Timing::retry_delay, 0, at(16s), other.scopes_at(at(16s)), 30ms);
        other.blame(Caused::retries, 0, other.scopes_at(at(16s)), {.cause = Cause::reset});
        other.gauge(Gauge::breaker_open, 0, at(15s), 1);
        other.gauge(Gauge::breaker_open, 0, at(18s), 0);
        mine.finish(at(30s));
        other.finish(at(30s));
        mine.merge(other, SubjectKind::policy);
        CHECK(mine.total(Counter::retries, 0) == 4);
        CHECK(mine.total(Counter::retries, 0, warmup) == 1);
        CHECK(mine.total(Counter::retries, 0, stall) == 3);
        CHECK(mine.series(Counter::retries, 0, {at(16s), at(17s)}) == 3);
        CHECK(mine.total(Counter::settled, Recorder::all) == 0);
        const Histogram delays = mine.histogram(Timing::retry_delay, 0, ScopeMask{1} << stall);
        CHECK(delays.count() == 2);
        CHECK(delays.max() == 30ms);
        CHECK(mine.series_histogram(Timing::retry_delay, 0, {at(16s), at(17s)}).count() == 2);
        REQUIRE(mine.causes(Caused::retries, 0, stall).ranking().size() == 1);
        CHECK(mine.gauge_summary(Gauge::breaker_open, 0, {run_start, at(30s)}).above_zero == 3s);
    }
}
