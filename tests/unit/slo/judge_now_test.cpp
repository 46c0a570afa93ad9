// Goal: what is watched during a run looks at the last full window, and never acts on missing data. Method: a
// hand-made run, asked at instants around the edges.

#include "hand_made_run.hpp"

using namespace fortify;
using namespace fortify::slo;
using measure::Counter;

namespace {

bool stops(HandMadeRun& run, std::string_view text, Duration now) {
    return holds_now(HandMadeRun::expectation(text).expression, run.recorder(), at(now));
}

Judgement watched(HandMadeRun& run, std::string_view text, Duration now) {
    return judge_now(HandMadeRun::expectation(text).expression, run.recorder(), at(now));
}

std::optional<double> margin(HandMadeRun& run, std::string_view text, Duration now) {
    return margin_now(HandMadeRun::expectation(text), run.recorder(), at(now));
}

}  // namespace

TEST_SUITE("slo::holds_now") {
    TEST_CASE("the last full window decides, slot by slot") {
        HandMadeRun run;
        run.calls(0s, 40s, {.succeeded = 7});
        run.calls(40s, 60s, {.failed = 7});
        const std::string_view text = "error_rate > 80% over 10s";
        CHECK_FALSE(stops(run, text, 40s));
        CHECK_FALSE(stops(run, text, 48s));
        CHECK_FALSE(stops(run, text, 48s + 99ms));
        CHECK(stops(run, text, 48s + 100ms));  // the slot in progress does not count
        CHECK(stops(run, text, 60s));
        CHECK_FALSE(stops(run, text, 75s));  // no calls any more
    }

    TEST_CASE("without `over` the window is 5 s, and before it is full nothing holds") {
        HandMadeRun run;
        run.calls(0s, 10s, {.failed = 7});
        CHECK_FALSE(stops(run, "error_rate > 80%", 4900ms));
        CHECK(stops(run, "error_rate > 80%", 5s));
    }

    TEST_CASE("within `during` only; without it in warm-up, too") {
        HandMadeRun run;
        run.calls(0s, 90s, {.failed = 7});
        CHECK_FALSE(stops(run, "error_rate > 80% over 10s during recovery", 60s));
        CHECK_FALSE(stops(run, "error_rate > 80% over 10s during recovery", 69s));
        CHECK(stops(run, "error_rate > 80% over 10s during recovery", 70s));
        CHECK(stops(run, "error_rate > 80% over 5s", 8s));
    }

    TEST_CASE("a count without `over` is taken from the start of the run") {
        HandMadeRun run;
        run.count(Counter::unsent, 2s, 5);
        run.count(Counter::unsent, 40s, 5);
        CHECK_FALSE(stops(run, "load.unsent >= 10", 39s));
        CHECK(stops(run, "load.unsent >= 10", 50s));
        CHECK_FALSE(stops(run, "load.unsent >= 10 over 5s", 50s));
        CHECK_FALSE(stops(run, "load.unsent < 10", 1s));  // it can still grow
    }

    TEST_CASE("and, or, repetition and a share of a phase") {
        HandMadeRun run;
        run.calls(0s, 30s, {.succeeded = 10});
        run.calls(30s, 90s, {.succeeded = 2, .failed = 8});
        CHECK(stops(run, "error_rate > 50% and goodput < 50/s", 40s));
        CHECK_FALSE(stops(run, "error_rate > 50% and goodput > 50/s", 40s));
        CHECK(stops(run, "error_rate > 50% or goodput > 50/s", 40s));
        CHECK(stops(run, "goodput < 50% of steady", 40s));
        CHECK_FALSE(stops(run, "goodput < 50% of outage", 50s));  // not over yet
        CHECK_FALSE(stops(run, "error_rate > 50% for 3 of 3 windows", 42s));
        CHECK(stops(run, "error_rate > 50% for 3 of 3 windows", 45s));
        CHECK(stops(run, "error_rate > 50% for 2 of 3 windows", 40s));
    }
}

