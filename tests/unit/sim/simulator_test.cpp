// Goal: virtual time tells the truth about queues. Method: M/M/c against Erlang C, the known retry
// storm and its known cures (70 calls a second on 10 workers of 100 ms, a stall of 5 s), and equal
// seeds against each other.

#include "sim/simulator.hpp"

#include "run/journal.hpp"
#include "support/retryable.hpp"
#include "support/sim_plan.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

using namespace fortify;
using namespace fortify::test;
using measure::Counter;
using policy::ChainConfig;
using policy::LayerKind;

namespace {

// Mean wait in an M/M/c queue (Erlang 1917), in seconds.
double erlang_c_wait(double rate, double service_seconds, int workers) {
    const double load = rate * service_seconds;
    double term = 1;
    double sum = 1;
    for (int k = 1; k < workers; ++k) {
        term *= load / k;
        sum += term;
    }
    const double last = term * load / workers * (workers / (workers - load));
    return last / (sum + last) / (workers / service_seconds - rate);
}

ChainConfig storm_chain() {
    ChainConfig chain{.order = {LayerKind::retry, LayerKind::attempt_timeout}};
    chain.attempt_timeout = policy::TimeoutConfig{1s};
    chain.retry = policy::RetryConfig{};
    chain.retry->max_attempts = 4;
    chain.retry->backoff = {.shape = policy::BackoffShape::constant, .initial_delay = 0ms, .max_delay = 0ms};
    chain.retry->retry_on = test::usual_retryable();
    return chain;
}

run::Plan storm(std::uint64_t seed, const ChainConfig& chain, std::optional<std::uint32_t> queue_limit = {}) {
    run::Plan plan = queue_plan({.rate = 70,
                                 .workers = 10,
                                 .service_time = 100ms,
                                 .queue_limit = queue_limit,
                                 .length = 90s,
                                 .seed = seed},
                                chain);
    plan.phases = {{.name = "steady", .when = {run_start, at(20s)}},
                   {.name = "outage", .when = {at(20s), at(25s)}},
                   {.name = "after", .when = {at(25s), at(90s)}}};
    plan.faults.push_back(
        {.id = "stall", .kind = fault::Stall{}, .target = 0, .windows = {{at(20s), at(25s)}}});
    return plan;
}

struct Tail {
    double goodput = 0;        // share of the calls settled in the last 20 s that succeeded
    double amplification = 0;  // attempts / calls over the same time
};

Tail tail_of(const run::Plan& plan) {
    measure::Recorder recorder(run::layout_of(plan));
    sim::Simulator simulator(plan, recorder, {});
    simulator.run();
    const Interval last{at(70s), at(90s)};
    const auto sum = [&](Counter counter) {
        return static_cast<double>(recorder.series(counter, 0, last));
    };
    return {.goodput = sum(Counter::succeeded) / sum(Counter::offered),
            .amplification = sum(Counter::attempts) / sum(Counter::offered)};
}

}  // namespace

