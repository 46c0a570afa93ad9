// Goal: faults get harder in the one way that suits them, and never beyond what they can be. Method: one
// fault of each sort, its numbers before and after.
#include "tune/intensity.hpp"

#include "fault/burst.hpp"
#include "fixture.hpp"
#include "tune/trial.hpp"

#include <doctest/doctest.h>

namespace fortify::tune {

namespace {

using fault::FaultConfig;

FaultConfig harder(FaultConfig fault, double factor) {
    run::Plan plan;
    plan.phases.push_back({.name = "all", .when = {run_start, at(100s)}});
    if (fault.windows.empty()) {
        fault.windows = {{at(10s), at(20s)}};
    }
    plan.faults.push_back(std::move(fault));
    return intensified(plan, factor).faults.front();
}

}  // namespace

TEST_SUITE("tune::intensified") {
    TEST_CASE("what is left to chance hits more often, below every time") {
        FaultConfig fault{.id = "f", .kind = fault::Status{}, .windows = {}, .probability = 0.2};
        CHECK(growth_of(fault) == Growth::frequency);
        CHECK(harder(fault, 1.5).probability == doctest::Approx(0.3));
        CHECK(harder(fault, 9).probability == doctest::Approx(0.99));
        CHECK(harder(fault, 1.5).windows.front() == Interval{at(10s), at(20s)});
        fault.probability = 1;
        fault.choice = fault::Every{.number = 10};
        CHECK(std::get<fault::Every>(harder(fault, 2).choice).number == 5);
        fault.choice = fault::First{.number = 10};
        CHECK(std::get<fault::First>(harder(fault, 2).choice).number == 20);
        fault.choice = fault::BurstByTime{.mean_on = 1s, .mean_off = 9s};
        CHECK(std::get<fault::BurstByTime>(harder(fault, 2).choice).mean_on == 2s);
    }
    TEST_CASE("bursts keep a mean rate that a chain can have") {
        FaultConfig fault{.id = "f", .kind = fault::Status{}, .windows = {}};
        fault.choice = fault::BurstByCall{.mean_rate = 0.4, .mean_burst = 2};
        for (const double factor : {0.5, 1.5, 5.0, 10.0}) {
            const auto burst = std::get<fault::BurstByCall>(harder(fault, factor).choice);
            CHECK(burst.mean_rate >= std::min(0.4 * factor, 0.6));
            CHECK(fault::CallBursts::create(burst, 1).has_value());
        }
    }
    TEST_CASE("what always hits gets stronger where it has a strength") {
        FaultConfig fault{.id = "f",
                          .kind = fault::Latency{.delay = Distribution(Distribution::Constant{100ms})},
                          .windows = {}};
        CHECK(growth_of(fault) == Growth::strength);
        REQUIRE(harder(fault, 1.5).ramp);
        CHECK(fault::level(*harder(fault, 1.5).ramp, 0s) == 1.5);
        CHECK(fault::level(*harder(fault, 1.5).ramp, 5s) == 1.5);
        fault.kind = fault::Slow{.factor = 3};
        CHECK(std::get<fault::Slow>(harder(fault, 1.5).kind).factor == doctest::Approx(4));
        fault.kind = fault::Capacity{.workers = 6};
        CHECK(std::get<fault::Capacity>(harder(fault, 2).kind).workers == 3);
        fault.kind = fault::Bandwidth{.per_second = Bytes{1000}};
        CHECK(std::get<fault::Bandwidth>(harder(fault, 2).kind).per_second.count == 500);
        fault.kind = fault::Pause{.every = 1s, .length = 600ms};
        CHECK(std::get<fault::Pause>(harder(fault, 1.5).kind).length == 900ms);
        CHECK(std::get<fault::Pause>(harder(fault, 4).kind).length < 1s);
    }
    TEST_CASE("what is all or nothing lasts longer, up to its next time and to the end") {
        FaultConfig fault{.id = "f", .kind = fault::Stall{}, .windows = {{at(10s), at(20s)}}};
        CHECK(growth_of(fault) == Growth::length);
        CHECK(harder(fault, 1.2).windows.front() == Interval{at(10s), at(22s)});
        fault.windows = {{at(10s), at(20s)}, {at(25s), at(90s)}};
        CHECK(harder(fault, 2).windows[0] == Interval{at(10s), at(25s)});
        CHECK(harder(fault, 2).windows[1] == Interval{at(25s), at(100s)});
    }
    TEST_CASE("a factor of one changes nothing, calls by their number have no strength") {
        FaultConfig fault{.id = "f", .kind = fault::Status{}, .windows = {}};
        fault.choice = fault::Listed{.calls = {1, 2}};
        CHECK(growth_of(fault) == Growth::none);
        CHECK(harder(fault, 2).windows.front() == Interval{at(10s), at(20s)});
        fault.choice = fault::ByChance{};
        fault.probability = 0.2;
        CHECK(harder(fault, 1).probability == 0.2);
    }
    TEST_CASE("simulated, harder is harder") {
        const run::Plan plan = small_specimen().plan();
        const auto failed = [&](double factor) {
            const auto trial = run_trial(intensified(plan, factor), 1, {});
            REQUIRE(trial);
            return trial->attempts - trial->succeeded;
        };
        CHECK(failed(0.5) < failed(1));
        CHECK(failed(1) < failed(2));
    }
}

}  // namespace fortify::tune
