// What an operator's hand does to the policies while calls go through them.

#include "run/pipeline.hpp"

namespace fortify::run {

namespace {

policy::BreakerTransition turn(policy::CircuitBreaker& breaker, Instant now, TurnBreaker::Hand hand) {
    switch (hand) {
        case TurnBreaker::Hand::force_open:
            return breaker.force_open(now);
        case TurnBreaker::Hand::force_close:
            return breaker.force_close(now);
        case TurnBreaker::Hand::reset:
            return breaker.reset(now);
        case TurnBreaker::Hand::disable:
            return breaker.disable(now);
        case TurnBreaker::Hand::metrics_only:
            return breaker.watch_only(now);
    }
    FORTIFY_ASSERT(false && "a hand outside its enumeration");
}

}  // namespace

void Pipeline::turn_breaker(Instant now, const TurnBreaker& action) {
    for (PolicyState& policy : policies_) {
        if (policy.index == action.policy) {
            FORTIFY_ASSERT(policy.breaker.has_value());
            on_transition(policy, turn(*policy.breaker, now, action.hand));
        }
    }
}

void Pipeline::bypass(const Bypass& action) {
    for (PolicyState& policy : policies_) {
        if (!action.policy || policy.index == *action.policy) {
            policy.bypassed = action.edge == Bypass::Edge::begin;
        }
    }
}

void Pipeline::reconfigure(Instant now, const Reconfigure& action) {
    for (PolicyState& policy : policies_) {
        if (policy.index != action.policy) {
            continue;
        }
        policy.reconfigure(now, action.config);
        while (const auto next = policy.bulkhead ? policy.bulkhead->promote() : std::nullopt) {
            ready_.push_back(*next);
        }
    }
    drain_ready(now);
}

}  // namespace fortify::run
