// Goal: `over`, `for n of m windows` and `within … after` mean what the header says, to the slot. Method:
// hand-made runs in which the first good and the last bad slot are known.

#include "hand_made_run.hpp"

using namespace fortify;
using namespace fortify::slo;
using measure::Counter;

TEST_SUITE("slo::judge over windows") {
    TEST_CASE("a breach that heals is a breach, and the worst window is shown") {
        HandMadeRun run;
        run.steady_calls();
        run.calls(40s, 41s, {.failed = 7});
        CHECK(run.judgement("error_rate < 5% during outage") == Judgement::passed);
        const Evidence found = run.evidence("error_rate < 5% during outage over 2s");
        CHECK(found.judgement == Judgement::breached);
        CHECK(*found.observed == doctest::Approx(70.0 / 210));
        CHECK(found.when == Interval{at(39s), at(41s)});  // the first of the equally bad
        CHECK(found.samples == 210);
        CHECK(found.detail == "worst of 281 windows of 2s");
        CHECK(run.judgement("error_rate < 5% during steady over 2s") == Judgement::passed);
        CHECK(run.judgement("error_rate < 34% during outage over 2s") == Judgement::passed);
    }

    TEST_CASE("windows without samples are passed over; none with samples is undecided") {
        HandMadeRun run;
        run.calls(10s, 20s, {.succeeded = 2});
        const Evidence found = run.evidence("success_rate >= 99% over 1s during steady");
        CHECK(found.judgement == Judgement::passed);
        CHECK(found.detail == "worst of 100 windows of 1s, 91 more had too few samples");
        CHECK(run.judgement("goodput > 1/s over 1s during steady") == Judgement::breached);
        const Evidence p99 = run.evidence("p99(response_time) < 1s over 1s during steady");
        CHECK(p99.judgement == Judgement::undecided);
        CHECK(p99.detail == "in no window of 1s was there enough: p99 needs 1,000 samples, has 20");
        CHECK(run.evidence("error_rate < 1% over 1s during recovery").detail ==
              "in no window of 1s was there enough: there were no calls");
    }

    TEST_CASE("percentiles of sliding windows are those of the slots in the window") {
        HandMadeRun run;
        run.steady_calls();
        run.calls(50s, 50s + 100ms, {.succeeded = 60, .latency = 900ms});
        const Evidence found = run.evidence("p90(response_time) < 500ms over 5s during outage");
        CHECK(found.judgement == Judgement::breached);
        CHECK(*found.observed == doctest::Approx(0.9));
        CHECK(found.when == Interval{at(45s + 100ms), at(50s + 100ms)});
        CHECK(found.samples == 410);
        CHECK(run.judgement("p80(response_time) < 500ms over 5s during outage") == Judgement::passed);
        CHECK(run.judgement("max(response_time) <= 900ms over 7300ms") == Judgement::passed);
        CHECK(run.judgement("max(response_time) < 900ms over 7300ms") == Judgement::breached);
    }

    TEST_CASE("windows do not reach across a gap between windows of a fault") {
        HandMadeRun run;
        run.steady_calls();
        run.calls(45s, 50s, {.failed = 100});
        CHECK(run.evidence("error_rate < 1% over 5s during burst").detail == "worst of 2 windows of 5s");
        const Evidence long_one = run.evidence("error_rate < 1% over 6s during burst");
        CHECK(long_one.judgement == Judgement::undecided);
        CHECK(long_one.detail == "no full window of 6s fits into burst");
    }

    TEST_CASE("neighbouring phases are one stretch, and a window is rounded up to whole slots") {
        HandMadeRun run;
        run.steady_calls();
        CHECK(run.evidence("error_rate < 1% over 80s").detail == "the only window of 1m20s");
        CHECK(run.evidence("error_rate < 1% over 1950ms").detail == "worst of 781 windows of 2s");
    }

    TEST_CASE("windows of a run that was cut short") {
        HandMadeRun run;
        run.steady_calls();
        run.calls(50s, 55s, {.failed = 50});
        run.ends(45s);
        CHECK(run.evidence("error_rate < 5% over 2s during outage").detail ==
              "the run ended at 45.0s, before the end of outage");
        CHECK(run.judgement("error_rate < 5% over 2s during recovery") == Judgement::undecided);
        run.ends(58s);
        CHECK(run.judgement("error_rate < 5% over 2s during outage") == Judgement::breached);
    }
}

