// Goal: values change as people ask, never to what cannot be, and every step can be undone. Method: a small
// scenario on the bench, knobs turned, and what would be simulated and written looked at.
#include "tune/ui/workbench.hpp"

#include "../fixture.hpp"

#include <doctest/doctest.h>

namespace fortify::tune::ui {

namespace {

Workbench bench_of(const Specimen& specimen) {
    return {specimen, [&specimen](const Setting& setting) {
                const auto plan = specimen.plan_with(setting);
                return plan ? std::string{} : plan.error().back().message;
            }};
}

void select(Workbench& bench, std::string_view path) {
    bench.move(-1000);
    for (std::size_t step = 0; step < bench.knobs().size(); ++step) {
        if (bench.knobs()[bench.cursor()].key.path == path) {
            return;
        }
        bench.move(1);
    }
    REQUIRE_MESSAGE(false, path);
}

std::string value(const Workbench& bench) {
    return bench.knobs()[bench.cursor()].value;
}

}  // namespace

TEST_SUITE("tune::ui::workbench") {
    TEST_CASE("a turned knob is in the setting, and in none when it is back") {
        const Specimen specimen = small_specimen();
        Workbench bench = bench_of(specimen);
        select(bench, "policy.client.retry.max_attempts");
        CHECK(bench.setting().empty());
        CHECK(bench.nudge(Direction::up));
        CHECK(value(bench) == "3");
        REQUIRE(bench.setting().size() == 1);
        CHECK(bench.setting()[0].path == "policy.client.retry.max_attempts");
        CHECK(bench.setting()[0].value == "3");
        CHECK(bench.nudge(Direction::down));
        CHECK(bench.setting().empty());
        CHECK(bench.unsaved().empty());
    }
    TEST_CASE("bounds, words and values that do not go together are refused") {
        const Specimen specimen = small_specimen();
        Workbench bench = bench_of(specimen);
        select(bench, "policy.client.retry.max_attempts");
        CHECK(bench.type("1"));
        const auto below = bench.nudge(Direction::down);
        REQUIRE_FALSE(below);
        CHECK(below.error() == "1 is the least it can be");
        CHECK_FALSE(bench.type("101"));
        CHECK_FALSE(bench.type("many"));
        CHECK_FALSE(bench.type("1.5"));
        CHECK(value(bench) == "1");
        select(bench, "policy.client.retry.initial_delay");
        // The longest delay is 30s.
        const auto beyond = bench.type("40s");
        REQUIRE_FALSE(beyond);
        CHECK(beyond.error().find("max_delay") != std::string::npos);
        CHECK(value(bench) == "100ms");
    }
    TEST_CASE("a value typed in another unit is the same value") {
        const Specimen specimen = small_specimen();
        Workbench bench = bench_of(specimen);
        select(bench, "policy.client.circuit_breaker.open_for");
        CHECK(bench.type("1000ms"));
        CHECK(value(bench) == "1s");
        CHECK(bench.setting().empty());
        CHECK(bench.type("1m30s"));
        CHECK(value(bench) == "1m30s");
    }
    TEST_CASE("per cent stay per cent") {
        const Specimen specimen = small_specimen({{"policy.client.circuit_breaker.failure_rate", "50%"}});
        Workbench bench = bench_of(specimen);
        select(bench, "policy.client.circuit_breaker.failure_rate");
        CHECK(value(bench) == "50%");
        CHECK(bench.nudge(Direction::up));
        CHECK(value(bench) == "55%");
    }
    TEST_CASE("undo and redo go step by step and select what they move") {
        const Specimen specimen = small_specimen();
        Workbench bench = bench_of(specimen);
        CHECK_FALSE(bench.undo());
        select(bench, "policy.client.retry.max_attempts");
        CHECK(bench.nudge(Direction::up));
        select(bench, "policy.client.attempt_timeout.limit");
        CHECK(bench.type("2s"));
        CHECK(bench.type("2s"));  // changes nothing, so there is nothing to undo
        CHECK(bench.undo());
        CHECK(value(bench) == "1s");
        CHECK(bench.undo());
        CHECK(bench.knobs()[bench.cursor()].key.path == "policy.client.retry.max_attempts");
        CHECK(value(bench) == "2");
        CHECK_FALSE(bench.undo());
        CHECK(bench.redo());
        CHECK(bench.redo());
        CHECK_FALSE(bench.redo());
        CHECK(bench.setting().size() == 2);
        CHECK(bench.undo());
        CHECK(bench.type("3s"));
        CHECK_FALSE(bench.redo());
    }
    TEST_CASE("the baseline is what was pinned, or what the file has") {
        const Specimen specimen = small_specimen();
        Workbench bench = bench_of(specimen);
        select(bench, "policy.client.retry.max_attempts");
        CHECK(bench.nudge(Direction::up));
        CHECK(bench.baseline().empty());
        bench.pin_baseline();
        REQUIRE(bench.baseline().size() == 1);
        CHECK(bench.baseline()[0].value == "3");
        CHECK(bench.nudge(Direction::up));
        CHECK(bench.baseline()[0].value == "3");
        bench.unpin_baseline();
        CHECK(bench.baseline().empty());
    }
    TEST_CASE("what is written is not unsaved any more, and still differs from what was opened") {
        const Specimen specimen = small_specimen();
        Workbench bench = bench_of(specimen);
        select(bench, "policy.client.retry.max_attempts");
        CHECK(bench.nudge(Direction::up));
        CHECK(bench.unsaved().size() == 1);
        bench.mark_saved();
        CHECK(bench.unsaved().empty());
        CHECK(bench.setting().size() == 1);
        CHECK(bench.undo());
        REQUIRE(bench.unsaved().size() == 1);
        CHECK(bench.unsaved()[0].value == "2");
        CHECK(bench.reset());
        CHECK(value(bench) == "3");
    }
    TEST_CASE("keys that are not set are shown on request, and can be set") {
        const Specimen specimen = small_specimen();
        Workbench bench = bench_of(specimen);
        const auto shown = [&bench](std::string_view path) {
            for (std::size_t knob = 0; knob < bench.knobs().size(); ++knob) {
                if (bench.knobs()[knob].key.path == path) {
                    return bench.is_shown(knob);
                }
            }
            return false;
        };
        CHECK_FALSE(shown("policy.client.retry.budget.ratio"));
        CHECK(bench.toggle_unset());
        CHECK(shown("policy.client.retry.budget.ratio"));
        select(bench, "policy.client.retry.budget.ratio");
        CHECK(value(bench).empty());
        CHECK(bench.nudge(Direction::up));
        CHECK(value(bench) == "0.1");
        CHECK_FALSE(bench.toggle_unset());
        bench.move(-1000);
        CHECK(shown("policy.client.retry.budget.ratio"));
        REQUIRE(bench.setting().size() == 1);
        CHECK(bench.undo());
        CHECK(bench.setting().empty());
        CHECK(bench.redo());
        bench.mark_saved();
        // The file has it now, and what a file has is not taken out of it.
        CHECK_FALSE(bench.undo());
        CHECK(bench.toggle_unset());
        select(bench, "policy.client.circuit_breaker.failure_threshold");
        CHECK_FALSE(bench.nudge(Direction::up));
        CHECK(bench.type("5"));
        CHECK(bench.reset());
        CHECK(value(bench).empty());
    }
    TEST_CASE("neighbours are what + and - would give") {
        const Specimen specimen = small_specimen();
        Workbench bench = bench_of(specimen);
        select(bench, "policy.client.retry.max_attempts");
        const auto neighbours = bench.neighbours();
        REQUIRE(neighbours.size() == 2);
        CHECK(neighbours[0][0].value == "3");
        CHECK(neighbours[1][0].value == "1");
    }
}

}  // namespace fortify::tune::ui
