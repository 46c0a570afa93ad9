// Goal: a condition without windows is judged on the totals of its scope, and whatever cannot be decided is
// never passed. Method: hand-made runs, the numbers of which can be worked out in the head.

#include "hand_made_run.hpp"

#include <array>

using namespace fortify;
using namespace fortify::slo;
using measure::Counter;

TEST_SUITE("slo::judge") {
    TEST_CASE("a share is taken from the calls of its phase") {
        HandMadeRun run;
        run.calls(10s, 30s, {.succeeded = 9, .failed = 1});
        run.calls(30s, 60s, {.failed = 5});
        const Evidence found = run.evidence("success_rate >= 88% during steady");
        CHECK(found.judgement == Judgement::passed);
        CHECK(found.condition == "success_rate >= 88% during steady");
        CHECK(*found.observed == doctest::Approx(0.9));
        CHECK(found.limit == doctest::Approx(0.88));
        CHECK(*found.margin == doctest::Approx(0.02 / 0.88));
        CHECK(found.samples == 2000);
        CHECK(found.when == Interval{at(10s), at(30s)});
        CHECK(found.unit == measure::Unit::ratio);
        CHECK(found.detail == "2,000 calls");
        CHECK(run.judgement("success_rate >= 90% during steady") == Judgement::passed);
        CHECK(run.judgement("success_rate > 90% during steady") == Judgement::breached);
        CHECK(*run.evidence("error_rate < 50% during outage").margin == doctest::Approx(-1));
    }

    TEST_CASE("without `during` all measured phases count together, warm-up does not") {
        HandMadeRun run;
        run.calls(0s, 10s, {.failed = 100});
        run.calls(10s, 30s, {.succeeded = 4});
        run.calls(60s, 90s, {.succeeded = 2, .failed = 2});
        const Evidence found = run.evidence("success_rate >= 70%");
        CHECK(found.samples == 200 * 4 + 300 * 4);
        CHECK(*found.observed == doctest::Approx((800 + 600) / 2000.0));
        CHECK(found.when == Interval{at(10s), at(90s)});
        CHECK(run.judgement("goodput == 17.5/s") == Judgement::passed);  // 1,400 in 80 s
    }

    TEST_CASE("during a fault all its windows count together") {
        HandMadeRun run;
        run.steady_calls();
        run.calls(40s, 45s, {.failed = 7});
        run.calls(50s, 55s, {.failed = 21});
        const Evidence found = run.evidence("error_rate < 60% during burst");
        CHECK(found.samples == 50 * 14 + 50 * 28);
        CHECK(*found.observed == doctest::Approx(28.0 / 42));
        CHECK(found.when == Interval{at(40s), at(55s)});
        CHECK(*run.evidence("offered > 1/s during burst").observed == doctest::Approx(210));
    }

    TEST_CASE("durations: percentile, mean, max and min") {
        HandMadeRun run;
        run.calls(10s, 29s, {.succeeded = 10, .latency = 100ms});
        run.calls(29s, 30s, {.succeeded = 10, .latency = 800ms});
        const Evidence p99 = run.evidence("p99(response_time) < 300ms during steady");
        CHECK(p99.judgement == Judgement::breached);
        CHECK(*p99.observed == doctest::Approx(0.8));
        CHECK(p99.detail == "p99 of 2,000 calls");
        CHECK(*run.evidence("p50(response_time) < 1s during steady").observed ==
              doctest::Approx(0.1).epsilon(0.001));
        CHECK(*run.evidence("mean(response_time) < 1s during steady").observed == doctest::Approx(0.135));
        CHECK(run.judgement("max(response_time) <= 800ms during steady") == Judgement::passed);
        CHECK(run.judgement("min(response_time) < 100ms during steady") == Judgement::breached);
    }

    TEST_CASE("a percentile needs ten samples beyond it, also where the highest would be good enough") {
        HandMadeRun run;
        run.calls(10s, 18s, {.succeeded = 1});
        const Evidence found = run.evidence("p99(response_time) < 10s during steady");
        CHECK(found.judgement == Judgement::undecided);
        CHECK(found.detail == "p99 needs 1,000 samples, has 80");
        CHECK(found.samples == 80);
        CHECK(*found.observed == doctest::Approx(0.02));
        CHECK_FALSE(found.margin.has_value());
        CHECK(run.judgement("p50(response_time) < 10s during steady") == Judgement::passed);
        CHECK(run.judgement("p87.5(response_time) < 10s during steady") == Judgement::passed);
        CHECK(run.judgement("p87.6(response_time) < 10s during steady") == Judgement::undecided);
        CHECK(run.judgement("max(response_time) < 10s during steady") == Judgement::passed);
    }

    TEST_CASE("nothing measured is nothing decided, but a rate of nothing is a rate of zero") {
        HandMadeRun run;
        const Evidence share = run.evidence("success_rate >= 1% during steady");
        CHECK(share.judgement == Judgement::undecided);
        CHECK(share.detail == "there were no calls");
        CHECK_FALSE(share.observed.has_value());
        CHECK(run.judgement("error_rate <= 1% during steady") == Judgement::undecided);
        CHECK(run.judgement("mean(response_time) < 1s during steady") == Judgement::undecided);
        CHECK(run.judgement("retry.amplification < 2 during steady") == Judgement::undecided);
        CHECK(run.judgement("goodput > 1/s during steady") == Judgement::breached);
        CHECK(run.judgement("wasted == 0 during steady") == Judgement::passed);
    }

    TEST_CASE("counts of a policy, of one and of all, alone and summed up") {
        HandMadeRun run;
        run.count(Counter::breaker_opens, 31s, 2);
        run.count(Counter::breaker_half_opens, 36s);
        run.count(Counter::breaker_closes, 37s);
        run.recorder().count(Counter::breaker_opens, 1, at(32s), run.recorder().scopes_at(at(32s)));
        CHECK(run.judgement("breaker.opens between 1 and 3 during outage") == Judgement::passed);
        CHECK(run.judgement("breaker.opens of client == 2 during outage") == Judgement::passed);
        CHECK(run.judgement("breaker.opens of db-client == 1 during outage") == Judgement::passed);
        CHECK(run.judgement("breaker.opens == 3 during outage") == Judgement::passed);
        CHECK(run.judgement("breaker.opens == 0 during steady") == Judgement::passed);
        CHECK(run.judgement("breaker.transitions of client == 4") == Judgement::passed);
        CHECK(run.judgement("breaker.opens between 4 and 9 during outage") == Judgement::breached);
    }

    TEST_CASE("amplification is attempts for each call begun") {
        HandMadeRun run;
        run.calls(30s, 60s, {.succeeded = 6, .failed = 4});  // each failure takes two attempts
        run.count(Counter::offered, 40s, 500);
        run.count(Counter::unsent, 40s, 500);
        const Evidence found = run.evidence("retry.amplification < 1.5 during outage");
        CHECK(*found.observed == doctest::Approx(1.4));
        CHECK(found.samples == 3000);
    }

    TEST_CASE("levels: the highest, the mean over time, the share of the time above zero") {
        HandMadeRun run;
        run.recorder().gauge(measure::Gauge::in_flight, 0, at(30s), 12);
        run.recorder().gauge(measure::Gauge::in_flight, 0, at(45s), 0);
        run.recorder().gauge(measure::Gauge::breaker_open, 0, at(33s), 1);
        run.recorder().gauge(measure::Gauge::breaker_open, 0, at(36s), 0);
        run.recorder().finish(at(90s));
        CHECK(run.judgement("in_flight == 12 during outage") == Judgement::passed);
        CHECK(run.judgement("mean(in_flight) == 6 during outage") == Judgement::passed);
        CHECK(run.judgement("in_flight == 0 during recovery") == Judgement::passed);
        CHECK(run.judgement("breaker.open_time == 10% during outage") == Judgement::passed);
    }

    TEST_CASE("a share of a phase compares with the same metric in that phase") {
        HandMadeRun run;
        run.calls(10s, 30s, {.succeeded = 10});
        run.calls(60s, 90s, {.succeeded = 8});
        const Evidence found = run.evidence("goodput >= 90% of steady during recovery");
        CHECK(found.judgement == Judgement::breached);
        CHECK(found.limit == doctest::Approx(90));
        CHECK(*found.observed == doctest::Approx(80));
        CHECK(*found.margin == doctest::Approx(-10.0 / 90));
        CHECK(found.detail == "2,400 calls; 90% of steady is 90.0/s");
        CHECK(run.judgement("goodput between 75% and 85% of steady during recovery") == Judgement::passed);
        const Evidence empty = run.evidence("success_rate >= 90% of outage during recovery");
        CHECK(empty.judgement == Judgement::undecided);
        CHECK(empty.detail == "in outage, there were no calls");
    }

    TEST_CASE("a phase to compare with must have been seen whole") {
        HandMadeRun run;
        run.steady_calls();
        run.ends(20s);
        CHECK(run.evidence("goodput >= 90% of steady").detail ==
              "steady ended early, so there is nothing to compare with");
        CHECK(run.evidence("goodput >= 90% of outage").detail == "the run never reached outage");
    }

    TEST_CASE("a scope that the run never reached is undecided") {
        HandMadeRun run;
        run.steady_calls();
        run.ends(30s);
        const Evidence found = run.evidence("breaker.opens == 0 during outage");
        CHECK(found.judgement == Judgement::undecided);
        CHECK(found.detail == "the run never reached outage");
        CHECK(run.judgement("goodput > 1/s during burst") == Judgement::undecided);
        CHECK(run.judgement("success_rate > 1% during steady") == Judgement::passed);
    }

    TEST_CASE("in a scope that was cut short a breach stays, a pass does not") {
        HandMadeRun run;
        run.steady_calls();
        run.count(Counter::breaker_opens, 35s, 2);
        run.ends(40s);
        const Evidence good = run.evidence("success_rate >= 99% during outage");
        CHECK(good.judgement == Judgement::undecided);
        CHECK(good.detail == "the run ended at 40.0s, before the end of outage");
        CHECK(*good.observed == doctest::Approx(1));
        CHECK(good.when == Interval{at(30s), at(40s)});
        CHECK(run.judgement("success_rate < 99% during outage") == Judgement::breached);
        CHECK(run.judgement("success_rate >= 99%") == Judgement::undecided);
        // Counts can still grow: too large is a breach, too small is not.
        CHECK(run.judgement("breaker.opens <= 1 during outage") == Judgement::breached);
        CHECK(run.judgement("breaker.opens between 0 and 1 during outage") == Judgement::breached);
        CHECK(run.judgement("breaker.opens == 1 during outage") == Judgement::breached);
        CHECK(run.judgement("breaker.opens >= 3 during outage") == Judgement::undecided);
        CHECK(run.judgement("breaker.opens between 3 and 4 during outage") == Judgement::undecided);
        CHECK(run.judgement("breaker.opens <= 3 during outage") == Judgement::undecided);
        CHECK(run.judgement("breaker.opens between 1 and 3 during outage") == Judgement::undecided);
    }

    TEST_CASE("a fault that never fired decides nothing that speaks of it") {
        HandMadeRun run;
        run.steady_calls();
        run.facts().unfired = {"stall"};
        const Evidence found = run.evidence("success_rate >= 99% during stall");
        CHECK(found.judgement == Judgement::undecided);
        CHECK(found.detail == "fault stall never fired");
        CHECK(run.judgement("fault.fired of stall == 0") == Judgement::undecided);
        CHECK(run.judgement("goodput >= 1/s within 5s after stall.end") == Judgement::undecided);
        CHECK(run.judgement("success_rate >= 99% during burst") == Judgement::passed);
        CHECK(run.judgement("success_rate >= 99% during outage") == Judgement::passed);
    }

    TEST_CASE("a run without measured phases, and names that are not in it") {
        measure::Layout layout;
        layout.scopes = {{"warmup", measure::Scope::Kind::phase, {at(0s), at(10s)}, false}};
        layout.targets = {"payments"};
        layout.end = at(10s);
        const measure::Recorder recorder{layout};
        const RunFacts facts{.ended = at(10s), .unfired = {}};
        const auto detail = [&](std::string_view text) {
            return judge(HandMadeRun::expectation(text), recorder, facts).evidence.front().detail;
        };
        CHECK(detail("goodput > 1/s") == "no phase is measured");
        CHECK(detail("goodput > 1/s during steady") == "steady has no place in this run");
        CHECK(detail("goodput of stock > 1/s") == "stock is not in this run");
        CHECK(detail("goodput > 1/s within 5s after stall.end") == "stall.end is not in this run");
    }

    TEST_CASE("every condition is assessed, in the order written, whatever the others say") {
        HandMadeRun run;
        run.steady_calls();
        const Verdict found =
            run.verdict("wasted == 1 and (goodput > 1/s or wasted == 2) and error_rate < 1%");
        CHECK(found.judgement == Judgement::breached);
        CHECK(found.expectation.text == "wasted == 1 and (goodput > 1/s or wasted == 2) and error_rate < 1%");
        REQUIRE(found.evidence.size() == 4);
        CHECK(found.evidence[0].condition == "wasted == 1");
        CHECK(found.evidence[1].judgement == Judgement::passed);
        CHECK(found.evidence[2].judgement == Judgement::breached);
        CHECK(found.evidence[3].condition == "error_rate < 1%");
    }

    TEST_CASE("the truth table of three values") {
        constexpr auto p = Judgement::passed;
        constexpr auto b = Judgement::breached;
        constexpr auto u = Judgement::undecided;
        struct Row {
            Judgement left, right, both, either;
        };
        for (const Row& row : {Row{p, p, p, p}, Row{p, b, b, p}, Row{p, u, u, p}, Row{b, b, b, b},
                               Row{b, u, b, u}, Row{u, u, u, u}}) {
            for (const auto& pair : {std::array{row.left, row.right}, std::array{row.right, row.left}}) {
                CHECK(combine(Expression::Kind::all_of, pair) == row.both);
                CHECK(combine(Expression::Kind::any_of, pair) == row.either);
            }
        }
        CHECK(combine(Expression::Kind::all_of, {}) == u);
    }

    TEST_CASE("judgements and severities have names") {
        CHECK(name_of(Judgement::passed) == "passed");
        CHECK(name_of(Judgement::breached) == "breached");
        CHECK(name_of(Judgement::undecided) == "undecided");
        CHECK(name_of(fortify::slo::Severity::fail) == "fail");
        CHECK(name_of(fortify::slo::Severity::warn) == "warn");
        CHECK(name_of(fortify::slo::Severity::abort) == "abort");
    }
}
