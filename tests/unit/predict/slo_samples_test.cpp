// Goal: before a run it is known which SLOs it can decide. Method: expressions as users write them, over a
// plan of 100 s with 70 calls a second and a stall from 20 s to 25 s.
#include "predict/slo_samples.hpp"

#include "support/sim_plan.hpp"

#include <doctest/doctest.h>

namespace fortify::predict {
namespace {

run::Plan stalled_plan() {
    run::Plan plan = test::queue_plan({.length = 100s});
    plan.phases = {{.name = "warmup", .when = {at(0s), at(10s)}, .measured = false},
                   {.name = "steady", .when = {at(10s), at(20s)}},
                   {.name = "rest", .when = {at(20s), at(100s)}}};
    plan.faults = {{.id = "stall", .kind = fault::Stall{}, .target = 0, .windows = {{at(20s), at(25s)}}},
                   {.id = "never",
                    .kind = fault::Reset{},
                    .target = 0,
                    .windows = {{at(20s), at(25s)}},
                    .probability = 0}};
    return plan;
}

SloForecast look(const std::string& text, run::Plan plan = stalled_plan()) {
    const slo::Vocabulary vocabulary{.phases = {"warmup", "steady", "rest"},
                                     .targets = {"api"},
                                     .policies = {"client"},
                                     .faults = {"stall", "never"}};
    auto expression = slo::parse_expression(text, {}, vocabulary);
    REQUIRE(expression.has_value());
    plan.slos = {{.text = text, .expression = std::move(*expression)}};
    const Forecast forecast(plan);
    return slo_forecasts(plan, forecast).front();
}

Decidable decidable(const std::string& text) {
    return look(text).decidable;
}

}  // namespace

TEST_SUITE("predict::slo_forecasts") {
    TEST_CASE("a percentile needs ten samples beyond it") {
        CHECK(decidable("p90(response_time) < 1s during steady") == Decidable::yes);  // 100 of some 700
        CHECK(decidable("p99(response_time) < 1s during steady") == Decidable::no);   // 1,000 of some 700
        CHECK(decidable("p99(response_time) < 1s") == Decidable::yes);                // 6,300 measured
        CHECK(look("p99(response_time) < 1s during steady").reasons.front() ==
              "needs 1000 samples, some 700 are expected: 1.4 times as many calls would do");
    }
    TEST_CASE("in windows it needs them in each") {
        CHECK(decidable("p90(response_time) < 1s over 2s") == Decidable::yes);
        CHECK(decidable("p90(response_time) < 1s over 1s") == Decidable::no);  // 70 in a second
    }
    TEST_CASE("the phase that a limit is a share of needs samples, too") {
        CHECK(decidable("p99(response_time) < 200% of rest during rest") == Decidable::yes);
        const SloForecast found = look("p99(response_time) < 200% of steady during rest");
        CHECK(found.decidable == Decidable::no);
        CHECK(found.reasons.front() ==
              "steady, with which it compares: needs 1000 samples, some 700 are expected: 1.4 times as many "
              "calls would do");
        CHECK(decidable("goodput >= 95% of steady within 15s after stall.end") == Decidable::yes);
    }
    TEST_CASE("a window must fit") {
        CHECK(decidable("success_rate > 1% over 10s during stall") == Decidable::no);
        CHECK(decidable("success_rate > 1% over 5s during stall") == Decidable::yes);
        CHECK(decidable("success_rate > 1% over 2s for 3 of 5 windows during steady") == Decidable::yes);
        CHECK(decidable("success_rate > 1% over 2s for 3 of 6 windows during steady") == Decidable::no);
    }
    TEST_CASE("a deadline must lie within the run to be breached") {
        CHECK(decidable("goodput > 1/s within 60s after stall.end") == Decidable::yes);
        CHECK(decidable("goodput > 1/s within 75s after stall.end") == Decidable::depends);
    }
    TEST_CASE("a fault that cannot fire decides nothing") {
        CHECK(decidable("error_rate < 1% during never") == Decidable::no);
        CHECK(decidable("fault.fired of never > 0") == Decidable::no);
        CHECK(decidable("fault.fired of stall > 0") == Decidable::yes);
    }
    TEST_CASE("counts need no samples, durations of policies depend") {
        CHECK(decidable("breaker.opens < 3") == Decidable::yes);
        CHECK(decidable("max(breaker.time_to_open) < 3s") == Decidable::depends);
    }
    TEST_CASE("of several conditions the worst one counts, and is named") {
        const SloForecast found = look("breaker.opens < 3 and p99(response_time) < 1s during steady");
        CHECK(found.decidable == Decidable::no);
        REQUIRE(found.reasons.size() == 1);
        CHECK(found.reasons.front().starts_with("p99(response_time) < 1s during steady: needs"));
    }
    TEST_CASE("closed loads make as many calls as they are answered") {
        run::Plan plan = stalled_plan();
        plan.loads[0].model = load::Users::Config{.count = 5, .active = {at(0s), at(100s)}};
        CHECK(look("p99(response_time) < 1s", plan).decidable == Decidable::depends);
    }
}

}  // namespace fortify::predict
