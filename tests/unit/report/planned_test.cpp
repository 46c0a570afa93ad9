// Goal: what a fault will hit is foretold where it can be, and how sure a rate is takes bursts into account.
// Method: a constant load of 100 calls a second for 100 s, and numbers worked out by hand.
#include "report/planned.hpp"

#include "support/world.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::report;
using fault::FaultConfig;

namespace {

run::Plan steady_plan() {
    run::Plan plan = test::small_plan({}, 10'000, 100s);
    plan.client_instances = 4;
    plan.targets[0].requests = {{.name = "read", .path = "/quote", .weight = 3},
                                {.name = "write", .method = "POST", .path = "/charge", .weight = 1}};
    return plan;
}

FaultConfig fault_from(Duration start, Duration end) {
    return {.id = "f", .kind = fault::Refuse{}, .windows = {{at(start), at(end)}}};
}

std::optional<double> planned(const FaultConfig& fault, const run::Plan& plan = steady_plan()) {
    return planned_hits(plan, predict::Forecast(plan), fault);
}

}  // namespace

TEST_SUITE("report: planned hits") {
    TEST_CASE("calls in the windows, by the share that the choice takes") {
        FaultConfig fault = fault_from(10s, 20s);
        CHECK(*planned(fault) == doctest::Approx(1000));
        fault.probability = 0.25;
        CHECK(*planned(fault) == doctest::Approx(250));
        fault.choice = fault::Every{10};
        CHECK(*planned(fault) == doctest::Approx(100));
        fault.choice = fault::First{7};
        CHECK(*planned(fault) == doctest::Approx(7));
        fault.choice = fault::First{7000};
        CHECK(*planned(fault) == doctest::Approx(1000));
        fault.choice = fault::BurstByCall{0.2, 50};
        CHECK(*planned(fault) == doctest::Approx(200));
        fault.choice = fault::BurstByTime{1s, 4s};
        CHECK(*planned(fault) == doctest::Approx(200));
        fault.max_total = 60;
        CHECK(*planned(fault) == doctest::Approx(60));
    }

    TEST_CASE("a duty cycle, a ramp, a match") {
        FaultConfig cycling = fault_from(0s, 100s);
        cycling.duty = fault::Duty{3s, 10s};
        CHECK(*planned(cycling) == doctest::Approx(3000));

        FaultConfig growing = fault_from(0s, 100s);
        growing.ramp = fault::Ramp{.from = 0, .to = 0.5, .over = 50s};
        CHECK(*planned(growing) == doctest::Approx(50 * 100 * 0.25 + 50 * 100 * 0.5).epsilon(1e-6));

        FaultConfig matching = fault_from(0s, 100s);
        matching.match.path = "/charge";
        CHECK(*planned(matching) == doctest::Approx(2500));
        matching.match.client = 2;
        CHECK(*planned(matching) == doctest::Approx(625));
    }

    TEST_CASE("what depends on the answers is not foretold") {
        FaultConfig fault = fault_from(0s, 10s);
        fault.condition.attempt = 1;
        CHECK(planned(fault).has_value());
        fault.condition.attempt = 2;
        CHECK_FALSE(planned(fault).has_value());
        fault.condition = {.breaker = fault::BreakerPhase::half_open};
        CHECK_FALSE(planned(fault).has_value());
        fault.condition = {};
    }

    TEST_CASE("bursts tell less about a rate than independent decisions do") {
        FaultConfig fault = fault_from(0s, 100s);
        CHECK(*independent_decisions(fault, 1000) == 1000);
        fault.choice = fault::BurstByCall{0.2, 50};  // 1 - c is 1 / 40
        CHECK(*independent_decisions(fault, 1000) == doctest::Approx(1000 / 79.0));
        fault.choice = fault::BurstByTime{1s, 4s};  // 125 renewals
        CHECK(*independent_decisions(fault, 1000) == doctest::Approx(62.5));
        fault.choice = fault::Every{3};
        CHECK_FALSE(independent_decisions(fault, 1000).has_value());
    }

    TEST_CASE("triggers are put into words") {
        FaultConfig fault = fault_from(0s, 10s);
        CHECK(trigger_phrases(fault).empty());
        fault.choice = fault::Every{23};
        fault.duty = fault::Duty{3s, 20s};
        fault.max_total = 5;
        CHECK(trigger_phrases(fault) ==
              std::vector<std::string>{"on for 3.00s of every 20.0s", "every 23rd", "at most 5 in all"});
        fault.choice = fault::Every{11};
        fault.duty.reset();
        CHECK(trigger_phrases(fault).front() == "every 11th");
    }
}
