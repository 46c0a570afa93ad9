// Goal: actions are done when they are due, and what a command did is undone on every way out, once, the
// latest first. Method: scripted errands in virtual time.
#include "support/world.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::test;
using measure::Counter;
using policy::BreakerState;
using policy::ChainConfig;
using policy::LayerKind;
using run::CommandResult;
using Stage = run::CommandId::Stage;
using Entries = std::vector<std::string>;

namespace {

run::ActionPlan action(Instant when, decltype(run::ActionPlan::what) what) {
    run::ActionPlan plan;
    plan.id = "action";
    plan.at = when;
    plan.what = std::move(what);
    return plan;
}

run::Execute command(std::optional<Duration> lasts = std::nullopt) {
    return {.act = {.words = {"do"}, .written = "do"},
            .undo = run::CommandLine{.words = {"undo"}, .written = "undo"},
            .timeout = 2s,
            .lasts = lasts};
}

run::Plan with_commands(std::initializer_list<Instant> when) {
    run::Plan plan = small_plan({}, 10, 10s);
    for (const Instant one : when) {
        plan.actions.push_back(action(one, command()));
    }
    return plan;
}

ChainConfig retrying(std::uint32_t attempts) {
    ChainConfig chain;
    chain.name = "client";
    chain.order = {LayerKind::retry};
    chain.retry = policy::RetryConfig{.max_attempts = attempts};
    chain.retry->backoff.initial_delay = 0ms;
    chain.retry->retry_on.causes.set(static_cast<std::size_t>(Cause::reset));
    return chain;
}

ChainConfig breaking() {
    ChainConfig chain;
    chain.order = {LayerKind::circuit_breaker};
    chain.circuit_breaker = policy::CircuitBreakerConfig{.failure_threshold = 3, .open_for = 1s};
    return chain;
}

Reply quick(Instant /*now*/, const run::AttemptRequest& /*attempt*/) {
    return ok(1ms);
}

}  // namespace

