// Goal: the tables of counters, timings and gauges belong to their enumerators. Method: every enumerator is
// asked for its name; a few rows of each table are spelt out, the last one among them, which a shifted table
// would miss.

#include "measure/counter.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace fortify::measure;

namespace {

template <class Enumerator>
void check_names(std::size_t count) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string_view name = name_of(static_cast<Enumerator>(i));
        CAPTURE(i);
        CHECK_FALSE(name.empty());
        CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
        names.insert(name);
    }
    CHECK(names.size() == count);
}

}  // namespace

TEST_SUITE("measure::Counter") {
    TEST_CASE("every counter, timing and gauge has a name of its own") {
        check_names<Counter>(counter_count);
        check_names<Timing>(timing_count);
        check_names<Gauge>(gauge_count);
    }

    TEST_CASE("names and subjects stand at their own enumerator") {
        CHECK(name_of(Counter::offered) == "offered");
        CHECK(name_of(Counter::wasted) == "wasted");
        CHECK(name_of(Counter::retries) == "retries");
        CHECK(name_of(Counter::bulkhead_rejected_full) == "bulkhead_rejected_full");
        CHECK(name_of(Counter::fault_fired) == "fault_fired");
        CHECK(name_of(Timing::schedule_lag) == "schedule_lag");
        CHECK(name_of(Timing::retry_delay) == "retry_delay");
        CHECK(name_of(Gauge::bulkhead_queue) == "bulkhead_queue");
        CHECK(subject_of(Counter::wasted) == SubjectKind::target);
        CHECK(subject_of(Counter::retries) == SubjectKind::policy);
        CHECK(subject_of(Counter::fallback_served) == SubjectKind::policy);
        CHECK(subject_of(Counter::fault_eligible) == SubjectKind::fault);
        CHECK(subject_of(Timing::schedule_lag) == SubjectKind::target);
        CHECK(subject_of(Timing::bulkhead_wait) == SubjectKind::policy);
        CHECK(subject_of(Gauge::in_flight) == SubjectKind::target);
        CHECK(subject_of(Gauge::breaker_open) == SubjectKind::policy);
    }
}
