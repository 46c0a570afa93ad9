#pragma once

#include "policy/circuit_breaker.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace fortify::policy {

// A breaker whose every step is held against the laws of its header, from its own log of what happened.
// The first law that is broken is kept in words; empty: none was.
class WatchedBreaker {
public:
    explicit WatchedBreaker(const CircuitBreakerConfig& config) : config_(config), breaker_(config) {
    }

    void admit(Instant now);
    // Settles the call in flight that was admitted as the `index`-th of those.
    void settle(Instant now, std::size_t index, OutcomeClass outcome);
    void expire(Instant now);

    [[nodiscard]] std::size_t in_flight() const {
        return in_flight_.size();
    }
    [[nodiscard]] BreakerState state() const {
        return breaker_.state();
    }
    [[nodiscard]] const std::string& broken() const {
        return broken_;
    }

private:
    void law(const char* words, bool holds);
    void check_transition(Instant now, const std::optional<BreakerTransition>& transition);
    void check_probes();
    [[nodiscard]] bool has_cause(const BreakerTransition& transition, Instant now) const;

    CircuitBreakerConfig config_;
    CircuitBreaker breaker_;
    std::vector<CircuitBreaker::Token> in_flight_;
    BreakerState state_ = BreakerState::closed;  // as the reported transitions make it
    std::uint32_t generation_ = 0;
    Instant since_ = run_start;          // of that state
    std::vector<OutcomeClass> results_;  // that counted in this generation, in order
    std::uint64_t late_ = 0;
    std::string broken_;
};

}  // namespace fortify::policy