TEST_SUITE("run::Actions on policies") {
    TEST_CASE("MO-1 in a run: forced open rejects every call, past open_for, until somebody resets it") {
        using Hand = run::TurnBreaker::Hand;
        run::Plan plan = small_plan(breaking(), 100, 10s);
        plan.actions = {action(at(2s), run::TurnBreaker{.hand = Hand::force_open}),
                        action(at(7s), run::TurnBreaker{.hand = Hand::reset})};
        World world(plan, quick);
        world.run();
        CHECK(world.total(Counter::rejected) == 50);
        CHECK(world.total(Counter::succeeded) == 50);
        REQUIRE(world.log.transitions.size() == 2);
        CHECK(world.log.transitions[0].transition.to == BreakerState::forced_open);
        CHECK(world.log.transitions[1].transition.to == BreakerState::closed);
        CHECK(world.runner.actions().size() == 2);
        CHECK(world.runner.actions()[0].when == at(2s));
    }

    TEST_CASE("metrics_only lets a broken target through and counts that it would have opened") {
        run::Plan plan = small_plan(breaking(), 10, 1s);
        plan.actions = {action(at(0s), run::TurnBreaker{.hand = run::TurnBreaker::Hand::metrics_only})};
        World world(plan, [](Instant, const auto&) { return broken(Cause::reset, 1ms); });
        world.run();
        CHECK(world.total(Counter::failed) == 10);
        CHECK(world.total(Counter::rejected) == 0);
        CHECK(world.total(Counter::breaker_would_open) == 1);
    }

    TEST_CASE("every client instance is concerned") {
        run::Plan plan = small_plan(breaking(), 100, 10s);
        plan.client_instances = 4;
        plan.actions = {action(at(5s), run::TurnBreaker{.hand = run::TurnBreaker::Hand::force_open})};
        World world(plan, quick);
        world.run();
        CHECK(world.total(Counter::rejected) == 50);
        CHECK(world.log.transitions.size() == 4);
    }

    TEST_CASE("calls that begin while all is bypassed go straight to the wire; then they do not") {
        run::Plan plan = small_plan(retrying(3), 30, 3s);
        plan.actions = {
            action(at(1s), run::Bypass{.edge = run::Bypass::Edge::begin}),
            action(at(2s), run::Bypass{.edge = run::Bypass::Edge::end, .policy = PolicyIndex{0}})};
        World world(plan, [](Instant, const auto&) { return broken(Cause::reset, 1ms); });
        world.run();
        CHECK(world.total(Counter::attempts) == 10 * 3 + 10 + 10 * 3);
    }

    TEST_CASE("a call under way stays in its layers when they are bypassed") {
        ChainConfig chain = retrying(2);
        chain.retry->backoff = {.shape = policy::BackoffShape::constant, .initial_delay = 1s};
        run::Plan plan = small_plan(chain, 1, 2s);  // due at 1 s
        plan.actions = {action(at(1500ms), run::Bypass{.edge = run::Bypass::Edge::begin})};
        World world(plan, [](Instant, const auto&) { return broken(Cause::reset, 1ms); });
        world.run();
        CHECK(world.total(Counter::attempts) == 2);
    }

    TEST_CASE("a setting that is changed holds from then on") {
        run::Plan plan = small_plan(retrying(3), 30, 3s);
        plan.actions = {action(at(1s), run::Reconfigure{.policy = 0, .config = retrying(1)}),
                        action(at(2s), run::Reconfigure{.policy = 0, .config = retrying(2)})};
        World world(plan, [](Instant, const auto&) { return broken(Cause::reset, 1ms); });
        world.run();
        CHECK(world.total(Counter::attempts) == 10 * 3 + 10 * 1 + 10 * 2);
    }

    TEST_CASE("a bulkhead that grows lets those that wait go on at once") {
        ChainConfig small;
        small.name = "client";
        small.order = {LayerKind::bulkhead};
        small.bulkhead = policy::BulkheadConfig{.max_concurrent = 1, .max_queue = 10};
        ChainConfig large = small;
        large.bulkhead->max_concurrent = 10;
        run::Plan plan = small_plan(small, 5, 1s);
        plan.actions = {action(at(950ms), run::Reconfigure{.policy = 0, .config = large})};
        World world(plan, [](Instant, const auto&) { return ok(2s); });
        world.run();
        CHECK(world.total(Counter::succeeded) == 5);
        REQUIRE(world.wire.starts.size() == 5);
        CHECK(world.wire.starts[0] == at(100ms));
        CHECK(world.wire.starts[1] == at(950ms));
        CHECK(world.wire.starts[4] == at(950ms));
    }

    TEST_CASE("a time limit that is changed leaves the calls under way with theirs") {
        ChainConfig chain;
        chain.name = "client";
        chain.order = {LayerKind::timeout};
        chain.timeout = policy::TimeoutConfig{.limit = 1s};
        ChainConfig shorter = chain;
        shorter.timeout->limit = 200ms;
        run::Plan plan = small_plan(chain, 2, 2s);  // due at 500 ms and 1.5 s
        plan.actions = {action(at(600ms), run::Reconfigure{.policy = 0, .config = shorter})};
        World world(plan, [](Instant, const auto&) { return silence(); });
        world.run();
        REQUIRE(world.log.settled.size() == 2);
        CHECK(world.log.settled[0].settled == at(1500ms));
        CHECK(world.log.settled[1].settled == at(1700ms));
    }
}