TEST_SUITE("slo::judge_now") {
    TEST_CASE("too few samples neither hold nor breach") {
        HandMadeRun run;
        run.calls(10s, 20s, {.succeeded = 7});
        CHECK(watched(run, "success_rate >= 99% during steady", 14s) == Judgement::undecided);
        CHECK(watched(run, "success_rate >= 99% during steady", 20s) == Judgement::passed);
        CHECK(watched(run, "success_rate >= 99% during steady", 29s) == Judgement::undecided);
        CHECK(watched(run, "p99(response_time) < 1s during steady", 20s) == Judgement::undecided);
    }

    TEST_CASE("an expectation is not watched outside the measured phases") {
        HandMadeRun run;
        run.calls(0s, 90s, {.failed = 7});
        CHECK(watched(run, "success_rate >= 99%", 9s) == Judgement::undecided);
        CHECK(watched(run, "success_rate >= 99%", 15s) == Judgement::breached);
    }

    TEST_CASE("a count that is too small yet is not breached") {
        HandMadeRun run;
        CHECK(watched(run, "breaker.opens between 1 and 3 during outage", 40s) == Judgement::undecided);
        run.count(Counter::breaker_opens, 41s, 2);
        CHECK(watched(run, "breaker.opens between 1 and 3 during outage", 42s) == Judgement::undecided);
        run.count(Counter::breaker_opens, 43s, 2);
        CHECK(watched(run, "breaker.opens between 1 and 3 during outage", 44s) == Judgement::breached);
        CHECK(watched(run, "breaker.opens >= 4 during outage", 44s) == Judgement::passed);
        CHECK(watched(run, "breaker.opens <= 3", 44s) == Judgement::breached);
        CHECK(watched(run, "breaker.opens <= 3", 5s) == Judgement::undecided);
    }

    TEST_CASE("a deadline is breached once its last window is over") {
        HandMadeRun run;
        run.calls(0s, 30s, {.succeeded = 7});
        run.calls(30s, 90s, {.failed = 7});
        const std::string_view text = "goodput >= 95% of steady within 15s after stall.end";
        CHECK(watched(run, text, 30s) == Judgement::undecided);
        CHECK(watched(run, text, 54s) == Judgement::undecided);
        CHECK(watched(run, text, 55s) == Judgement::breached);
    }
}

TEST_SUITE("slo::margin_now") {
    TEST_CASE("the margin so far, of the worst condition") {
        HandMadeRun run;
        run.calls(0s, 30s, {.succeeded = 9, .failed = 1});
        CHECK_FALSE(margin(run, "error_rate < 20% during steady", 5s).has_value());
        CHECK(*margin(run, "error_rate < 20% during steady", 20s) == doctest::Approx(0.5));
        CHECK(*margin(run, "error_rate < 20% during steady", 50s) == doctest::Approx(0.5));
        CHECK(*margin(run, "error_rate < 20% and error_rate < 5%", 20s) == doctest::Approx(-1));
        CHECK(*margin(run, "error_rate < 20% or error_rate < 5%", 20s) == doctest::Approx(0.5));
    }

    TEST_CASE("a count that is too small yet has no margin") {
        HandMadeRun run;
        CHECK_FALSE(margin(run, "breaker.opens between 1 and 3 during outage", 40s).has_value());
        run.count(Counter::breaker_opens, 41s, 6);
        CHECK(*margin(run, "breaker.opens between 1 and 3 during outage", 42s) == doctest::Approx(-1));
    }

    TEST_CASE("a recovery that may still come has no margin") {
        HandMadeRun run;
        run.calls(0s, 30s, {.succeeded = 7});
        run.calls(60s, 90s, {.succeeded = 7});
        const std::string_view text = "goodput >= 50/s within 30s after stall.end";
        CHECK_FALSE(margin(run, text, 50s).has_value());
        CHECK(*margin(run, text, 80s) > 0);
    }
}
