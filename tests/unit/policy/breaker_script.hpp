#pragma once

#include "policy/circuit_breaker.hpp"

#include <string_view>
#include <vector>

namespace fortify::policy {

// A breaker driven by letters: S success, F failure, X cancelled. Each is one call that is admitted and
// settled at the same instant.
struct BreakerScript {
    CircuitBreaker breaker;
    std::vector<BreakerTransition> transitions;

    explicit BreakerScript(const CircuitBreakerConfig& config) : breaker(config) {
    }

    static OutcomeClass outcome_of(char letter) {
        return letter == 'S'   ? OutcomeClass::success
               : letter == 'F' ? OutcomeClass::failure
                               : OutcomeClass::cancelled;
    }
    void note(const std::optional<BreakerTransition>& transition) {
        if (transition) {
            transitions.push_back(*transition);
        }
    }
    CircuitBreaker::Admission admit(Instant now) {
        const auto admission = breaker.admit(now);
        note(admission.transition);
        return admission;
    }
    // False when the result came too late to count.
    bool settle(Instant now, CircuitBreaker::Token token, char letter, Duration took = 1ms) {
        const auto settlement = breaker.settle(now, token, outcome_of(letter), took);
        note(settlement.transition);
        return !settlement.late;
    }
    // How many of the calls were admitted.
    int calls(Instant now, std::string_view letters, Duration took = 1ms) {
        int admitted = 0;
        for (const char letter : letters) {
            const auto admission = admit(now);
            if (admission.admitted) {
                ++admitted;
                settle(now, admission.token, letter, took);
            }
        }
        return admitted;
    }
    BreakerState state() const {
        return breaker.state();
    }
};

}  // namespace fortify::policy