TEST_SUITE("run::Actions with commands") {
    TEST_CASE("undone when the run ends, the latest first, one after the other") {
        World world(with_commands({at(1s), at(3s), at(2s)}), quick);
        world.errands.takes = 100ms;
        world.run();
        CHECK(world.errands.log ==
              Entries{"1s act 0", "2s act 2", "3s act 1", "10s undo 1", "10.1s undo 2", "10.2s undo 0"});
        CHECK(world.runner.ending() == run::Ending::completed);
        CHECK(world.last == at(10300ms));
        CHECK(world.timers.size() == 0);
    }

    TEST_CASE("undone after `for`, and not again at the end") {
        run::Plan plan = small_plan({}, 10, 10s);
        plan.actions = {action(at(1s), command(3s))};
        World world(plan, quick);
        world.run();
        CHECK(world.errands.log == Entries{"1s act 0", "4s undo 0"});
    }

    TEST_CASE("undone when the user interrupts") {
        World world(with_commands({at(1s)}), quick);
        world.run(at(2s));
        CHECK(world.runner.ending() == run::Ending::interrupted);
        CHECK(world.errands.log == Entries{"1s act 0", "2s undo 0"});
    }

    TEST_CASE("undone when the guard ends the run") {
        run::Plan plan = with_commands({at(1s)});
        plan.safety.max_calls = 3;
        World world(plan, quick);
        world.run();
        CHECK(world.runner.ending() == run::Ending::guard);
        CHECK(world.errands.count("undo 0") == 1);
    }

    TEST_CASE("a command under way when the run ends is killed and undone") {
        World world(with_commands({at(1s)}), quick);
        world.errands.on_execute = [](run::CommandId id) {
            return id.stage == Stage::act ? std::nullopt
                                          : std::optional(CommandResult{.end = CommandResult::End::exited});
        };
        world.run(at(1500ms));
        CHECK(world.errands.log == Entries{"1s act 0", "1.5s kill act 0", "1.5s undo 0"});
        CHECK(world.runner.actions()[0].result->end == CommandResult::End::withdrawn);
    }

    TEST_CASE("a command that fails is undone all the same") {
        World world(with_commands({at(1s)}), quick);
        world.errands.on_execute = [](run::CommandId id) {
            return CommandResult{.end = CommandResult::End::exited,
                                 .code = static_cast<std::uint16_t>(id.stage == Stage::act ? 1 : 0)};
        };
        world.run();
        REQUIRE(world.runner.actions().size() == 2);
        CHECK_FALSE(world.runner.actions()[0].result->succeeded());
        CHECK(world.runner.actions()[1].result->succeeded());
    }

    TEST_CASE("a command that hangs is killed at its limit, an undo, too, and the run ends") {
        World world(with_commands({at(1s)}), quick);
        world.errands.on_execute = [](run::CommandId) {
            return std::optional<CommandResult>{};
        };
        world.run();
        CHECK(world.errands.log == Entries{"1s act 0", "3s kill act 0", "10s undo 0", "12s kill undo 0"});
        CHECK(world.runner.actions()[0].result->end == CommandResult::End::timed_out);
        CHECK(world.runner.actions()[0].took == 2s);
        CHECK(world.runner.actions()[1].result->end == CommandResult::End::timed_out);
    }

    TEST_CASE("a second interrupt starts every undo that is left and waits for none") {
        World world(with_commands({at(1s), at(2s), at(3s)}), quick);
        world.errands.on_execute = [](run::CommandId id) {
            return id.stage == Stage::act ? std::optional(CommandResult{.end = CommandResult::End::exited})
                                          : std::nullopt;
        };
        world.then_stop = at(5s);
        world.run(at(4s));
        CHECK(world.errands.log ==
              Entries{"1s act 0", "2s act 1", "3s act 2", "4s undo 2", "5s undo 0", "5s undo 1"});
        CHECK(world.runner.actions().back().result->end == CommandResult::End::left_alone);
        CHECK(world.timers.size() == 0);
    }

    TEST_CASE("an action that the run never reached is neither done nor undone") {
        World world(with_commands({at(5s)}), quick);
        world.run(at(2s));
        CHECK(world.errands.log.empty());
        CHECK(world.runner.actions().empty());
    }
}
