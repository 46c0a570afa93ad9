// Goal: the run around the calls: load, phases, caps, client instances, and every way to end. Method: a
// scripted target in virtual time.

#include "support/world.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::test;
using measure::Counter;
using policy::ChainConfig;
using policy::LayerKind;

TEST_SUITE("run::Runner") {
    TEST_CASE("calls are due at even distances and each settles exactly once") {
        World world(small_plan({}, 100), [](Instant, const auto&) { return ok(3ms); });
        world.run();
        CHECK(world.total(Counter::offered) == 100);
        CHECK(world.total(Counter::settled) == 100);
        REQUIRE(world.log.settled.size() == 100);
        for (std::size_t index = 0; index < 100; ++index) {
            CHECK(world.log.settled[index].call.value == index);
            CHECK(world.log.settled[index].intended == at(Duration{5ms} + Duration{10ms} * index));
        }
        CHECK(world.runner.ended() == at(1s));
        CHECK(world.timers.size() == 0);
    }

    TEST_CASE("calls in flight at the end are awaited for a bounded time, then unfinished") {
        run::Plan plan = small_plan({}, 2);
        plan.safety.drain = 2s;
        World world(plan, [](Instant, const run::AttemptRequest& attempt) {
            return attempt.id.call.value == 0 ? ok(1500ms) : silence();
        });
        world.run();
        CHECK(world.total(Counter::succeeded) == 1);
        CHECK(world.total(Counter::unfinished) == 1);
        CHECK(world.total(Counter::settled) == 1);
        CHECK(world.last == at(3s));
        CHECK(world.wire.under_way() == 0);
    }

    TEST_CASE("an interrupt withdraws what is under way and ends the run at once") {
        World world(small_plan({}, 10), [](Instant, const auto&) { return silence(); });
        world.run(at(420ms));
        CHECK(world.runner.ending() == run::Ending::interrupted);
        CHECK(world.runner.ended() == at(420ms));
        CHECK(world.total(Counter::offered) == 4);
        CHECK(world.total(Counter::cancelled) == 4);
        CHECK(world.wire.under_way() == 0);
        CHECK(world.timers.size() == 0);
    }

    TEST_CASE("max_calls ends the run by the guard") {
        run::Plan plan = small_plan({}, 10);
        plan.safety.max_calls = 3;
        World world(plan, [](Instant, const auto&) { return ok(1ms); });
        world.run();
        CHECK(world.runner.ending() == run::Ending::guard);
        CHECK(world.wire.starts.size() == 3);
        CHECK(world.total(Counter::unsent) == 1);
    }

    TEST_CASE("a target at an address that is not allowed ends the run") {
        World world(small_plan({}, 10), [](Instant, const auto&) { return broken(Cause::forbidden, 1ms); });
        world.run();
        CHECK(world.runner.ending() == run::Ending::forbidden);
        CHECK(world.wire.starts.size() == 1);
        CHECK(world.runner.ended() == world.wire.starts[0] + 1ms);
    }

    TEST_CASE("max_in_flight and max_rate hold calls back, and count them") {
        run::Plan plan = small_plan({}, 10);
        SUBCASE("in flight") {
            plan.safety.max_in_flight = 2;
            World world(plan, [](Instant, const auto&) { return silence(); });
            world.run();
            CHECK(world.wire.starts.size() == 2);
            CHECK(world.total(Counter::unsent) == 8);
        }
        SUBCASE("rate") {
            plan.safety.max_rate = Rate{4};
            World world(plan, [](Instant, const auto&) { return ok(); });
            world.run();
            CHECK(world.wire.starts.size() == 4);
            CHECK(world.total(Counter::unsent) == 6);
        }
    }

    TEST_CASE("the deadline of [safety] ends the run") {
        run::Plan plan = small_plan({}, 10);
        plan.safety.deadline = 300ms;
        World world(plan, [](Instant, const auto&) { return ok(); });
        world.run();
        CHECK(world.runner.ending() == run::Ending::guard);
        CHECK(world.runner.ended() == at(300ms));
    }

    TEST_CASE("each client instance has a breaker of its own") {
        ChainConfig chain{.order = {LayerKind::circuit_breaker}};
        chain.circuit_breaker = policy::CircuitBreakerConfig{};
        chain.circuit_breaker->failure_threshold = 2;
        run::Plan plan = small_plan(chain, 20);
        plan.client_instances = 3;
        World world(plan, [](Instant, const run::AttemptRequest& attempt) {
            return attempt.client == 1 ? status(500) : ok();
        });
        world.run();
        CHECK(world.total(Counter::breaker_opens) == 1);
        REQUIRE(world.log.transitions.size() == 1);
        CHECK(world.log.transitions[0].client == 1);
        CHECK(world.total(Counter::failed) == 2);
        CHECK(world.total(Counter::rejected) == 5);  // calls 7, 10, 13, 16, 19
    }

    TEST_CASE("users of a closed load wait for their answers and think") {
        run::Plan plan = small_plan({}, 1);
        plan.loads[0].model = load::Users::Config{.count = 2,
                                                  .think_time = Distribution(Distribution::Constant{50ms}),
                                                  .active = {run_start, at(1s)}};
        World world(plan, [](Instant, const auto&) { return ok(50ms); });
        world.run();
        CHECK(world.wire.concurrent_max <= 2);
        CHECK(world.total(Counter::settled) >= 18);  // 2 users, a call each 100 ms
        CHECK(world.total(Counter::settled) <= 20);
    }

    TEST_CASE("a mix draws its requests by weight, the same for the same seed") {
        const auto requests = [] {
            run::Plan plan = small_plan({}, 1000);
            plan.targets[0].requests = {{.name = "read", .weight = 3}, {.name = "write", .weight = 1}};
            std::vector<std::uint16_t> drawn;
            World world(plan, [&drawn](Instant, const run::AttemptRequest& attempt) {
                drawn.push_back(attempt.request);
                return ok();
            });
            world.run();
            return drawn;
        };
        const auto drawn = requests();
        const auto writes = std::count(drawn.begin(), drawn.end(), 1);
        CHECK(writes > 250 - 4 * 14);  // binomial(1000, 1/4): four standard deviations of 13.7
        CHECK(writes < 250 + 4 * 14);
        CHECK(drawn == requests());
    }

    TEST_CASE("a late wake-up begins every call that is due, each with its own intended start") {
        run::Plan plan = small_plan({}, 10);
        ScriptedWire wire([](Instant, const auto&) { return silence(); });
        run::TimerQueue timers;
        measure::Recorder recorder(run::layout_of(plan));
        run::Runner runner(plan, {.wire = wire, .timers = timers, .recorder = recorder});
        runner.start(run_start);
        runner.on(at(270ms), run::TimerFired{*timers.pop_due(at(270ms))});
        CHECK(wire.starts == std::vector<Instant>{at(270ms), at(270ms), at(270ms)});
        CHECK(recorder.histogram(measure::Timing::schedule_lag, 0, 1).max() == 220ms);
        runner.on(at(280ms), run::Interrupted{});
    }

    TEST_CASE("a breaker goes to half-open by time alone, without a call to ask for it") {
        ChainConfig chain{.order = {LayerKind::circuit_breaker}};
        chain.circuit_breaker = policy::CircuitBreakerConfig{};
        chain.circuit_breaker->failure_threshold = 1;
        chain.circuit_breaker->open_for = 200ms;
        run::Plan plan = small_plan(chain, 1);
        World world(plan, [](Instant, const auto&) { return status(500); });
        world.run();
        REQUIRE(world.log.transitions.size() == 2);
        CHECK(world.log.transitions[1].transition.to == policy::BreakerState::half_open);
        CHECK(world.log.transitions[1].transition.when == at(700ms));
    }
}
