#pragma once

#include "core/assert.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "policy/chain.hpp"

#include <optional>

namespace fortify::run {

// The living policies of one named chain at one client instance: what all its calls share. Two targets
// that name the same policy share this; another client instance has its own.
struct PolicyState {
    PolicyState(const policy::ChainConfig& settings, PolicyIndex policy, InstanceIndex instance)
        : config(&settings), index(policy), client(instance) {
        if (settings.fallback) {
            fallback.emplace(*settings.fallback);
        }
        if (settings.bulkhead) {
            bulkhead.emplace(*settings.bulkhead);
        }
        if (settings.rate_limit) {
            rate_limit.emplace(*settings.rate_limit);
        }
        if (settings.retry) {
            retry.emplace(*settings.retry);
        }
        if (settings.circuit_breaker) {
            breaker.emplace(*settings.circuit_breaker);
        }
    }

    // Other settings from now on, of the same layers in the same order. They must outlive this.
    void reconfigure(Instant now, const policy::ChainConfig& settings) {
        FORTIFY_ASSERT(settings.order == config->order);
        config = &settings;
        if (fallback) {
            fallback->reconfigure(*settings.fallback);
        }
        if (bulkhead) {
            bulkhead->reconfigure(*settings.bulkhead);
        }
        if (rate_limit) {
            rate_limit->reconfigure(now, *settings.rate_limit);
        }
        if (retry) {
            retry->reconfigure(*settings.retry);
        }
        if (breaker) {
            breaker->reconfigure(*settings.circuit_breaker);
        }
    }

    const policy::ChainConfig* config;
    PolicyIndex index;
    InstanceIndex client;
    bool bypassed = false;  // calls that begin now do without it
    std::optional<policy::Fallback> fallback;
    std::optional<policy::Bulkhead> bulkhead;
    std::optional<policy::RateLimiter> rate_limit;
    std::optional<policy::Retry> retry;
    std::optional<policy::CircuitBreaker> breaker;
};

}  // namespace fortify::run
