// Goal: the real-time driver runs a plan to its end, on time, and ends it early in good order when
// asked to. Method: short plans against servers of this process; signals raised by the progress hook.
#include "net/driver.hpp"

#include "integration/support/client.hpp"
#include "integration/support/rogue_server.hpp"
#include "support/world.hpp"

#include <doctest/doctest.h>

#include <csignal>

namespace fortify::test {
namespace {

// Everything around a runner in real time.
struct RealWorld {
    RealWorld(run::Plan wanted, const std::string& url)
        : plan(std::move(wanted)), recorder(run::layout_of(plan)) {
        plan.targets[0].url = url;
        auto made_loop = net::Loop::create();
        REQUIRE(made_loop.has_value());
        loop.emplace(std::move(made_loop).value());
        auto made_wire = net::CurlWire::create(
            *loop, {.endpoints = {net::endpoint_of(plan.targets[0], "")}, .allow = plan.safety.allow});
        REQUIRE_MESSAGE(made_wire.has_value(), made_wire.error());
        wire = std::move(made_wire).value();
        runner = std::make_unique<run::Runner>(
            plan,
            run::Runner::Ports{.wire = *wire, .timers = timers, .recorder = recorder, .observer = &log});
    }
    void run(const net::Hooks& hooks, net::SignalWatch* signals = nullptr) {
        net::run_real({.runner = *runner,
                       .wire = *wire,
                       .timers = timers,
                       .loop = *loop,
                       .clock = clock,
                       .signals = signals},
                      hooks);
        CHECK(runner->finished());
        CHECK(timers.size() == 0);
    }

    run::Plan plan;
    measure::Recorder recorder;
    run::TimerQueue timers;
    Log log;
    std::optional<net::Loop> loop;
    std::unique_ptr<net::CurlWire> wire;
    std::unique_ptr<run::Runner> runner;
    net::Clock clock;
};

}  // namespace

TEST_SUITE("net::run_real") {
    TEST_CASE("every call of the plan settles, none before its time") {
        const RogueServer server({.answer = good_answer, .end = Script::End::keep});
        RealWorld world(small_plan({}, 50, 500ms), server.url());
        int shown = 0;
        world.run({.every = 50ms, .progress = [&](Instant) {
                       ++shown;
                   }});
        CHECK(world.runner->ending() == run::Ending::completed);
        REQUIRE(world.log.settled.size() == 50);
        for (const run::Settled& settled : world.log.settled) {
            CHECK(settled.outcome.is_success());
            CHECK(settled.settled >= settled.intended);
        }
        CHECK(world.clock.read() >= at(500ms));
        CHECK(shown > 0);
    }

    TEST_CASE("a target that never answers does not hold up the end") {
        const RogueServer server({.end = Script::End::keep});
        auto plan = small_plan({}, 5, 100ms);
        plan.safety.drain = 100ms;
        RealWorld world(plan, server.url());
        world.run({});
        REQUIRE(world.log.settled.size() == 5);
        for (const run::Settled& settled : world.log.settled) {
            CHECK(settled.outcome.cause == Cause::unfinished);
        }
    }

    TEST_CASE("the first signal ends the run in good order") {
        const RogueServer server({.answer = good_answer, .end = Script::End::keep});
        RealWorld world(small_plan({}, 36'000, 1h), server.url());
        auto signals = net::SignalWatch::install();
        REQUIRE(signals.has_value());
        bool raised = false;
        world.run({.every = 1ms,
                   .progress =
                       [&](Instant) {
                           if (!raised && !world.log.settled.empty()) {
                               raised = ::raise(SIGTERM) == 0;
                           }
                       }},
                  signals->get());
        CHECK(raised);
        CHECK((*signals)->taken() == SIGTERM);
        CHECK(world.runner->ending() == run::Ending::interrupted);
        CHECK(world.runner->ended() < at(1h));
    }
}

}  // namespace fortify::test
