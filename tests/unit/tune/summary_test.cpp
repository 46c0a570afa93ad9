// Goal: many trials become the few numbers that people read. Method: trials and rows made by hand.
#include "tune/summary.hpp"

#include "fixture.hpp"

#include <doctest/doctest.h>

namespace fortify::tune {

namespace {

Trial trial(report::Conclusion conclusion, double margin, std::optional<double> value) {
    return {.conclusion = conclusion,
            .values = {value},
            .slos = {{.judgement = {}, .severity = slo::Severity::fail, .margin = margin},
                     {.judgement = {}, .severity = slo::Severity::warn, .margin = -9}}};
}

constexpr auto smaller = slo::Better::smaller;
constexpr auto larger = slo::Better::larger;

}  // namespace

TEST_SUITE("tune::summary") {
    TEST_CASE("conclusions are counted, the worst margin kept, values spread") {
        using report::Conclusion;
        const std::vector<Trial> trials{
            trial(Conclusion::passed, 0.5, 1), trial(Conclusion::breached, -0.1, 4),
            trial(Conclusion::stopped, 0.2, std::nullopt), trial(Conclusion::inconclusive, 0.3, 1)};
        const Summary summary = summarise(trials, 1);
        CHECK(summary.trials == 4);
        CHECK(summary.passed == 1);
        CHECK(summary.breached == 2);
        CHECK(summary.undecided == 1);
        CHECK_FALSE(summary.all_passed());
        CHECK(summary.worst_margin == -0.1);
        REQUIRE(summary.measured[0]);
        CHECK(summary.measured[0]->mean == 2);
        CHECK(summary.measured[0]->low == 1);
        CHECK(summary.measured[0]->high == 4);
    }
    TEST_CASE("nothing done is nothing held") {
        const Summary summary = summarise({}, 2);
        CHECK_FALSE(summary.all_passed());
        CHECK_FALSE(summary.worst_margin);
        CHECK_FALSE(summary.measured[1]);
    }
    TEST_CASE("the front has the rows that no other one beats") {
        CHECK(pareto_front({{1, 5}, {2, 2}, {5, 1}, {3, 3}, {2, 2}}, {smaller, smaller}) ==
              std::vector<bool>{true, true, true, false, true});
        CHECK(pareto_front({{1, 5}, {2, 2}, {5, 9}}, {smaller, larger}) ==
              std::vector<bool>{true, false, true});
        CHECK(pareto_front({{1}, {std::nullopt}, {2}}, {larger}) == std::vector<bool>{false, false, true});
        CHECK(pareto_front({}, {smaller}).empty());
    }
    TEST_CASE("keys are called by as much of their path as tells them apart") {
        const auto variations =
            parse_variations("--vary",
                             {"load.rate=1/s,2/s", "policy.client.retry.budget.ratio=0.1,0.2",
                              "phase.steady.duration=5s,6s", "phase.outage.duration=5s,6s"},
                             small_specimen().root());
        REQUIRE(variations);
        CHECK(short_names(*variations) ==
              std::vector<std::string>{"rate", "ratio", "steady.duration", "outage.duration"});
    }
}

}  // namespace fortify::tune
