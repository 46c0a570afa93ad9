// Goal: a dry run expects what the rate profiles say. Method: two loads with areas that are easy to add up.
#include "predict/forecast.hpp"

#include <doctest/doctest.h>

namespace fortify::predict {
namespace {

run::Plan two_loads() {
    run::Plan plan;
    plan.phases = {{.name = "only", .when = {at(0s), at(10s)}}};
    plan.loads = {{.name = "a",
                   .target = 0,
                   .model = run::OpenLoad{.segments = {{{at(0s), at(10s)}, Rate{100}, Rate{100}}}}},
                  {.name = "b", .target = 1, .model = load::Users::Config{}},
                  {.name = "c",
                   .target = 1,
                   .model = run::OpenLoad{.segments = {{{at(0s), at(4s)}, Rate{0}, Rate{40}},
                                                       {{at(4s), at(10s)}, Rate{10}, Rate{10}}}}}};
    return plan;
}

}  // namespace

TEST_SUITE("predict::Forecast") {
    TEST_CASE("calls are the area under the rates") {
        const run::Plan plan = two_loads();
        const Forecast forecast(plan);
        CHECK(forecast.calls({at(0s), at(10s)}) == doctest::Approx(1000 + 80 + 60));
        CHECK(forecast.calls({at(0s), at(10s)}, 1) == doctest::Approx(140));
        CHECK(forecast.calls({at(2s), at(4s)}, 1) == doctest::Approx(60));
        CHECK(forecast.calls({at(2s), at(4s)}, 7) == doctest::Approx(0));
    }
    TEST_CASE("a closed load has no forecast") {
        const run::Plan plan = two_loads();
        const Forecast forecast(plan);
        CHECK(forecast.calls_of_load(0, {at(0s), at(1s)}) == doctest::Approx(100));
        CHECK_FALSE(forecast.calls_of_load(1, {at(0s), at(1s)}).has_value());
    }
    TEST_CASE("a target with a closed load is not covered") {
        const run::Plan plan = two_loads();
        const Forecast forecast(plan);
        CHECK(forecast.covers(0));
        CHECK_FALSE(forecast.covers(1));
    }
    TEST_CASE("the peak is that of all loads together, just before a step down, too") {
        const run::Plan plan = two_loads();
        const Forecast forecast(plan);
        CHECK(forecast.peak({at(0s), at(10s)}) == doctest::Approx(140));
        CHECK(forecast.peak({at(0s), at(2s)}) == doctest::Approx(120));
        CHECK(forecast.peak({at(4s), at(10s)}) == doctest::Approx(110));
        CHECK(Forecast(run::Plan{}).peak({at(0s), at(1s)}) == 0);
    }
}

}  // namespace fortify::predict
