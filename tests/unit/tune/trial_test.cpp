// Goal: a trial tells what a simulation of the same plan tells, whoever runs it. Method: trials beside each
// other, alone, over threads, and stopped.
#include "tune/trial.hpp"

#include "fixture.hpp"
#include "tune/pool.hpp"

#include <doctest/doctest.h>

namespace fortify::tune {

namespace {

slo::Measurement measurement(std::string_view text, const run::Plan& plan) {
    const auto parsed = slo::parse_measurement(text, {}, vocabulary_of(plan));
    REQUIRE_MESSAGE(parsed, text);
    return *parsed;
}

Wanted wanted_of(const run::Plan& plan) {
    return {
        .measurements = {measurement("error_rate during outage", plan),
                         measurement("p99(response_time)", plan), measurement("retry.amplification", plan)},
        .slot = {}};
}

}  // namespace

TEST_SUITE("tune::trial") {
    TEST_CASE("values, verdicts and totals come out of one run") {
        const run::Plan plan = small_specimen().plan();
        const auto trial = run_trial(plan, 1, wanted_of(plan));
        REQUIRE(trial);
        CHECK(trial->calls > 600);
        CHECK(trial->calls < 800);
        CHECK(trial->attempts > trial->calls / 2);
        REQUIRE(trial->values.size() == 3);
        CHECK(trial->values[0] > 0);
        CHECK(trial->values[1] > 0.1);
        CHECK(trial->values[2] > 1);
        REQUIRE(trial->slos.size() == 2);
        CHECK(trial->slos[1].severity == slo::Severity::warn);
        CHECK(trial->worst_margin() == trial->slos[0].margin);
        CHECK_FALSE(trial->picture);
    }
    TEST_CASE("a measurement agrees with the SLO that judges it") {
        const Specimen specimen = small_specimen();
        const Wanted wanted{.measurements = {measurement("success_rate during outage", specimen.plan())},
                            .slot = 1s};
        const auto trial = run_trial(specimen.plan(), 5, wanted);
        REQUIRE(trial);
        REQUIRE(trial->picture);
        CHECK(trial->picture->verdicts[0].evidence[0].observed == trial->values[0]);
        CHECK(trial->slos[0].margin == trial->picture->verdicts[0].evidence[0].margin);
    }
    TEST_CASE("the seed decides: equal ones give equal trials, others do not") {
        const run::Plan plan = small_specimen().plan();
        const Wanted wanted = wanted_of(plan);
        const auto first = run_trial(plan, 1, wanted);
        const auto again = run_trial(plan, 1, wanted);
        const auto other = run_trial(plan, 2, wanted);
        CHECK(first->values == again->values);
        CHECK(first->events == again->events);
        CHECK_FALSE(first->values == other->values);
    }
    TEST_CASE("any number of threads gives the same trials, bit for bit") {
        const run::Plan plan = small_specimen().plan();
        const Wanted wanted = wanted_of(plan);
        const auto job = [&](std::size_t index, const std::stop_token& stop) {
            return run_trial(plan, index, wanted, stop);
        };
        const auto alone = map_pool<Trial>(16, job, {.threads = 1, .cancelled = {}, .progress = {}});
        const auto crowd = map_pool<Trial>(16, job, {.threads = 8, .cancelled = {}, .progress = {}});
        for (std::size_t index = 0; index < 16; ++index) {
            REQUIRE(alone[index]);
            CHECK(alone[index]->values == crowd[index]->values);
            CHECK(alone[index]->events == crowd[index]->events);
            CHECK(alone[index]->conclusion == crowd[index]->conclusion);
        }
    }
    TEST_CASE("a picture has slots of the length asked for, and the phases and faults beside it") {
        const run::Plan plan = small_specimen().plan();
        const auto trial = run_trial(plan, 1, {.measurements = {}, .slot = 450ms});
        REQUIRE(trial->picture);
        CHECK(trial->picture->series.slot == 500ms);
        CHECK(trial->picture->series.slots.size() >= 20);
        CHECK(trial->picture->scopes.size() == 3);
        CHECK(trial->picture->verdicts.size() == 2);
    }
    TEST_CASE("a trial that is asked to stop gives nothing") {
        const run::Plan plan =
            *small_specimen().plan_with({{.path = "phase.steady.duration", .value = "10m"}});
        std::stop_source source;
        source.request_stop();
        CHECK_FALSE(run_trial(plan, 1, {}, source.get_token()));
    }
    TEST_CASE("what breaches at a value holds at another") {
        const Specimen specimen = small_specimen();
        const auto conclusion = [&](std::string value) {
            const auto plan =
                specimen.plan_with({{.path = "fault.burst.when.mean_rate", .value = std::move(value)}});
            REQUIRE(plan);
            return run_trial(*plan, 1, {})->conclusion;
        };
        CHECK(conclusion("0.01") == report::Conclusion::passed);
        CHECK(conclusion("0.9") == report::Conclusion::breached);
    }
    TEST_CASE("values that do not go together are told as diagnostics") {
        const auto plan =
            small_specimen().plan_with({{.path = "policy.client.retry.max_delay", .value = "1ms"}});
        REQUIRE(!plan);
        CHECK(plan.error().front().code == "F0203");
    }
    TEST_CASE("real endpoints without a model are an obstacle") {
        const Specimen specimen = small_specimen();
        CHECK_FALSE(why_not_simulated(specimen.plan()));
        run::Plan plan = specimen.plan();
        plan.targets[0].service.reset();
        plan.targets[0].url = "http://127.0.0.1:1/";
        REQUIRE(why_not_simulated(plan));
        CHECK(why_not_simulated(plan)->reason == "no model for the URL of target api");
    }
}

}  // namespace fortify::tune
