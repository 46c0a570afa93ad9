#include "simulation/swarm.hpp"

#include "core/rng.hpp"
#include "support/retryable.hpp"

#include <algorithm>

namespace fortify::test {
namespace {

using policy::LayerKind;

Duration milliseconds(Rng& rng, std::uint64_t low, std::uint64_t high) {
    return Duration{1ms} * static_cast<std::int64_t>(low + rng.below(high - low + 1));
}

Distribution draw_time(Rng& rng) {
    switch (rng.below(4)) {
        case 0:
            return Distribution(Distribution::Constant{milliseconds(rng, 0, 50)});
        case 1:
            return Distribution(Distribution::Uniform{1ms, milliseconds(rng, 2, 80)});
        case 2:
            return Distribution(Distribution::Lognormal{10ms, milliseconds(rng, 20, 400)});
        default:
            return Distribution(Distribution::Exponential{milliseconds(rng, 1, 60)});
    }
}

policy::CircuitBreakerConfig draw_breaker(Rng& rng) {
    policy::CircuitBreakerConfig config;
    if (rng.chance(0.5)) {
        config.failure_threshold = 1 + static_cast<std::uint32_t>(rng.below(10));
    } else {
        config.failure_rate = Ratio{0.1 + 0.8 * rng.uniform()};
    }
    if (rng.chance(0.3)) {
        config.slow_call_rate = Ratio{0.5};
        config.slow_call_duration = milliseconds(rng, 1, 200);
    }
    config.min_calls = 1 + static_cast<std::uint32_t>(rng.below(20));
    switch (rng.below(3)) {
        case 0:
            config.window = policy::SlidingCount{20};
            break;
        case 1:
            config.window = policy::FixedTime{1s};
            break;
        default:
            config.window = policy::SlidingTime{.last = 2s};
    }
    config.open_for = milliseconds(rng, 10, 1500);
    config.open_multiplier = rng.chance(0.3) ? 2.0 : 1.0;
    config.half_open_calls = 1 + static_cast<std::uint32_t>(rng.below(5));
    config.success_threshold = 1 + static_cast<std::uint32_t>(rng.below(config.half_open_calls));
    config.half_open_max_wait = rng.chance(0.3) ? 300ms : Duration{0};
    return config;
}

policy::RetryConfig draw_retry(Rng& rng) {
    policy::RetryConfig config;
    config.max_attempts = 1 + static_cast<std::uint32_t>(rng.below(5));
    config.backoff.shape = static_cast<policy::BackoffShape>(rng.below(3));
    config.backoff.jitter = static_cast<policy::JitterKind>(rng.below(5));
    config.backoff.spread = 0.2;
    config.backoff.initial_delay = milliseconds(rng, 0, 100);
    config.backoff.max_delay = config.backoff.initial_delay + milliseconds(rng, 0, 500);
    config.retry_on = test::usual_retryable();
    if (rng.chance(0.4)) {
        config.budget = policy::RetryBudgetConfig{.ratio = Ratio{0.2}, .min_per_second = 1, .ttl = 2s};
    }
    return config;
}

policy::ChainConfig draw_chain(Rng& rng, std::size_t number) {
    policy::ChainConfig chain;
    chain.name = "policy" + std::to_string(number);
    for (const LayerKind kind : policy::default_chain) {
        if (rng.chance(0.55)) {
            chain.order.push_back(kind);
        }
    }
    if (rng.chance(0.4)) {  // any order is legal
        for (std::size_t left = chain.order.size(); left > 1; --left) {
            std::swap(chain.order[left - 1], chain.order[rng.below(left)]);
        }
    }
    chain.fallback.emplace();
    chain.bulkhead = {.max_concurrent = 1 + static_cast<std::uint32_t>(rng.below(10)),
                      .max_queue = static_cast<std::uint32_t>(rng.below(20)),
                      .queue_timeout = rng.chance(0.5) ? milliseconds(rng, 1, 200) : Duration{0}};
    chain.rate_limit.emplace();
    chain.rate_limit->rate = Rate{10 + 100 * rng.uniform()};
    chain.rate_limit->burst = 1 + static_cast<double>(rng.below(20));
    chain.rate_limit->when_limited =
        rng.chance(0.5) ? policy::WhenLimited::wait : policy::WhenLimited::reject;
    chain.timeout = policy::TimeoutConfig{milliseconds(rng, 20, 1000)};
    chain.attempt_timeout = policy::TimeoutConfig{milliseconds(rng, 5, 300)};
    chain.retry = draw_retry(rng);
    chain.circuit_breaker = draw_breaker(rng);
    return chain;
}

fault::Kind draw_kind(Rng& rng) {
    switch (rng.below(9)) {
        case 0:
            return fault::Latency{draw_time(rng)};
        case 1:
            return fault::Status{.status = 503, .retry_after = 50ms};
        case 2:
            return fault::Refuse{};
        case 3:
            return fault::Reset{};
        case 4:
            return fault::BlackHole{};
        case 5:
            return fault::Stall{};
        case 6:
            return fault::Slow{1 + 9 * rng.uniform()};
        case 7:
            return fault::Errors{.status = 500};
        default:
            return fault::Crash{};
    }
}

void draw_faults(Rng& rng, run::Plan& plan) {
    const std::uint64_t count = rng.below(5);
    for (std::uint64_t index = 0; index < count; ++index) {
        const Instant start = run_start + milliseconds(rng, 0, 4000);
        plan.faults.push_back({.id = "fault" + std::to_string(index),
                               .kind = draw_kind(rng),
                               .target = static_cast<TargetIndex>(rng.below(plan.targets.size())),
                               .windows = {{start, start + milliseconds(rng, 1, 2000)}},
                               .probability = rng.chance(0.5) ? 1.0 : rng.uniform()});
    }
}

void draw_loads(Rng& rng, run::Plan& plan) {
    for (TargetIndex target = 0; target < plan.targets.size(); ++target) {
        run::LoadPlan load{.name = "load" + std::to_string(target), .target = target};
        if (rng.chance(0.3)) {
            load.model = load::Users::Config{.count = 1 + static_cast<std::uint32_t>(rng.below(20)),
                                             .think_time = draw_time(rng),
                                             .active = {run_start, plan.end()}};
            // Without thinking, a target that answers at once would make calls without end.
            std::get<load::Users::Config>(load.model).think_time =
                Distribution(Distribution::Exponential{milliseconds(rng, 5, 200)});
        } else {
            const Rate from{200 * rng.uniform()};
            const Rate to = rng.chance(0.5) ? from : Rate{300 * rng.uniform()};
            load.model =
                run::OpenLoad{.spacing = rng.chance(0.5) ? load::Spacing::poisson : load::Spacing::constant,
                              .segments = {{.when = {run_start, plan.end()}, .from = from, .to = to}}};
        }
        plan.loads.push_back(load);
    }
}

}  // namespace

run::Plan draw_plan(std::uint64_t seed) {
    Rng rng = Rng(seed).fork("swarm");
    run::Plan plan;
    plan.name = "swarm";
    plan.seed = seed;
    plan.client_instances = static_cast<std::uint16_t>(1 + rng.below(3));
    plan.phases = {{.name = "first", .when = {run_start, at(2s)}, .measured = rng.chance(0.5)},
                   {.name = "second", .when = {at(2s), at(5s)}}};
    plan.safety.drain = milliseconds(rng, 0, 2000);
    plan.safety.max_in_flight = rng.chance(0.2) ? 10 : 10'000;
    const std::uint64_t targets = 1 + rng.below(3);
    for (std::uint64_t index = 0; index < targets; ++index) {
        run::TargetPlan target;
        target.name = "target" + std::to_string(index);
        target.requests.push_back({});
        target.success.set(200);
        target.service = static_cast<ServiceIndex>(index);
        if (rng.chance(0.85)) {
            target.policy = static_cast<PolicyIndex>(rng.below(targets));
        }
        plan.targets.push_back(target);
        plan.policies.push_back(draw_chain(rng, index));
        service::ServiceConfig service;
        service.name = "service" + std::to_string(index);
        service.workers = 1 + static_cast<std::uint32_t>(rng.below(10));
        service.service_time = draw_time(rng);
        service.queue_limit =
            rng.chance(0.5) ? std::optional(static_cast<std::uint32_t>(rng.below(50))) : std::nullopt;
        service.queue_order = rng.chance(0.2) ? service::QueueOrder::lifo : service::QueueOrder::fifo;
        service.instances = 1 + static_cast<std::uint32_t>(rng.below(3));
        plan.services.push_back(service);
    }
    draw_loads(rng, plan);
    draw_faults(rng, plan);
    return plan;
}

}  // namespace fortify::test