TEST_SUITE("slo::judge for n of m windows") {
    TEST_CASE("at least n of any m windows in a row must hold") {
        HandMadeRun run;
        run.steady_calls();
        run.calls(35s, 45s, {.failed = 7});  // two bad windows of 5 s beside each other
        CHECK(run.judgement("error_rate < 5% for 1 of 3 windows during outage") == Judgement::passed);
        const Evidence found = run.evidence("error_rate < 5% for 2 of 3 windows during outage");
        CHECK(found.judgement == Judgement::breached);
        CHECK(found.detail == "held in 1 of 3 windows of 5s, needs 2");
        CHECK(found.samples == 3);
        CHECK(found.when == Interval{at(30s), at(45s)});
        CHECK(*found.observed == doctest::Approx(0.5));
        CHECK(run.judgement("error_rate < 5% for 9 of 10 windows over 1s during steady") ==
              Judgement::passed);
        CHECK(run.judgement("error_rate < 5% for 1 of 10 windows over 1s during outage") ==
              Judgement::breached);
    }

    TEST_CASE("too few windows in a row are undecided") {
        HandMadeRun run;
        run.steady_calls();
        const Evidence found = run.evidence("error_rate < 5% for 2 of 5 windows during steady");
        CHECK(found.judgement == Judgement::undecided);
        CHECK(found.detail == "steady has 4 windows of 5s in a row, needs 5");
    }

    TEST_CASE("a window without samples may be the one that is missing") {
        HandMadeRun run;
        run.calls(10s, 15s, {.succeeded = 7});
        run.calls(15s, 25s, {.failed = 7});
        const Evidence open = run.evidence("error_rate < 5% for 1 of 2 windows during recovery");
        CHECK(open.judgement == Judgement::undecided);
        CHECK(open.detail == "held in 0 of 2 windows of 5s, needs 1; the others had too few samples");
        CHECK(run.judgement("error_rate < 5% for 2 of 4 windows during steady") == Judgement::undecided);
        CHECK(run.judgement("error_rate < 5% for 1 of 4 windows during steady") == Judgement::passed);
        CHECK(run.judgement("error_rate < 5% for 3 of 4 windows during steady") == Judgement::breached);
    }
}

