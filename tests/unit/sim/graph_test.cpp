// Goal: services that call services fail as real ones do: retries multiply with depth, budgets bound them,
// breakers between services open, optional calls degrade, crashes and gone callers end well. Method: small
// graphs in virtual time, with numbers that can be worked out by hand.
#include "run/downstream.hpp"
#include "sim/simulator.hpp"
#include "support/sim_plan.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace fortify;
using namespace fortify::test;
using measure::Counter;
using Need = service::Dependency::Need;

namespace {

policy::ChainConfig retrying(std::uint32_t attempts, std::optional<double> budget = {}) {
    policy::ChainConfig chain;
    chain.name = "client";
    chain.order = {policy::LayerKind::retry};
    chain.retry.emplace();
    chain.retry->max_attempts = attempts;
    for (std::size_t status = 500; status < 600; ++status) {
        chain.retry->retry_on.statuses.set(status);
    }
    chain.retry->backoff.jitter = policy::JitterKind::none;
    chain.retry->backoff.initial_delay = 1ms;
    if (budget) {
        chain.retry->budget = policy::RetryBudgetConfig{.ratio = Ratio{*budget}, .min_per_second = 0};
    }
    return chain;
}

service::ServiceConfig fast(std::string name) {
    return {.name = std::move(name),
            .workers = 100,
            .service_time = Distribution(Distribution::Constant{1ms}),
            .queue_limit = std::nullopt};
}

// front -> middle -> last, each through the policy, as the front's target is.
run::Plan chain_of_three(const policy::ChainConfig& chain, double rate = 10) {
    run::Plan plan = queue_plan({.rate = rate, .length = 10s}, chain);
    plan.services.clear();
    for (const char* const name : {"front", "middle", "last"}) {
        plan.services.push_back(fast(name));
    }
    for (ServiceIndex index = 0; index < 2; ++index) {
        plan.services[index].calls = {
            {.service = static_cast<ServiceIndex>(index + 1), .policy = PolicyIndex{0}}};
    }
    plan.safety.max_calls = UINT64_MAX;
    return plan;
}

void break_service(run::Plan& plan, ServiceIndex index, Interval when) {
    fault::FaultConfig fault{.id = "broken", .kind = fault::Errors{.status = 500}, .windows = {when}};
    fault.service = index;
    plan.faults.push_back(fault);
}

struct Graph {
    explicit Graph(const run::Plan& plan)
        : recorder(run::layout_of(plan)), simulator(plan, recorder, {.observer = &log}) {
        simulator.run();
    }
    // Of a service's first dependency.
    [[nodiscard]] std::uint64_t made(std::size_t service, Counter counter) const {
        return simulator.calls()[service]->recorder.total(counter, 0);
    }
    [[nodiscard]] std::uint64_t statuses(std::uint16_t status) const {
        return static_cast<std::uint64_t>(
            std::count_if(log.settled.begin(), log.settled.end(),
                          [&](const run::Settled& one) { return one.outcome.status == status; }));
    }

    Log log;
    measure::Recorder recorder;
    sim::Simulator simulator;
};

}  // namespace

