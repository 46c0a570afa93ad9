#include "feeder.hpp"
#include "fixture_parts.hpp"
#include "fixtures.hpp"

#include <fmt/format.h>

#include <limits>

namespace fortify::test {

using measure::Counter;
using policy::BreakerCause;
using policy::BreakerState;

namespace {

constexpr std::uint32_t many = std::numeric_limits<std::uint32_t>::max();

std::string long_name(std::string_view kind) {
    return fmt::format("{}-東京-\x1b[31m-{}", kind, std::string(90, 'x'));
}

policy::ChainConfig full_chain() {
    policy::ChainConfig chain;
    chain.name = long_name("policy");
    chain.order.assign(policy::default_chain.begin(), policy::default_chain.end());
    chain.fallback = policy::FallbackConfig{};
    chain.bulkhead = policy::BulkheadConfig{.max_concurrent = many, .max_queue = many};
    chain.rate_limit = policy::RateLimiterConfig{.rate = Rate{1e9}, .burst = 1e9};
    chain.timeout = policy::TimeoutConfig{87600h};
    chain.retry = policy::RetryConfig{};
    chain.circuit_breaker = policy::CircuitBreakerConfig{};
    chain.attempt_timeout = policy::TimeoutConfig{1h + 2min + 3s + 4ms};
    return chain;
}

void feed(Feeder& feeder) {
    for (int hour = 0; hour < 30; ++hour) {
        const Instant intended = at(1h * hour + 17min);
        feeder.call(0, {.intended = intended, .took = 59min, .attempts = 3, .times = many});
        feeder.call(0, {.intended = intended, .took = 3h, .end = Counter::failed, .times = many});
        feeder.call(1,
                    {.intended = intended, .took = 1us, .end = Counter::degraded, .times = many, .lag = 7s});
        feeder.call(1, {.intended = intended, .end = Counter::rejected, .attempts = 0, .times = many});
        feeder.call(1, {.intended = intended, .end = Counter::cancelled, .attempts = 0, .times = 5});
        feeder.call(1, {.intended = intended, .end = Counter::unsent, .times = many});
        for (std::size_t counter = static_cast<std::size_t>(Counter::retries);
             counter <= static_cast<std::size_t>(Counter::fallback_served); ++counter) {
            feeder.policy(static_cast<Counter>(counter), intended, many);
        }
        feeder.gauge(measure::Gauge::breaker_open, intended, hour % 2);
        feeder.gauge(measure::Gauge::bulkhead_concurrent, intended, many);
        feeder.gauge(measure::Gauge::bulkhead_queue, intended, many);
    }
}

std::vector<run::TransitionSeen> transitions() {
    std::vector<run::TransitionSeen> seen;
    for (int number = 0; number < 20; ++number) {
        seen.push_back(transition(
            at(27h + 1min * number), number % 2 == 0 ? BreakerState::closed : BreakerState::forced_open,
            number % 2 == 0 ? BreakerState::forced_open : BreakerState::half_open,
            BreakerCause::slow_call_rate, {.calls = many, .failures = many, .slow = many}));
        seen.back().client = 31;
    }
    return seen;
}

slo::Verdict long_verdict() {
    return verdict("p99.99(response_time) of " + long_name("target") + " between 1.234567ms and 123.456789s",
                   slo::Judgement::breached,
                   {.observed = 123.4567891,
                    .limit = 0.001234567,
                    .upper = 123.456789,
                    .margin = -1e12,
                    .samples = std::numeric_limits<std::uint64_t>::max(),
                    .when = {at(0s), at(30h)},
                    .recovered = at(29h),
                    .time_to_recover = 87600h,
                    .detail = long_name("detail"),
                    .unit = measure::Unit::duration},
                   slo::Severity::abort);
}

service::ServiceModel::Totals totals() {
    const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    return {.arrived = most,
            .answered = most,
            .shed = most,
            .refused = most,
            .reset = most,
            .abandoned = most,
            .busy = 1h,
            .wasted = 1ns,
            .queue_peak = many,
            .fault_eligible = {0},
            .fault_hits = {0}};
}

}  // namespace

run::Plan huge_plan() {
    run::Plan plan;
    plan.name = long_name("scenario");
    plan.description = long_name("described") +
                       " by words that go on for longer than a line of eighty "
                       "columns, and hold a secret: hunter2.";
    plan.seed = std::numeric_limits<std::uint64_t>::max();
    plan.client_instances = 32;
    plan.secrets = {"hunter2"};
    for (int hour = 0; hour < 30; hour += 3) {
        plan.phases.push_back({.name = long_name("phase"),
                               .when = {at(1h * hour), at(1h * (hour + 3))},
                               .measured = hour != 3});
    }
    plan.services = {{.name = long_name("service"), .workers = 1, .instances = many}};
    run::TargetPlan remote;
    remote.name = long_name("remote");
    remote.url =
        "https://me:hunter2@" + std::string(100, 'h') + ".example:8443/pay/hunter2/x?key=hunter2#top";
    remote.policy = 0;
    run::TargetPlan local;
    local.name = long_name("local");
    local.service = 0;
    local.policy = 0;
    plan.targets = {remote, local};
    plan.policies = {full_chain()};
    plan.loads = {{.name = long_name("load"),
                   .target = 0,
                   .model = run::OpenLoad{.segments = {{{at(0s), at(30h)}, Rate{0}, Rate{1e9}}}}},
                  {.name = "load[1]",
                   .target = 1,
                   .model = load::Users::Config{.count = many,
                                                .think_time = Distribution(Distribution::Exponential{1s}),
                                                .active = {at(0s), at(30h)}}}};
    for (int number = 0; number < 10; ++number) {
        plan.faults.push_back(
            {.id = long_name(fmt::format("fault{}", number)),
             .kind = number == 0 ? fault::Kind(fault::Crash{}) : fault::Kind(fault::BlackHole{}),
             .target = static_cast<TargetIndex>(number == 0 ? 1 : 0),
             .windows = {{at(1h * number), at(1h * number + 90min)}, {at(20h), at(29h)}},
             .probability = 0.999'999'9});
    }
    plan.slos = {
        {.text = long_verdict().expectation.text, .expression = {}, .severity = slo::Severity::abort}};
    plan.safety.allow.push_back(std::string(120, 'a') + ".example");
    return plan;
}

report::Report huge_report() {
    const run::Plan plan = huge_plan();
    measure::Recorder recorder(run::layout_of(plan));
    Feeder feeder(recorder);
    feed(feeder);
    feeder.finish(at(29h + 59min));
    const std::vector<run::TransitionSeen> seen = transitions();
    std::vector<fault::Injector::Counts> counts(
        10, {.eligible = std::numeric_limits<std::uint64_t>::max(), .fired = many});
    report::RunInfo info = run_info();
    info.seed = plan.seed;
    info.scenario_file = std::string(200, 'd') + "/hunter2.toml";
    return report::build(
        {.plan = plan,
         .recorder = recorder,
         .ending = run::Ending::interrupted,
         .ended = at(29h + 59min),
         .transitions = seen,
         .transitions_total = 123'456'789,
         .fault_counts = counts,
         .services = {totals()},
         .verdicts = {long_verdict()},
         .info = info,
         .notes = {std::string(300, 'n'), "The token hunter2 was taken from the environment."}});
}

}  // namespace fortify::test