TEST_SUITE("slo::judge within after") {
    TEST_CASE("recovery is the start of the first good window") {
        HandMadeRun run;
        run.calls(0s, 30s, {.succeeded = 7});
        run.calls(30s, 43s, {.succeeded = 1, .failed = 6});
        run.calls(43s, 90s, {.succeeded = 7});
        const Evidence found = run.evidence("goodput >= 95% of steady within 15s after stall.end");
        CHECK(found.judgement == Judgement::passed);
        REQUIRE(found.recovered.has_value());
        // 95 % of 350 calls are 332.5: at most two of the 50 slots may be bad.
        CHECK(*found.recovered == at(42s + 800ms));
        CHECK(*found.time_to_recover == 7800ms);
        CHECK(found.when == Interval{at(42s + 800ms), at(47s + 800ms)});
        CHECK(found.detail == "held from 7.8s after stall.end on; 95% of steady is 66.5/s");
        CHECK(run.judgement("goodput >= 95% of steady within 7.8s after stall.end") == Judgement::passed);
        CHECK(run.judgement("goodput >= 95% of steady within 7.7s after stall.end") == Judgement::breached);
        CHECK(run.evidence("goodput == 70/s over 1s within 15s after stall.end").recovered == at(43s));
    }

    TEST_CASE("what never recovers is a breach, and the best window is shown") {
        HandMadeRun run;
        run.calls(0s, 30s, {.succeeded = 7});
        run.calls(30s, 90s, {.succeeded = 2});
        const Evidence found = run.evidence("goodput >= 95% of steady within 15s after stall.end");
        CHECK(found.judgement == Judgement::breached);
        CHECK(*found.observed == doctest::Approx(20));
        CHECK(*found.margin < 0);
        CHECK_FALSE(found.recovered.has_value());
        CHECK(found.detail ==
              "held over no window of 5s that began within 15s after stall.end; the best is shown; "
              "95% of steady is 66.5/s");
    }

    TEST_CASE("a fault with several windows starts with the first and ends with the last") {
        HandMadeRun run;
        run.steady_calls();
        CHECK(run.evidence("goodput > 1/s within 5s after burst.start").recovered == at(40s));
        CHECK(run.evidence("goodput > 1/s within 5s after burst.end").recovered == at(55s));
        CHECK(run.evidence("goodput > 1/s within 5s after outage.end").recovered == at(60s));
    }

    TEST_CASE("a run that ended too early to tell is undecided, one that recovered before is not") {
        HandMadeRun run;
        run.calls(0s, 30s, {.succeeded = 7});
        run.calls(30s, 40s, {.failed = 7});
        run.calls(40s, 50s, {.succeeded = 7});
        run.ends(50s);
        CHECK(run.judgement("goodput > 60/s within 10s after stall.end") == Judgement::passed);
        const Evidence found = run.evidence("goodput > 100/s within 10s after stall.end");
        CHECK(found.judgement == Judgement::breached);  // 45 s + 5 s were seen
        const Evidence later = run.evidence("goodput > 100/s within 11s after stall.end");
        CHECK(later.judgement == Judgement::undecided);
        CHECK(later.detail == "the run is too short: it would have to last until 51s");
        CHECK_FALSE(later.margin.has_value());
        CHECK(run.evidence("goodput > 1/s within 5s after recovery.start").detail ==
              "the run ended before recovery.start");
    }

    TEST_CASE("windows without samples are passed over, and none with samples is undecided") {
        HandMadeRun run;
        const Evidence found = run.evidence("error_rate < 5% within 10s after stall.end");
        CHECK(found.judgement == Judgement::undecided);
        CHECK(found.detail == "in no window of 5s was there enough: there were no calls");
    }

    TEST_CASE("with `during` the window must lie within it") {
        HandMadeRun run;
        run.steady_calls();
        const Evidence found = run.evidence("goodput > 1/s during recovery within 40s after stall.end");
        CHECK(found.recovered == at(60s));
        CHECK(run.judgement("goodput > 1/s during steady within 10s after stall.end") ==
              Judgement::undecided);
    }

    TEST_CASE("a count that must be reached is added up from the event on") {
        HandMadeRun run;
        run.steady_calls();
        run.count(Counter::breaker_opens, 29s);
        run.count(Counter::breaker_opens, 31s + 250ms);
        const Evidence found = run.evidence("breaker.opens >= 1 within 2s after stall.start");
        CHECK(found.judgement == Judgement::passed);
        CHECK(*found.time_to_recover == 1300ms);
        CHECK(found.detail == "reached by 1.3s after stall.start");
        const Evidence late = run.evidence("breaker.opens >= 1 within 1s after stall.start");
        CHECK(late.judgement == Judgement::breached);
        CHECK(late.detail == "not reached by 1s after stall.start");
        CHECK(run.judgement("breaker.opens >= 2 within 10s after stall.start") == Judgement::breached);
        run.ends(35s);
        CHECK(run.judgement("breaker.opens >= 2 within 10s after stall.start") == Judgement::undecided);
    }
}
