// What one call costs in each policy: admit and settle, and what stands for them in the others. Reports
// nanoseconds and heap allocations a call; in the steady state there are none.
//
//   policy_bench [--benchmark_filter=REGEX]
//
// Time goes forward by 100 us a call, so that windows turn, tokens come back and deposits expire.

#include "bench/allocation_count.hpp"
#include "policy/bulkhead.hpp"
#include "policy/circuit_breaker.hpp"
#include "policy/fallback.hpp"
#include "policy/rate_limiter.hpp"
#include "policy/retry.hpp"
#include "support/retryable.hpp"

#include <benchmark/benchmark.h>

namespace fortify::policy {
namespace {

constexpr std::int64_t warm_up_calls = 100'000;

// Measures `call(now, number)` once it has been called often enough for its memory to be there.
template <class Call>
void measure(benchmark::State& state, Call call) {
    Instant now = run_start;
    std::uint64_t number = 0;
    for (; number < warm_up_calls; ++number) {
        call(now += 100us, number);
    }
    const std::size_t before = bench::allocation_count();
    for ([[maybe_unused]] auto iteration : state) {
        call(now += 100us, number++);
    }
    state.counters["allocs/call"] = benchmark::Counter(
        static_cast<double>(bench::allocation_count() - before), benchmark::Counter::kAvgIterations);
}

void breaker(benchmark::State& state, WindowConfig window) {
    CircuitBreaker policy({.failure_threshold = 50,
                           .failure_rate = Ratio{0.5},
                           .slow_call_rate = Ratio{0.5},
                           .window = window});
    measure(state, [&](Instant now, std::uint64_t number) {
        const auto admission = policy.admit(now);
        const OutcomeClass outcome = number % 8 == 0 ? OutcomeClass::failure : OutcomeClass::success;
        benchmark::DoNotOptimize(policy.settle(now + 1ms, admission.token, outcome, 1ms));
    });
}

void breaker_open(benchmark::State& state) {
    CircuitBreaker policy({.failure_threshold = 1, .open_for = Duration::max()});
    const auto admission = policy.admit(run_start);
    benchmark::DoNotOptimize(policy.settle(run_start, admission.token, OutcomeClass::failure, 1ms));
    measure(state, [&](Instant now, std::uint64_t) { benchmark::DoNotOptimize(policy.admit(now)); });
}

RetryConfig retry_config(JitterKind jitter) {
    return {.backoff = {.initial_delay = 1ms, .jitter = jitter, .spread = 0.2},
            .retry_on = test::usual_retryable(),
            .budget = RetryBudgetConfig{.ratio = Ratio{0.2}, .min_per_second = 1}};
}

void retry_unused(benchmark::State& state) {
    Retry policy(retry_config(JitterKind::full));
    measure(state, [&](Instant now, std::uint64_t) { policy.begin(now); });
}

void retry_decision(benchmark::State& state, JitterKind jitter) {
    Retry policy(retry_config(jitter));
    Rng rng(1);
    const Outcome failed{.cause = Cause::status, .status = 503};
    measure(state, [&](Instant now, std::uint64_t) {
        Retry::Progress progress{.attempts = 1};
        policy.begin(now);
        benchmark::DoNotOptimize(policy.next_attempt(now, failed, progress, never, rng));
    });
}

void limiter(benchmark::State& state, RateLimiterConfig config) {
    RateLimiter policy(config);
    measure(state, [&](Instant now, std::uint64_t number) {
        const std::uint64_t key = config.key_header.empty() ? 0 : number % config.max_keys;
        benchmark::DoNotOptimize(policy.admit(now, key));
    });
}

// Each call brings a key that was never seen, so that another one has to go.
void limiter_new_keys(benchmark::State& state) {
    RateLimiter policy({.rate = Rate{1e4}, .burst = 1, .key_header = "x-user", .max_keys = 1000});
    measure(state,
            [&](Instant now, std::uint64_t number) { benchmark::DoNotOptimize(policy.admit(now, number)); });
}

void bulkhead(benchmark::State& state) {
    Bulkhead policy({.max_concurrent = 10});
    measure(state, [&](Instant, std::uint64_t number) {
        benchmark::DoNotOptimize(policy.admit(static_cast<Bulkhead::Ticket>(number % 64)));
        benchmark::DoNotOptimize(policy.release());
    });
}

// Every call waits until the third after it has come.
void bulkhead_queued(benchmark::State& state) {
    Bulkhead policy({.max_concurrent = 1, .max_queue = 8});
    for (Bulkhead::Ticket ticket = 60; ticket < 64; ++ticket) {
        benchmark::DoNotOptimize(policy.admit(ticket));
    }
    measure(state, [&](Instant, std::uint64_t number) {
        benchmark::DoNotOptimize(policy.admit(static_cast<Bulkhead::Ticket>(number % 60)));
        benchmark::DoNotOptimize(policy.release());
    });
}

void fallback(benchmark::State& state) {
    const Fallback policy({});
    measure(state, [&](Instant, std::uint64_t number) {
        const Outcome outcome{.cause = number % 8 == 0 ? Cause::reset : Cause::none};
        benchmark::DoNotOptimize(policy.answer(outcome));
    });
}

BENCHMARK_CAPTURE(breaker, sliding_time, SlidingTime{.last = 10s, .buckets = 10});
BENCHMARK_CAPTURE(breaker, sliding_count, SlidingCount{100});
BENCHMARK_CAPTURE(breaker, fixed_time, FixedTime{10s});
BENCHMARK(breaker_open);
BENCHMARK(retry_unused);
BENCHMARK_CAPTURE(retry_decision, no_jitter, JitterKind::none);
BENCHMARK_CAPTURE(retry_decision, full, JitterKind::full);
BENCHMARK_CAPTURE(retry_decision, decorrelated, JitterKind::decorrelated);
BENCHMARK_CAPTURE(limiter, reject, RateLimiterConfig{.rate = Rate{5000}, .burst = 100});
BENCHMARK_CAPTURE(limiter,
                  wait,
                  RateLimiterConfig{.rate = Rate{9000}, .burst = 100, .when_limited = WhenLimited::wait});
BENCHMARK_CAPTURE(limiter,
                  keyed,
                  RateLimiterConfig{.rate = Rate{5}, .burst = 10, .key_header = "x-user", .max_keys = 1000});
BENCHMARK(limiter_new_keys);
BENCHMARK(bulkhead);
BENCHMARK(bulkhead_queued);
BENCHMARK(fallback);

}  // namespace
}  // namespace fortify::policy

BENCHMARK_MAIN();
