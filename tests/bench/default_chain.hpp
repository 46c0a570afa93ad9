#pragma once

#include "policy/chain.hpp"
#include "support/retryable.hpp"

namespace fortify::bench {

// All seven layers in their default order, with room enough to let everything through.
[[nodiscard]] inline policy::ChainConfig default_chain() {
    policy::ChainConfig chain;
    chain.order.assign(policy::default_chain.begin(), policy::default_chain.end());
    chain.fallback.emplace();
    chain.bulkhead = {.max_concurrent = 1000, .max_queue = 100, .queue_timeout = 1s};
    chain.rate_limit = policy::RateLimiterConfig{.rate = Rate{1e6}, .burst = 1000};
    chain.timeout = policy::TimeoutConfig{10s};
    chain.retry = policy::RetryConfig{};
    chain.retry->retry_on = test::usual_retryable();
    chain.retry->budget = policy::RetryBudgetConfig{};
    chain.circuit_breaker = policy::CircuitBreakerConfig{};
    chain.circuit_breaker->failure_rate = Ratio{0.5};
    chain.attempt_timeout = policy::TimeoutConfig{1s};
    return chain;
}

}  // namespace fortify::bench