TEST_SUITE("sim::Simulator") {
    TEST_CASE("the wait in an M/M/c queue agrees with Erlang C") {
        // Response time = wait + service. With n calls the error of the mean is dominated by the correlated
        // wait; 4 % is over four times the spread of batch means seen between seeds at this length.
        for (const double rate : {50.0, 70.0, 85.0}) {
            CAPTURE(rate);
            const run::Plan plan = queue_plan({.rate = rate, .length = 4000s, .seed = 3});
            measure::Recorder recorder(run::layout_of(plan));
            sim::Simulator simulator(plan, recorder, {});
            simulator.run();
            const double mean = to_seconds(recorder.histogram(measure::Timing::response_time, 0, 1).mean());
            CHECK(mean == doctest::Approx(0.1 + erlang_c_wait(rate, 0.1, 10)).epsilon(0.04));
        }
    }

    TEST_CASE("the retry storm stays stuck after the stall is over") {
        for (const std::uint64_t seed : {1ULL, 2ULL, 3ULL}) {
            CAPTURE(seed);
            const Tail tail = tail_of(storm(seed, storm_chain()));
            CHECK(tail.goodput < 0.2);
            CHECK(tail.amplification > 3.5);
        }
    }

    TEST_CASE("a retry budget of 10 % lets the storm recover") {
        ChainConfig chain = storm_chain();
        chain.retry->budget = policy::RetryBudgetConfig{.ratio = Ratio{0.1}};
        for (const std::uint64_t seed : {1ULL, 2ULL, 3ULL}) {
            CAPTURE(seed);
            const Tail tail = tail_of(storm(seed, chain));
            CHECK(tail.goodput > 0.95);
            CHECK(tail.amplification < 1.11);
        }
    }

    TEST_CASE("a queue limit of 50 lets the storm recover") {
        for (const std::uint64_t seed : {1ULL, 2ULL, 3ULL}) {
            CAPTURE(seed);
            CHECK(tail_of(storm(seed, storm_chain(), 50)).goodput > 0.95);
        }
    }

    TEST_CASE("equal seeds decide alike to the last event, other seeds do not") {
        const auto journal_of = [](std::uint64_t seed) {
            run::Plan plan = storm(seed, storm_chain(), 50);
            plan.faults.push_back({.id = "burst",
                                   .kind = fault::Status{.status = 503, .retry_after = std::nullopt},
                                   .target = 0,
                                   .windows = {{at(5s), at(9s)}},
                                   .probability = 0.3});
            std::string text;
            run::Journal journal([&text](std::string_view line) { text += line; });
            measure::Recorder recorder(run::layout_of(plan));
            sim::Simulator simulator(plan, recorder, {.journal = &journal});
            simulator.run();
            return text;
        };
        const std::string first = journal_of(5);
        CHECK(first.size() > 100'000);
        CHECK((first == journal_of(5)));  // in parentheses: megabytes are not worth printing
        CHECK((first != journal_of(6)));
    }

    TEST_CASE("a run in steps is the run in one") {
        const run::Plan plan = storm(5, storm_chain(), 50);
        const auto figures = [&plan](std::uint64_t step) {
            measure::Recorder recorder(run::layout_of(plan));
            sim::Simulator simulator(plan, recorder, {});
            while (simulator.advance(step)) {
            }
            CHECK_FALSE(simulator.advance(step));
            return std::pair(simulator.events(), recorder.total(Counter::succeeded, 0));
        };
        const auto whole = figures(UINT64_MAX);
        CHECK(whole.first > 10'000);
        CHECK(figures(1) == whole);
        CHECK(figures(1000) == whole);
    }

    TEST_CASE("a new fault shifts no decision of another, nor any service time") {
        const auto times = [](bool with_second) {
            run::Plan plan = queue_plan({.rate = 20, .workers = 200, .length = 20s, .seed = 9});
            if (with_second) {
                plan.faults.push_back({.id = "late",
                                       .kind = fault::Refuse{},
                                       .target = 0,
                                       .windows = {{at(15s), at(20s)}},
                                       .probability = 0.5});
            }
            Log log;
            measure::Recorder recorder(run::layout_of(plan));
            sim::Simulator simulator(plan, recorder, {.observer = &log});
            simulator.run();
            std::map<std::uint64_t, Duration> took;
            for (const run::Settled& one : log.settled) {
                if (one.outcome.is_success()) {
                    took[one.call.value] = one.settled - one.intended;
                }
            }
            return took;
        };
        const auto without = times(false);
        const auto with = times(true);
        CHECK(with.size() < without.size());
        for (const auto& [call, took] : with) {
            REQUIRE(without.at(call) == took);
        }
    }

    TEST_CASE("faults inside the service are counted where they hit") {
        const run::Plan plan = storm(1, storm_chain());
        measure::Recorder recorder(run::layout_of(plan));
        sim::Simulator simulator(plan, recorder, {});
        simulator.run();
        CHECK(recorder.total(Counter::fault_fired, 0) > 0);
        CHECK(simulator.services().at(0).abandoned > 0);
    }

    TEST_CASE("a URL without a model cannot be simulated, and is named") {
        run::Plan plan = queue_plan({});
        plan.targets[0].service.reset();
        CHECK(sim::targets_without_model(plan) == std::vector<std::string>{"api"});
        plan.targets[0].model = plan.services[0];
        CHECK(sim::targets_without_model(plan).empty());
    }

    TEST_CASE("probes and actions that change nothing shift no random draw") {
        run::Plan plain = queue_plan({.rate = 70, .length = 20s}, storm_chain());
        run::Plan watched = plain;
        run::ProbePlan probe;
        probe.id = "ready";
        probe.check = run::ServiceCheck{.service = 0};
        probe.every = 100ms;
        watched.probes = {probe};
        watched.actions = {{.id = "none",
                            .text = "set",
                            .at = at(5s),
                            .what = run::Reconfigure{.policy = 0, .config = watched.policies[0]}}};
        const auto settled = [](const run::Plan& plan) {
            measure::Recorder recorder(run::layout_of(plan));
            Log log;
            sim::Simulator simulator(plan, recorder, {.observer = &log, .journal = nullptr});
            simulator.run();
            return log.settled;
        };
        const auto without = settled(plain);
        const auto with = settled(watched);
        REQUIRE(without.size() > 1'000);
        REQUIRE(with.size() == without.size());
        for (std::size_t index = 0; index < with.size(); ++index) {
            CHECK(with[index].settled == without[index].settled);
            CHECK(with[index].attempts == without[index].attempts);
        }
    }

    TEST_CASE("a probe sees the service's own state: down while it is, healthy before and after") {
        run::Plan plan = queue_plan({.rate = 20, .length = 10s});
        run::ProbePlan probe;
        probe.id = "ready";
        probe.check = run::TcpCheck{.host = "db", .port = 1};  // what it would be in real time
        probe.target = 0;
        probe.every = 250ms;
        probe.unhealthy_after = 1;
        plan.probes = {probe, probe};
        plan.probes[1].id = "nobody";
        plan.probes[1].target.reset();
        fault::FaultConfig fault;
        fault.id = "down";
        fault.kind = fault::Crash{};
        fault.windows = {{at(4s), at(6s)}};
        plan.faults = {fault};
        measure::Recorder recorder(run::layout_of(plan));
        sim::Simulator simulator(plan, recorder, {});
        simulator.run();
        const run::ProbeSeen& seen = simulator.runner().probes()[0];
        CHECK(seen.before == run::Health::healthy);
        REQUIRE(seen.transitions.size() == 2);
        CHECK(seen.transitions[0].when == at(4s));
        CHECK(seen.transitions[0].result.cause == Cause::connect_error);
        CHECK(seen.transitions[1].when == at(6s));
        CHECK(simulator.runner().probes()[1].is_mute);
    }
}
