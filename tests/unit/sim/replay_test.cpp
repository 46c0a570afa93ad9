// Goal: a journal reproduces every decision, and a changed or hostile one is found out. Method: record
// a simulated run, replay it, then tamper with it.

#include "sim/replay.hpp"

#include "run/journal.hpp"
#include "sim/simulator.hpp"
#include "support/retryable.hpp"
#include "support/sim_plan.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::test;
using policy::LayerKind;

namespace {

run::Plan small_run() {
    policy::ChainConfig chain{
        .order = {LayerKind::retry, LayerKind::circuit_breaker, LayerKind::attempt_timeout}};
    chain.retry = policy::RetryConfig{};
    chain.retry->retry_on = test::usual_retryable();
    chain.circuit_breaker = policy::CircuitBreakerConfig{};
    chain.circuit_breaker->failure_threshold = 5;
    chain.circuit_breaker->open_for = 500ms;
    chain.attempt_timeout = policy::TimeoutConfig{300ms};
    run::Plan plan = queue_plan({.rate = 80, .length = 5s, .seed = 4}, chain);
    plan.faults.push_back(
        {.id = "stall", .kind = fault::Stall{}, .target = 0, .windows = {{at(2s), at(3s)}}});
    return plan;
}

std::vector<std::string> record(const run::Plan& plan) {
    std::vector<std::string> lines;
    run::Journal journal(
        [&lines](std::string_view line) { lines.emplace_back(line.substr(0, line.size() - 1)); });
    measure::Recorder recorder(run::layout_of(plan));
    sim::Simulator simulator(plan, recorder, {.journal = &journal});
    simulator.run();
    return lines;
}

sim::NextLine reader(const std::vector<std::string>& lines) {
    return [&lines, index = std::size_t{0}]() mutable -> std::optional<std::string> {
        return index < lines.size() ? std::optional(lines[index++]) : std::nullopt;
    };
}

}  // namespace

TEST_SUITE("sim::replay") {
    TEST_CASE("a recorded run replays without a difference, to its end") {
        const run::Plan plan = small_run();
        const std::vector<std::string> lines = record(plan);
        const auto result = sim::replay(plan, reader(lines));
        REQUIRE(result.has_value());
        CHECK(result->events == lines.size());
        CHECK(result->complete);
        CHECK_FALSE(result->difference.has_value());
    }

    TEST_CASE("another setting decides differently, and the first difference is named") {
        const std::vector<std::string> lines = record(small_run());
        run::Plan changed = small_run();
        changed.policies[0].circuit_breaker->failure_threshold = 6;
        const auto result = sim::replay(changed, reader(lines));
        REQUIRE(result.has_value());
        REQUIRE(result->difference.has_value());
        CHECK(result->difference->recorded.find("breaker") != std::string::npos);
    }

    TEST_CASE("a journal that is cut short is not complete") {
        const run::Plan plan = small_run();
        std::vector<std::string> lines = record(plan);
        lines.resize(lines.size() / 2);
        const auto result = sim::replay(plan, reader(lines));
        REQUIRE(result.has_value());
        CHECK_FALSE(result->complete);
    }

    TEST_CASE("what cannot have happened is refused with its place") {
        const run::Plan plan = small_run();
        const std::string start = record(plan).front();
        const auto error_of = [&](std::vector<std::string> lines) {
            const auto result = sim::replay(plan, reader(lines));
            REQUIRE_FALSE(result.has_value());
            return result.error();
        };
        CHECK(error_of({"garbage"}) == "event 1 is not a JSON object");
        CHECK(error_of({"[]"}) == "event 1 is not a JSON object");
        CHECK(error_of({R"({"now":1})"}) == R"(event 1 lacks "now" or "event")");
        CHECK(error_of({R"({"seq":0,"now":0,"event":{"timer":1}})"}) ==
              "event 1: a journal has one start, as its first event");
        CHECK(error_of({start, R"({"now":5,"event":{"timer":4000000000}})"}) ==
              "event 2: timer 4000000000 fires but is not armed");
        CHECK(error_of(
                  {start, R"({"now":5,"event":{"done":9,"cause":"reset","status":0,"retry_after":-1}})"}) ==
              "event 2: the attempt of slot 9 ends but is not under way");
        CHECK(error_of({start, R"({"now":-5,"event":{"timer":0}})"}) ==
              "event 2: the time runs backwards or jumps by years");
        CHECK(
            error_of({start, R"({"now":5,"event":{"done":1,"cause":"joy","status":0,"retry_after":-1}})"}) ==
            "event 2 holds an event that is not known");
        CHECK(error_of({start, R"({"now":5,"event":{"timer":-1}})"}) ==
              "event 2 holds an event that is not known");
    }
}
