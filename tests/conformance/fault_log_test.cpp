// Goal: with equal seeds the same faults fire for the same calls and attempts in `run` as in `simulate`.
// Method: plans whose calls are the same in both worlds, since nothing depends on how long an answer takes;
// all decisions about faults, as the journal has them, sorted by call and compared.
#include "conformance/worlds.hpp"
#include "support/retryable.hpp"
#include "support/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace fortify;
using namespace fortify::test;

namespace {

fault::FaultConfig always_on(const std::string& id, fault::Kind kind, double probability = 1) {
    return {.id = id, .kind = std::move(kind), .windows = {{run_start, at(1h)}}, .probability = probability};
}

run::Plan plan_with(policy::ChainConfig chain, std::vector<fault::FaultConfig> faults) {
    run::Plan plan = small_plan(std::move(chain), 200, 1s);
    plan.targets[0].service = 0;
    plan.services.push_back(
        {.name = "api", .workers = 50, .service_time = Distribution(Distribution::Constant{1ms})});
    plan.faults = std::move(faults);
    plan.safety.drain = 5s;
    return plan;
}

policy::ChainConfig three_attempts() {
    policy::ChainConfig chain;
    chain.order = {policy::LayerKind::retry};
    chain.retry = policy::RetryConfig{.max_attempts = 3,
                                      .backoff = {.initial_delay = 5ms, .max_delay = 5ms},
                                      .retry_on = usual_retryable()};
    return chain;
}

std::vector<std::string> sorted(std::vector<std::string> list) {
    std::sort(list.begin(), list.end());
    return list;
}

// How many of both logs are there; they must be equal.
std::size_t compared(const run::Plan& plan) {
    const Traces simulated = run_over(WireKind::simulated, plan);
    const Traces real = run_over(WireKind::curl, plan);
    CHECK(sorted(real.faults) == sorted(simulated.faults));
    return simulated.faults.size();
}

}  // namespace

TEST_SUITE("fault log") {
    TEST_CASE("chance, bursts by call and listed calls hit the same attempts, retries included") {
        fault::FaultConfig burst = always_on("burst", fault::Reset{});
        burst.choice = fault::BurstByCall{.mean_rate = 0.1, .mean_burst = 5};
        fault::FaultConfig listed = always_on("listed", fault::Status{.status = 500});
        listed.choice = fault::Listed{{3, 50, 51, 120}};
        fault::FaultConfig second = always_on("second", fault::Status{.status = 503}, 0.5);
        second.condition.attempt = 2;
        CHECK(compared(plan_with(
                  three_attempts(),
                  {burst, listed, second, always_on("busy", fault::Status{.status = 503}, 0.2),
                   always_on("late", fault::Latency{Distribution(Distribution::Exponential{1ms})}, 0.3)})) >
              60);
    }
    TEST_CASE("what counts calls hits the same ones where they begin in the same order") {
        fault::FaultConfig every = always_on("every", fault::Status{.status = 503});
        every.choice = fault::Every{7};
        fault::FaultConfig first =
            always_on("first", fault::SlowFirstByte{Distribution(Distribution::Constant{1ms})});
        first.choice = fault::First{20};
        fault::FaultConfig capped = always_on("capped", fault::Truncate{Bytes{10}}, 0.5);
        capped.max_total = 30;
        CHECK(compared(plan_with({}, {every, first, capped})) > 60);
    }
}
