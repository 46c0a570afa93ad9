// Goal: laws that hold in every run, whatever its scenario. Method: 200 fixed seeds draw whole
// scenarios; each runs twice. A failure prints the seed.

#include "simulation/swarm.hpp"

#include "run/journal.hpp"
#include "sim/simulator.hpp"
#include "support/world.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace fortify;
using namespace fortify::test;
using measure::Counter;
using measure::Recorder;

namespace {

struct Swarmed {
    std::string journal;
    Log log;
    std::uint64_t offered = 0;
    std::uint64_t unsent = 0;
    std::uint64_t settled = 0;
    std::uint64_t unfinished = 0;
    std::uint64_t ended = 0;
    std::uint64_t attempts = 0;
    std::uint64_t attempts_ended = 0;
};

Swarmed run_seed(std::uint64_t seed) {
    const run::Plan plan = draw_plan(seed);
    Swarmed outcome;
    run::Journal journal([&outcome](std::string_view line) { outcome.journal += line; });
    Recorder recorder(run::layout_of(plan));
    sim::Simulator simulator(plan, recorder, {.observer = &outcome.log, .journal = &journal});
    simulator.run();
    const auto total = [&recorder](Counter counter) {
        return recorder.total(counter, Recorder::all);
    };
    outcome.offered = total(Counter::offered);
    outcome.unsent = total(Counter::unsent);
    outcome.settled = total(Counter::settled);
    outcome.unfinished = total(Counter::unfinished);
    outcome.ended = total(Counter::succeeded) + total(Counter::degraded) + total(Counter::failed) +
                    total(Counter::rejected) + total(Counter::cancelled);
    outcome.attempts = total(Counter::attempts);
    outcome.attempts_ended = total(Counter::attempts_succeeded) + total(Counter::attempts_failed) +
                             total(Counter::attempts_cancelled);
    return outcome;
}

}  // namespace

TEST_SUITE("simulation swarm") {
    TEST_CASE(
        "what is offered is settled, unsent or unfinished; each call settles once; equal seeds, equal "
        "bytes") {
        std::uint64_t calls = 0;
        for (std::uint64_t seed = 1; seed <= 200; ++seed) {
            CAPTURE(seed);
            const Swarmed first = run_seed(seed);
            REQUIRE(first.offered == first.unsent + first.settled + first.unfinished);
            REQUIRE(first.settled == first.ended);
            REQUIRE(first.attempts == first.attempts_ended);
            std::set<std::uint64_t> seen;
            Instant last = run_start;
            for (const run::Settled& one : first.log.settled) {
                REQUIRE(seen.insert(one.call.value).second);
                REQUIRE(one.settled >= last);
                REQUIRE(one.settled >= one.intended);
                last = one.settled;
            }
            REQUIRE(seen.size() == first.settled + first.unfinished);
            REQUIRE((first.journal == run_seed(seed).journal));
            calls += first.offered;
        }
        CHECK(calls > 50'000);  // the swarm drew real traffic
    }
}
