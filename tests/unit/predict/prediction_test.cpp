// Goal: a prediction says what the textbook says of a plan. Method: the retry storm and its cures, worked by
// hand: ten workers of 100 ms (mu = 100/s), 70 calls a second, a timeout of 1 s, three retries.
#include "predict/prediction.hpp"

#include "support/retryable.hpp"
#include "support/sim_plan.hpp"

#include <doctest/doctest.h>

namespace fortify::predict {
namespace {

policy::ChainConfig storm_policy() {
    policy::ChainConfig chain;
    chain.order = {policy::LayerKind::retry, policy::LayerKind::attempt_timeout};
    chain.retry = policy::RetryConfig{.max_attempts = 4, .retry_on = test::usual_retryable()};
    chain.retry->backoff.initial_delay = 0s;
    chain.attempt_timeout = policy::TimeoutConfig{1s};
    return chain;
}

run::Plan storm(const policy::ChainConfig& chain = storm_policy()) {
    run::Plan plan = test::queue_plan({.length = 100s}, chain);
    plan.faults = {{.id = "stall", .kind = fault::Stall{}, .target = 0, .windows = {{at(20s), at(25s)}}}};
    return plan;
}

const ServiceForecast& service(const Prediction& prediction) {
    return prediction.services.front();
}

bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("predict::predict") {
    TEST_CASE("the retry storm is vulnerable at rho (1 + R) = 2.8") {
        const Prediction found = predict(storm());
        CHECK(service(found).capacity == doctest::Approx(100));
        CHECK(service(found).load == doctest::Approx(0.7));
        CHECK(service(found).load_retries == doctest::Approx(2.8));
        CHECK(service(found).depth_factor == doctest::Approx(4));
        CHECK(service(found).queue_bound == doctest::Approx(100));
        CHECK(service(found).workers_needed == doctest::Approx(7));
        CHECK(found.stability == Stability::vulnerable);
        CHECK(says(found.sentence, "2.80 > 1"));
        CHECK(says(found.sentence, "80 jobs"));  // 0.8 T mu
        CHECK(found.calls.calls.expected == doctest::Approx(7000));
    }
    TEST_CASE("a budget of 10 % makes it stable at 0.77, one of 50 % does not at 1.05") {
        policy::ChainConfig chain = storm_policy();
        chain.retry->budget = policy::RetryBudgetConfig{.ratio = Ratio{0.1}};
        const Prediction tight = predict(storm(chain));
        CHECK(service(tight).load_budget == doctest::Approx(0.77));
        CHECK(tight.stability == Stability::stable);
        chain.retry->budget->ratio = Ratio{0.5};
        const Prediction loose = predict(storm(chain));
        CHECK(service(loose).load_budget == doctest::Approx(1.05));
        CHECK(loose.stability == Stability::vulnerable);
    }
    TEST_CASE("the floor of a budget counts once for each client instance") {
        policy::ChainConfig chain = storm_policy();
        chain.retry->budget = policy::RetryBudgetConfig{.ratio = Ratio{0.1}, .min_per_second = 7};
        run::Plan plan = storm(chain);
        plan.client_instances = 2;
        CHECK(predict(plan).targets[0].budget == doctest::Approx(0.1 + 14.0 / 70));
    }
    TEST_CASE(
        "a queue of T mu, last in first out, or a breaker make it stable; a queue of twice that does not") {
        run::Plan plan = storm();
        plan.services[0].queue_limit = 100;
        CHECK(predict(plan).stability == Stability::stable);
        plan.services[0].queue_limit = 200;
        CHECK(predict(plan).stability == Stability::vulnerable);
        plan.services[0].queue_order = service::QueueOrder::lifo;
        CHECK(predict(plan).stability == Stability::stable);
        policy::ChainConfig chain = storm_policy();
        chain.circuit_breaker = policy::CircuitBreakerConfig{.failure_rate = Ratio{0.5}};
        CHECK(predict(storm(chain)).stability == Stability::stable);
    }
    TEST_CASE("offered load alone can be too much") {
        run::Plan plan = storm();
        plan.services[0].workers = 5;  // mu = 50/s
        const Prediction found = predict(plan);
        CHECK(found.stability == Stability::unstable);
        CHECK(says(found.sentence, "rho = 1.40 >= 1"));
        CHECK_FALSE(service(found).wait_seconds.has_value());
    }
    TEST_CASE("the peak of a ramp decides, not its mean") {
        run::Plan plan = storm();
        std::get<run::OpenLoad>(plan.loads[0].model).segments = {{{at(0s), at(100s)}, Rate{0}, Rate{120}}};
        const Prediction found = predict(plan);
        CHECK(service(found).load == doctest::Approx(1.2).epsilon(0.001));
        CHECK(service(found).load_mean == doctest::Approx(0.6));
        CHECK(found.stability == Stability::unstable);
    }
    TEST_CASE("attempts a call, without and with the fault") {
        const Prediction found = predict(storm());
        const TargetForecast& target = found.targets.front();
        CHECK(target.most_attempts == 4);
        // e^-10 of the jobs take longer than 1 s anyway.
        CHECK(target.without_faults == doctest::Approx(1 + 4.54e-5).epsilon(1e-6));
        // In a stall of 5 s those fail that come earlier than 1 s before its end: f = 0.8, (1 - f^4)/(1 - f).
        CHECK(target.with_faults == doctest::Approx(2.952));
        CHECK(target.worst == 4);
        // Little: 70/s for four attempts of 1 s.
        CHECK(target.inside_worst == doctest::Approx(280));
        CHECK(found.faults[0].failure == doctest::Approx(0.8));
        CHECK_FALSE(found.faults[0].fired.has_value());
    }
    TEST_CASE("calls inside as usual follow from Little's law and the wait of M/M/c") {
        const Prediction found = predict(storm());
        const double wait = *service(found).wait_seconds;
        CHECK(wait == doctest::Approx(mean_wait({.arrivals = 70, .workers = 10, .service_seconds = 0.1}))
                          .epsilon(0.01));  // the variance of the service time is summed up numerically
        CHECK(found.targets[0].inside_usual == doctest::Approx(70 * (0.1 + wait)));
    }
    TEST_CASE("faults on the wire fire on their share of the attempts, retries included") {
        run::Plan plan = storm();
        plan.faults = {{.id = "burst",
                        .kind = fault::Status{.status = 503},
                        .target = 0,
                        .windows = {{at(0s), at(10s)}},
                        .probability = 0.2}};
        const Prediction found = predict(plan);
        const double attempts = 1 + 0.2 + 0.04 + 0.008;
        CHECK(found.faults[0].eligible->expected == doctest::Approx(700 * attempts));
        CHECK(found.faults[0].fired->expected == doctest::Approx(140 * attempts));
        CHECK(found.faults[0].fired->low > 110);
        CHECK(found.faults[0].fired->high < 205);
        CHECK(found.targets[0].with_faults == doctest::Approx(attempts));
        plan.policies[0].retry->retry_on = {};
        CHECK(predict(plan).faults[0].fired->expected == doctest::Approx(140));
    }
    TEST_CASE("bursts scatter more than independent hits, a list or a first few have an end") {
        run::Plan plan = storm();
        plan.policies[0].retry.reset();
        plan.policies[0].order = {policy::LayerKind::attempt_timeout};
        plan.faults = {{.id = "burst",
                        .kind = fault::Status{.status = 503},
                        .target = 0,
                        .windows = {{at(0s), at(10s)}},
                        .probability = 0.2}};
        const Range chance = *predict(plan).faults[0].fired;
        plan.faults[0].choice = fault::BurstByCall{.mean_rate = 0.2, .mean_burst = 50};
        const Range bursts = *predict(plan).faults[0].fired;
        CHECK(bursts.expected == doctest::Approx(140));
        // p = 0.2 / (50 * 0.8) = 0.005, r = 0.02: sqrt(1.975 / 0.025) = 8.9 times as wide.
        CHECK(bursts.high - 140 == doctest::Approx(8.89 * (chance.high - 140)).epsilon(0.01));
        plan.faults[0].choice = fault::Every{.number = 10};
        CHECK(predict(plan).faults[0].fired->expected == doctest::Approx(70));
        plan.faults[0].choice = fault::First{.number = 2};
        const Range two = *predict(plan).faults[0].fired;
        CHECK((two.expected == 2 && two.high == 2));
        plan.faults[0].condition.breaker = fault::BreakerPhase::half_open;
        CHECK(predict(plan).faults[0].basis == Basis::unknown);
    }
    TEST_CASE("a fault that matches a part of the mix concerns that part") {
        run::Plan plan = storm();
        plan.targets[0].requests = {{.name = "read", .weight = 3}, {.name = "write", .weight = 1}};
        plan.faults = {{.id = "reset", .kind = fault::Reset{}, .target = 0, .windows = {{at(0s), at(10s)}}}};
        plan.faults[0].match.request = "write";
        plan.policies[0].retry->max_attempts = 1;
        const Prediction found = predict(plan);
        CHECK(found.faults[0].eligible->expected == doctest::Approx(175));
        CHECK(found.faults[0].failure == doctest::Approx(0.25));
    }
    TEST_CASE("a fault whose effect has no closed form leaves a gap, not a guess") {
        run::Plan plan = storm();
        plan.faults[0].kind = fault::PoolLeak{};
        const Prediction found = predict(plan);
        CHECK_FALSE(found.faults[0].failure.has_value());
        CHECK_FALSE(found.targets[0].with_faults.has_value());
        CHECK(found.targets[0].worst == 4);
    }
    TEST_CASE("caches, pools and pauses change what a service can do") {
        run::Plan plan = storm();
        plan.services[0].cache =
            service::CacheConfig{.hit_ratio = 0.9, .hit_time = Distribution(Distribution::Constant{10ms})};
        CHECK(service(predict(plan)).capacity == doctest::Approx(10 / 0.019));  // 0.9 * 10 ms + 0.1 * 100 ms
        plan.services[0].cache.reset();
        plan.services[0].pool = service::PoolConfig{.size = 5};
        CHECK(service(predict(plan)).capacity == doctest::Approx(50));  // five connections of 100 ms
        plan.services[0].pool->size = 20;
        CHECK(service(predict(plan)).capacity == doctest::Approx(100));
        plan.services[0].pauses = service::PauseConfig{.every = 10s, .length = 2s};
        CHECK(service(predict(plan)).capacity == doctest::Approx(80));
    }
    TEST_CASE("retries multiply with the depth of a chain of calls") {
        run::Plan plan = storm();  // four attempts at each layer
        plan.services[0].calls = {{.service = 1, .policy = 0}};
        plan.services.push_back({.name = "middle",
                                 .workers = 100,
                                 .service_time = Distribution(Distribution::Exponential{10ms}),
                                 .calls = {{.service = 2, .policy = 0, .times = 2}}});
        plan.services.push_back({.name = "bottom",
                                 .workers = 100,
                                 .service_time = Distribution(Distribution::Exponential{10ms})});
        const Prediction found = predict(plan);
        CHECK(found.services[1].arrivals == doctest::Approx(70));
        CHECK(found.services[1].depth_factor == doctest::Approx(16));
        CHECK(found.services[2].arrivals == doctest::Approx(140));
        CHECK(found.services[2].depth_factor == doctest::Approx(64));  // (R + 1)^3
        CHECK(found.services[2].load_retries == doctest::Approx(140 * 64 * 0.01 / 100));
        plan.services[0].cache = service::CacheConfig{.hit_ratio = 0.5};
        CHECK(predict(plan).services[2].arrivals == doctest::Approx(70));
    }
    TEST_CASE("workers that wait for calls are fewer: a job lasts as long as its calls") {
        run::Plan plan = storm();
        plan.services[0].service_time = Distribution(Distribution::Constant{10ms});
        plan.services[0].calls = {{.service = 1, .policy = {}, .times = 2}};
        plan.services.push_back(
            {.name = "db", .workers = 100, .service_time = Distribution(Distribution::Constant{45ms})});
        const Prediction found = predict(plan);
        CHECK(service(found).capacity == doctest::Approx(100));  // 10 workers of 10 + 2 x 45 ms
        CHECK(service(found).workers_needed == doctest::Approx(7));
        CHECK(found.services[1].arrivals == doctest::Approx(140));
        // With a worker less for each call of the second kind it cannot do what is offered: it is the
        // bottleneck.
        plan.services[0].workers = 6;
        CHECK(predict(plan).sentence.starts_with("api: rho = 1.17 >= 1"));
    }
    TEST_CASE("a fault in a service behind fails the calls that reach it, retries on the way included") {
        run::Plan plan = storm();
        plan.services[0].calls = {{.service = 1, .policy = 1}};
        plan.services.push_back(
            {.name = "db", .workers = 100, .service_time = Distribution(Distribution::Constant{1ms})});
        plan.policies.push_back(storm_policy());
        plan.policies[1].retry->max_attempts = 2;
        plan.faults = {{.id = "broken",
                        .kind = fault::Errors{.status = 500},
                        .windows = {{at(20s), at(25s)}},
                        .probability = 0.5}};
        plan.faults[0].service = ServiceIndex{1};
        const Prediction found = predict(plan);
        CHECK(found.faults[0].failure == doctest::Approx(0.5));
        CHECK(found.faults[0].service == ServiceIndex{1});
        CHECK(found.faults[0].basis == Basis::unknown);
        // Two attempts at the database leave a quarter of the calls: four attempts of the client's at 1/4.
        CHECK(found.targets[0].with_faults == doctest::Approx(1 + 0.25 + 0.0625 + 0.015625).epsilon(0.001));
        plan.services[0].calls[0].need = service::Dependency::Need::optional;
        CHECK(predict(plan).targets[0].with_faults == predict(plan).targets[0].without_faults);
    }
    TEST_CASE("of several layers that retry each may add less") {
        run::Plan plan = storm();
        plan.services[0].workers = 1000;
        plan.services[0].calls = {{.service = 1, .policy = 0}};
        plan.services.push_back(
            {.name = "db", .workers = 10, .service_time = Distribution(Distribution::Exponential{110ms})});
        const Prediction found = predict(plan);
        CHECK(found.stability == Stability::vulnerable);
        CHECK(found.sentence.starts_with("db: rho (1 + retries) = 12.32 > 1"));
        REQUIRE(found.services[1].advice.size() >= 2);
        // (1 + b)^2 * 0.77 < 1
        CHECK(found.services[1].advice[0] ==
              "a retry budget of at most 13% in each of the 2 layers that retry");
        CHECK(found.services[1].advice[1] == "retries in one layer alone");
    }
    TEST_CASE("what it does not cover is said: actions, probes that are waited for, proxies") {
        run::Plan plan = storm();
        CHECK(predict(plan).notes.empty());
        plan.actions = {{.id = "away", .text = "bypass all", .at = at(3s), .what = run::Bypass{}},
                        {.id = "hand", .text = "touch flag", .at = at(4s), .what = run::Execute{}}};
        plan.probes = {{.id = "ready"}};
        plan.proxies = {{.name = "redis"}};
        plan.faults.push_back({.id = "hole", .kind = fault::BlackHole{}, .windows = {{at(1s), at(2s)}}});
        plan.faults.back().proxy = ProxyIndex{0};
        const Prediction found = predict(plan);
        REQUIRE(found.notes.size() == 4);
        CHECK(says(found.notes[0], "away (bypass all, at 3s)"));
        CHECK(says(found.notes[1], "runs a command"));
        CHECK(says(found.notes[2], "probe ready must be healthy or degraded"));
        CHECK(says(found.notes[3], "proxy redis"));
        // A fault at a proxy is nobody's in the run.
        CHECK(found.faults.back().basis == Basis::unknown);
        CHECK_FALSE(found.faults.back().failure.has_value());
        CHECK(found.targets[0].with_faults == predict(storm()).targets[0].with_faults);
    }
    TEST_CASE("closed loads are bounds by the interactive response time law") {
        run::Plan plan = storm();
        plan.loads[0].model = load::Users::Config{.count = 20,
                                                  .think_time = Distribution(Distribution::Constant{1s}),
                                                  .active = {at(0s), at(100s)}};
        const Prediction found = predict(plan);
        CHECK(found.calls.basis == Basis::at_most);
        CHECK(found.calls.calls.expected == doctest::Approx(100 * 20 / 1.1));
        CHECK(found.calls.calls.high == doctest::Approx(100 * 20 / 1.1 + 1.96 * 42.6 + 20).epsilon(0.001));
        CHECK(found.calls.calls.low == 0);
        CHECK(service(found).load == doctest::Approx(0.1818).epsilon(0.001));
        CHECK(found.stability == Stability::stable);  // 0.73 with three retries
        std::get<load::Users::Config>(plan.loads[0].model).count = 500;
        const Prediction many = predict(plan);
        CHECK(many.stability == Stability::not_computed);
        CHECK(response_floor(*many.loads[0].closed) == doctest::Approx(4));
    }
    TEST_CASE("a target without a model is said to be unknown") {
        run::Plan plan = storm();
        plan.targets[0].service.reset();
        plan.targets[0].url = "http://127.0.0.1:1/";
        const Prediction found = predict(plan);
        CHECK_FALSE(found.targets[0].without_faults.has_value());
        CHECK(found.stability == Stability::not_computed);
        CHECK(says(found.sentence, "not known"));
    }
    TEST_CASE("without a timeout nothing is abandoned, and no queue bound is computed") {
        policy::ChainConfig chain = storm_policy();
        chain.attempt_timeout.reset();
        chain.order = {policy::LayerKind::retry};
        const Prediction found = predict(storm(chain));
        CHECK_FALSE(service(found).queue_bound.has_value());
        CHECK_FALSE(found.targets[0].inside_worst.has_value());
        CHECK(found.faults[0].failure == 0);
    }
}

TEST_SUITE("predict::judge") {
    TEST_CASE("thresholds found by simulation: rho (1 + R) above 1 sticks, below recovers") {
        // lambda 20, 40, 60 at mu 100: with R = 3, 3, 1 and 1.
        CHECK(judge({.load = 0.2, .load_retries = 0.8, .load_budget = 0.8, .arrivals = 20}).stability ==
              Stability::stable);
        CHECK(judge({.load = 0.4, .load_retries = 1.6, .load_budget = 1.6, .arrivals = 40}).stability ==
              Stability::vulnerable);
        CHECK(judge({.load = 0.4, .load_retries = 0.8, .load_budget = 0.8, .arrivals = 40}).stability ==
              Stability::stable);
        CHECK(judge({.load = 0.6, .load_retries = 1.2, .load_budget = 1.2, .arrivals = 60}).stability ==
              Stability::vulnerable);
    }
    TEST_CASE("advice names numbers that would do") {
        const Judged judged =
            judge({.load = 0.7, .load_retries = 2.8, .load_budget = 2.8, .arrivals = 70, .queue_bound = 100});
        REQUIRE(judged.advice.size() == 3);
        CHECK(judged.advice[0] == "a retry budget of at most 20%");
        CHECK(judged.advice[1] == "a queue limit of at most T mu = 100, or order lifo");
        CHECK(judge({.load = 0.95, .load_retries = 1.9, .load_budget = 1.9, .arrivals = 95}).advice[0] ==
              "a retry budget of at most 4%");
    }
}

}  // namespace fortify::predict