TEST_SUITE("sim: services that call services") {
    TEST_CASE("a sound chain makes one call of each, and its times add up") {
        const Graph world(chain_of_three(retrying(3)));
        const auto calls = world.recorder.total(Counter::offered, 0);
        CHECK(world.made(0, Counter::attempts) == calls);
        CHECK(world.made(1, Counter::attempts) == calls);
        CHECK(world.simulator.services()[2].answered == calls);
        CHECK_FALSE(world.simulator.calls()[2].has_value());
        for (const run::Settled& one : world.log.settled) {
            REQUIRE(one.outcome.is_success());
            REQUIRE(one.settled - one.intended == 3ms);
        }
    }

    TEST_CASE("three attempts at each of three levels are 27 at the last one when it fails for good") {
        run::Plan plan = chain_of_three(retrying(3));
        break_service(plan, 2, {run_start, at(1h)});
        const Graph world(plan);
        const auto calls = world.recorder.total(Counter::offered, 0);
        CHECK(world.recorder.total(Counter::attempts, 0) == 3 * calls);
        CHECK(world.made(0, Counter::attempts) == 9 * calls);
        CHECK(world.made(1, Counter::attempts) == 27 * calls);
        CHECK(world.simulator.services()[2].arrived == 27 * calls);
        CHECK(world.statuses(502) == calls);
    }

    TEST_CASE("retry budgets of 10 % bound that to 1.1 a level") {
        run::Plan plan = chain_of_three(retrying(3, 0.1), 200);
        break_service(plan, 2, {run_start, at(1h)});
        const Graph world(plan);
        const auto calls = static_cast<double>(world.recorder.total(Counter::offered, 0));
        const double factor = static_cast<double>(world.simulator.services()[2].arrived) / calls;
        // What a budget holds at the beginning goes on top.
        CHECK(factor <= 1.1 * 1.1 * 1.1 + 0.1);
        CHECK(factor >= 1.1 * 1.1);
    }

    TEST_CASE(
        "a breaker between services opens, its caller answers 503 and the service behind is left alone") {
        policy::ChainConfig breaker;
        breaker.name = "breaker";
        breaker.order = {policy::LayerKind::circuit_breaker};
        breaker.circuit_breaker.emplace();
        breaker.circuit_breaker->failure_threshold = 5;
        breaker.circuit_breaker->failure_rate.reset();
        breaker.circuit_breaker->open_for = 2s;
        run::Plan plan = chain_of_three(breaker, 50);
        plan.targets[0].policy.reset();
        plan.services[0].calls[0].policy.reset();
        break_service(plan, 2, {at(3s), at(5s)});
        const Graph world(plan);
        const run::CallsMade& made = *world.simulator.calls()[1];
        CHECK(made.transitions_total == made.transitions.size());
        REQUIRE(made.transitions.size() >= 3);
        CHECK(made.transitions[0].transition.to == policy::BreakerState::open);
        CHECK(made.transitions.back().transition.to == policy::BreakerState::closed);
        CHECK(made.recorder.total(Counter::breaker_rejected, 0) > 50);
        CHECK(world.simulator.services()[1].answered == world.simulator.services()[0].answered);
        // The first hop has no policy: what middle answers with 503 is a bad gateway to it.
        CHECK(world.statuses(502) > 50);
        // It is judged by the fault in the service behind, as the client's would be: five calls at 50 a
        // second to see it, 100 ms late at most to ask again.
        const auto seconds = [&](measure::Gauge gauge) {
            return to_seconds(world.recorder.gauge_summary(gauge, 0, {run_start, at(10s)}).above_zero);
        };
        CHECK(run::faulted(plan, 0) == std::vector<Interval>{{at(3s), at(5s)}});
        const auto detected = world.recorder.histogram(measure::Timing::breaker_time_to_open, 0);
        REQUIRE(detected.count() == 1);
        CHECK(to_seconds(detected.max()) == doctest::Approx(0.1).epsilon(0.5));
        CHECK(seconds(measure::Gauge::breaker_late_open) ==
              doctest::Approx(to_seconds(detected.max())).epsilon(0.01));
        CHECK(seconds(measure::Gauge::breaker_wrongly_open) == 0);
        const auto recovered = world.recorder.histogram(measure::Timing::breaker_time_to_close, 0);
        REQUIRE(recovered.count() == 1);
        CHECK(to_seconds(recovered.max()) < 0.5);
    }

    TEST_CASE("a breaker between services that opens without a fault behind it is wrongly open") {
        policy::ChainConfig breaker;
        breaker.name = "breaker";
        breaker.order = {policy::LayerKind::circuit_breaker};
        breaker.circuit_breaker.emplace();
        breaker.circuit_breaker->failure_threshold = 5;
        breaker.circuit_breaker->failure_rate.reset();
        breaker.circuit_breaker->open_for = 2s;
        run::Plan plan = chain_of_three(breaker, 200);
        plan.targets[0].policy.reset();
        plan.services[0].calls[0].policy.reset();
        // Too small for its load: it sheds most of it, and nobody injected that.
        plan.services[2].workers = 1;
        plan.services[2].queue_limit = 0;
        plan.services[2].service_time = Distribution(Distribution::Constant{100ms});
        const Graph world(plan);
        CHECK(run::faulted(plan, 0).empty());
        const auto wrongly =
            world.recorder.gauge_summary(measure::Gauge::breaker_wrongly_open, 0, {run_start, at(10s)});
        CHECK(to_seconds(wrongly.above_zero) > 8);
        CHECK(world.recorder.histogram(measure::Timing::breaker_time_to_open, 0).empty());
    }

    TEST_CASE(
        "a slow service behind exhausts the pool of the middle one, and the front fails until it is over") {
        run::Plan plan = chain_of_three(retrying(1), 100);
        plan.services[1].pool = service::PoolConfig{.size = 5, .acquire_timeout = 50ms};
        fault::FaultConfig slow{
            .id = "slow", .kind = fault::Slow{.factor = 500}, .windows = {{at(3s), at(6s)}}};
        slow.service = 2;
        plan.faults.push_back(slow);
        const Graph world(plan);
        const auto share = [&](Interval when) {
            return static_cast<double>(world.recorder.series(Counter::succeeded, 0, when)) /
                   static_cast<double>(world.recorder.series(Counter::settled, 0, when));
        };
        CHECK(share({run_start, at(3s)}) == 1);
        // Five connections at half a second each are ten calls a second of a hundred.
        CHECK(share({at(4s), at(6s)}) < 0.15);
        CHECK(share({at(7s), at(10s)}) == 1);
        CHECK(world.simulator.services()[1].pool_timeouts > 200);
        CHECK(world.simulator.services()[2].arrived < 800);
    }

    TEST_CASE("a deadline that is passed on cuts the work behind it") {
        const auto last_of = [](service::Deadlines deadlines) {
            run::Plan plan = chain_of_three(retrying(1), 100);
            plan.policies[0].order = {policy::LayerKind::attempt_timeout};
            plan.policies[0].attempt_timeout = policy::TimeoutConfig{.limit = 100ms};
            plan.services[0].calls[0].policy.reset();
            plan.services[1].calls[0].policy.reset();
            for (service::ServiceConfig& service : plan.services) {
                service.deadlines = deadlines;
            }
            // Twice as much as it can do.
            plan.services[2].workers = 1;
            plan.services[2].service_time = Distribution(Distribution::Constant{20ms});
            return Graph(plan).simulator.services()[2];
        };
        const auto ignored = last_of(service::Deadlines::ignored);
        const auto respected = last_of(service::Deadlines::respected);
        CHECK(ignored.dropped == 0);
        CHECK(ignored.queue_peak > 50);
        CHECK(respected.dropped > 400);
        // Nothing waits there that nobody waits for: what arrives in 100 ms and one job, a Poisson count
        // of mean 12, which is not above 30 in ten thousand such spans.
        CHECK(respected.queue_peak <= 30);
    }

    TEST_CASE("an optional call that fails degrades the answer") {
        run::Plan plan = chain_of_three(retrying(1));
        plan.services[0].calls[0].need = Need::optional;
        break_service(plan, 1, {run_start, at(1h)});
        const Graph world(plan);
        const auto calls = world.recorder.total(Counter::offered, 0);
        CHECK(world.recorder.total(Counter::succeeded, 0) == calls);
        CHECK(world.simulator.services()[0].degraded == calls);
    }

    TEST_CASE("calls are made in order and as often as is said, and none after one that failed") {
        run::Plan plan = chain_of_three(retrying(1));
        plan.services[0].calls = {{.service = 1, .policy = {}, .times = 3}, {.service = 2, .policy = {}}};
        plan.services[1].calls.clear();
        const Graph sound(plan);
        const auto calls = sound.recorder.total(Counter::offered, 0);
        CHECK(sound.simulator.services()[1].arrived == 3 * calls);
        CHECK(sound.simulator.services()[2].arrived == calls);
        for (const run::Settled& one : sound.log.settled) {
            REQUIRE(one.settled - one.intended == 5ms);
        }
        break_service(plan, 1, {run_start, at(1h)});
        const Graph broken(plan);
        CHECK(broken.simulator.services()[1].arrived == calls);
        CHECK(broken.simulator.services()[2].arrived == 0);
    }

    TEST_CASE("workers wait with their jobs: a slow service behind exhausts the one in front") {
        run::Plan plan = chain_of_three(retrying(1), 100);
        plan.services[0].workers = 10;
        plan.services[0].queue_limit = 10;
        plan.services[2].service_time = Distribution(Distribution::Constant{1s});
        const Graph world(plan);
        CHECK(world.simulator.services()[0].shed > 500);
        // Little: 10 workers at about a second each.
        CHECK(world.simulator.services()[2].arrived < 130);
    }

    TEST_CASE("timeouts between services are 504, and their work is wasted behind") {
        policy::ChainConfig timeout;
        timeout.name = "timeout";
        timeout.order = {policy::LayerKind::attempt_timeout};
        timeout.attempt_timeout = policy::TimeoutConfig{.limit = 100ms};
        run::Plan plan = chain_of_three(timeout);
        plan.targets[0].policy.reset();
        plan.services[0].calls[0].policy.reset();
        plan.services[2].service_time = Distribution(Distribution::Constant{1s});
        const Graph world(plan);
        const auto calls = world.recorder.total(Counter::offered, 0);
        CHECK(world.made(1, Counter::attempts_failed) == calls);
        CHECK(world.made(0, Counter::failed) == calls);
        CHECK(run::gateway_status(Cause::attempt_timeout) == 504);
        CHECK(world.simulator.services()[2].abandoned + world.simulator.services()[2].in_service == calls);
    }

    TEST_CASE("a crash of the caller withdraws what it had called, and its restart calls again") {
        run::Plan plan = chain_of_three(retrying(1), 100);
        plan.services[2].service_time = Distribution(Distribution::Constant{500ms});
        fault::FaultConfig crash{.id = "crash", .kind = fault::Crash{}, .windows = {{at(3s), at(4s)}}};
        crash.service = 1;
        plan.faults.push_back(crash);
        const Graph world(plan);
        const auto middle = world.simulator.services()[1];
        CHECK(middle.reset > 10);
        CHECK(middle.in_service + middle.queued == 0);
        CHECK(world.made(1, Counter::cancelled) > 10);
        CHECK(world.made(1, Counter::cancelled) <= middle.reset);
        CHECK(world.recorder.total(Counter::succeeded, 0) > 500);
    }

    TEST_CASE("a cold cache in front sends its misses to the service behind, 1 / (1 - h) times as many") {
        run::Plan plan = chain_of_three(retrying(1), 1000);
        plan.services[0].calls.clear();
        plan.targets[0].service = ServiceIndex{1};
        plan.services[1].cache = service::CacheConfig{.hit_ratio = 0.95,
                                                      .hit_time = Distribution(Distribution::Constant{1ms}),
                                                      .keys = 100'000,
                                                      .zipf = 0};
        fault::FaultConfig flush{.id = "flush", .kind = fault::CacheFlush{}, .windows = {{at(5s), at(10s)}}};
        flush.service = 1;
        plan.faults.push_back(flush);
        const Graph world(plan);
        const measure::Recorder& made = world.simulator.calls()[1]->recorder;
        const auto warm = static_cast<double>(made.series(Counter::attempts, 0, {at(1s), at(5s)}));
        const auto cold =
            static_cast<double>(made.series(Counter::attempts, 0, {at(5s) + 100ms, at(9s) + 100ms}));
        CHECK(warm > 4000 * 0.05 - 5 * std::sqrt(4000 * 0.05));
        CHECK(warm < 4000 * 0.05 + 5 * std::sqrt(4000 * 0.05));
        CHECK(cold / warm > 15);
        CHECK(cold / warm < 25);
    }

    TEST_CASE("equal seeds give equal runs") {
        run::Plan plan = chain_of_three(retrying(3, 0.2), 300);
        plan.services[2].service_time = Distribution(Distribution::Exponential{250ms});
        break_service(plan, 2, {at(2s), at(4s)});
        const Graph one(plan);
        const Graph two(plan);
        REQUIRE(one.log.settled.size() == two.log.settled.size());
        for (std::size_t index = 0; index < one.log.settled.size(); ++index) {
            REQUIRE(one.log.settled[index].call == two.log.settled[index].call);
            REQUIRE(one.log.settled[index].settled == two.log.settled[index].settled);
        }
        CHECK(one.made(1, Counter::attempts) == two.made(1, Counter::attempts));
    }

    TEST_CASE("least_busy beats random at the tail") {
        const auto p99 = [](service::Balance balance) {
            run::Plan plan = queue_plan({.rate = 700, .workers = 1, .service_time = 10ms, .length = 30s});
            plan.services[0].instances = 10;
            plan.services[0].balance = balance;
            const Graph world(plan);
            return world.recorder.histogram(measure::Timing::response_time, 0).quantile(0.99);
        };
        CHECK(to_seconds(p99(service::Balance::least_busy)) <
              0.6 * to_seconds(p99(service::Balance::random)));
    }
}
