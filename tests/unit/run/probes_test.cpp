// Goal: the run waits for its probes, ends at once when they are not content before the first fault, and
// goes on asking until its end. Method: scripted errands in virtual time.
#include "support/world.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::test;
using measure::Counter;
using measure::Gauge;
using run::Health;

namespace {

run::ProbePlan probe(const std::string& id = "ready") {
    run::ProbePlan plan;
    plan.id = id;
    plan.check = run::TcpCheck{.host = "127.0.0.1", .port = 1};
    plan.unhealthy_after = 2;
    return plan;
}

run::Plan probed(Duration length = 10s) {
    run::Plan plan = small_plan({}, 100, length);
    plan.probes = {probe()};
    return plan;
}

void add_fault(run::Plan& plan, Instant start) {
    fault::FaultConfig fault;
    fault.id = "down";
    fault.kind = fault::Refuse{};
    fault.windows = {{start, start + 1s}};
    plan.faults = {fault};
}

Reply quick(Instant /*now*/, const run::AttemptRequest& /*attempt*/) {
    return ok(1ms);
}

}  // namespace

TEST_SUITE("run::Probes") {
    TEST_CASE("a target that is unhealthy before the run: no attempt is made, and the run says which probe") {
        run::Plan plan = probed();
        plan.probes[0].ready_within = 9500ms;
        World world(plan, quick);
        world.errands.on_ask = [](Instant, run::ProbeIndex) {
            return unhealthy();
        };
        world.run();
        CHECK(world.runner.ending() == run::Ending::unready);
        CHECK(world.runner.unready_probe() == run::ProbeIndex{0});
        CHECK(world.wire.starts.empty());
        CHECK(world.total(Counter::offered) == 0);
        CHECK(world.runner.ended() == run_start);
        CHECK(world.last < run_start);
        CHECK(world.errands.count("ask") == 10);  // one a second for nine and a half
        CHECK(world.timers.size() == 0);
    }

    TEST_CASE("a target that comes up while the run waits: all is as if it had been up before") {
        World world(probed(), quick);
        int asked = 0;
        world.errands.on_ask = [&](Instant, run::ProbeIndex) {
            return ++asked <= 4 ? unhealthy() : healthy();
        };
        world.run();
        CHECK(world.runner.ending() == run::Ending::completed);
        CHECK(world.total(Counter::succeeded) == 100);
        CHECK(world.log.settled.front().intended == at(50ms));
        CHECK(world.runner.probes()[0].before == Health::healthy);
        CHECK(world.runner.probes()[0].transitions.empty());
    }

    TEST_CASE("degraded is enough, unless must_be says healthy") {
        for (const auto demand : {run::ProbePlan::Demand::degraded, run::ProbePlan::Demand::healthy}) {
            run::Plan plan = probed();
            plan.probes[0].demand = demand;
            World world(plan, quick);
            world.errands.on_ask = [](Instant, run::ProbeIndex) {
                return degraded();
            };
            world.run();
            CHECK((world.runner.ending() == run::Ending::completed) ==
                  (demand == run::ProbePlan::Demand::degraded));
        }
    }

    TEST_CASE("a probe that only watches holds nothing up") {
        run::Plan plan = probed();
        plan.probes[0].demand = run::ProbePlan::Demand::none;
        add_fault(plan, at(5s));
        World world(plan, quick);
        world.errands.on_ask = [](Instant, run::ProbeIndex) {
            return unhealthy();
        };
        world.run();
        CHECK(world.runner.ending() == run::Ending::completed);
        CHECK(world.errands.log.front() == "0s ask 0");
        CHECK(world.runner.probes()[0].before == Health::unknown);
        CHECK(world.runner.probes()[0].now == Health::unhealthy);
    }

    TEST_CASE("unhealthy between the start and the first fault ends the run before anything is injected") {
        run::Plan plan = probed();
        add_fault(plan, at(5s));
        World world(plan, quick);
        world.errands.on_ask = [](Instant now, run::ProbeIndex) {
            return now < at(2s) ? healthy() : unhealthy();
        };
        world.run();
        CHECK(world.runner.ending() == run::Ending::unready);
        CHECK(world.runner.ended() == at(3001ms));  // the second bad answer in a row
        CHECK(world.runner.fault_counts()[0].eligible == 0);
    }

    TEST_CASE("unhealthy after the fault began is what the run is for") {
        run::Plan plan = probed();
        add_fault(plan, at(1s));
        World world(plan, quick);
        world.errands.on_ask = [](Instant now, run::ProbeIndex) {
            return now > at(2s) && now < at(6s) ? unhealthy() : healthy();
        };
        world.run();
        CHECK(world.runner.ending() == run::Ending::completed);
        const run::ProbeSeen& seen = world.runner.probes()[0];
        REQUIRE(seen.transitions.size() == 2);
        CHECK(seen.transitions[0].when == at(4001ms));
        CHECK(seen.transitions[0].to == Health::unhealthy);
        CHECK(seen.transitions[1].when == at(6001ms));
        CHECK(world.recorder.gauge_summary(Gauge::probe_unhealthy, 0, {run_start, at(10s)}).above_zero == 2s);
        CHECK(world.total(Counter::probe_transitions) == 2);
    }

    TEST_CASE("without a fault and without an action, what the load does to the target is no reason to end") {
        World world(probed(), quick);
        world.errands.on_ask = [](Instant now, run::ProbeIndex) {
            return now < at(2s) ? healthy() : unhealthy();
        };
        world.run();
        CHECK(world.runner.ending() == run::Ending::completed);
    }

    TEST_CASE("no answer in time is unhealthy, and the question is withdrawn") {
        run::Plan plan = probed(3s);
        plan.probes[0].timeout = 300ms;
        plan.probes[0].ready_within = 2500ms;
        World world(plan, quick);
        world.errands.on_ask = [](Instant, run::ProbeIndex) {
            return std::optional<run::ProbeResult>{};
        };
        world.run();
        CHECK(world.runner.ending() == run::Ending::unready);
        CHECK(world.errands.count("drop") == 3);
        CHECK(world.runner.probes()[0].last.finding == run::Finding::timed_out);
    }

    TEST_CASE("a check that takes longer than `every` leaves out those that were due meanwhile") {
        run::Plan plan = probed(10s);
        plan.probes[0].timeout = 5s;
        World world(plan, quick);
        world.errands.takes = 2500ms;
        world.run();
        std::vector<std::string> during;
        for (const std::string& entry : world.errands.log) {
            if (entry.find("ask") != std::string::npos && entry.front() != '-') {
                during.push_back(entry);
            }
        }
        CHECK(during == std::vector<std::string>{"1s ask 0", "4s ask 0", "7s ask 0"});
    }

    TEST_CASE("probes go on while the last calls end") {
        run::Plan plan = probed(2s);
        plan.safety.drain = 5s;
        World world(plan, [](Instant, const run::AttemptRequest& attempt) {
            return attempt.id.call.value == 99 ? ok(4s) : ok(1ms);
        });
        world.errands.on_ask = [](Instant now, run::ProbeIndex) {
            return now < at(3s) ? healthy() : unhealthy();
        };
        world.run();
        CHECK(world.runner.probes()[0].now == Health::unhealthy);
        CHECK(world.errands.count("5s ask") == 1);
        CHECK(world.errands.next() == never);
        CHECK(world.timers.size() == 0);
    }

    TEST_CASE("one probe of several that is not content is enough, and the right one is named") {
        run::Plan plan = probed();
        plan.probes.push_back(probe("database"));
        World world(plan, quick);
        world.errands.on_ask = [](Instant, run::ProbeIndex which) {
            return which == 1 ? unhealthy() : healthy();
        };
        world.run();
        CHECK(world.runner.unready_probe() == run::ProbeIndex{1});
    }

    TEST_CASE("an interrupt while the run waits ends it, and nothing was sent") {
        World world(probed(), quick);
        world.errands.on_ask = [](Instant, run::ProbeIndex) {
            return unhealthy();
        };
        world.run(run_start - 1min - 5s);
        CHECK(world.runner.ending() == run::Ending::interrupted);
        CHECK(world.wire.starts.empty());
        CHECK(world.timers.size() == 0);
    }

    TEST_CASE("a probe at an address that is not allowed ends the run") {
        World world(probed(), quick);
        world.errands.on_ask = [](Instant, run::ProbeIndex) {
            return run::ProbeResult{
                .health = Health::unhealthy, .finding = run::Finding::no_answer, .cause = Cause::forbidden};
        };
        world.run();
        CHECK(world.runner.ending() == run::Ending::forbidden);
        CHECK(world.errands.count("ask") == 1);
    }

    TEST_CASE("a probe that nobody can answer is left out") {
        World world(probed(), quick);
        world.errands.on_ask = [](Instant, run::ProbeIndex) {
            return run::ProbeResult{.finding = run::Finding::not_simulated};
        };
        world.run();
        CHECK(world.runner.ending() == run::Ending::completed);
        CHECK(world.runner.probes()[0].is_mute);
        CHECK(world.errands.count("ask") == 1);
        CHECK(world.total(Counter::probe_checks) == 0);
    }
}
