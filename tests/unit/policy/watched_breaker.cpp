#include "unit/policy/watched_breaker.hpp"

#include <algorithm>

namespace fortify::policy {

using State = BreakerState;

void WatchedBreaker::law(const char* words, bool holds) {
    if (!holds && broken_.empty()) {
        broken_ = words;
    }
}

// The diagram: which steps there are, and what must have happened for each.
bool WatchedBreaker::has_cause(const BreakerTransition& transition, Instant now) const {
    const auto count = [&](OutcomeClass wanted) {
        return static_cast<std::uint32_t>(std::count(results_.begin(), results_.end(), wanted));
    };
    switch (transition.cause) {
        case BreakerCause::failure_threshold: {
            const auto last_success = std::find(results_.rbegin(), results_.rend(), OutcomeClass::success);
            return transition.from == State::closed && transition.to == State::open &&
                   last_success - results_.rbegin() >= *config_.failure_threshold;
        }
        case BreakerCause::failure_rate:
        case BreakerCause::slow_call_rate:
            return transition.from == State::closed && transition.to == State::open &&
                   transition.counts.calls >= config_.min_calls && transition.counts.calls <= results_.size();
        case BreakerCause::open_for_elapsed:
            return transition.from == State::open && transition.to == State::half_open &&
                   now >= after(since_, config_.open_for);
        case BreakerCause::probes_succeeded:
            return transition.from == State::half_open && transition.to == State::closed &&
                   count(OutcomeClass::success) == config_.success_threshold;
        case BreakerCause::probe_failed:
            return transition.from == State::half_open && transition.to == State::open &&
                   count(OutcomeClass::failure) == config_.half_open_calls - config_.success_threshold + 1;
        case BreakerCause::half_open_max_wait:
            return transition.from == State::half_open && transition.to == State::open &&
                   config_.half_open_max_wait > Duration::zero() &&
                   now >= after(since_, config_.half_open_max_wait);
        case BreakerCause::forced_open:
        case BreakerCause::forced_close:
        case BreakerCause::reset:
        case BreakerCause::disabled:
        case BreakerCause::metrics_only:
            return false;  // nobody forced it here
    }
    return false;
}

void WatchedBreaker::check_transition(Instant now, const std::optional<BreakerTransition>& transition) {
    if (transition) {
        law("a transition starts from the state before it", transition->from == state_);
        law("a transition is on the diagram and has its cause", has_cause(*transition, now));
        law("a transition begins one new generation",
            transition->generation == generation_ + 1 && breaker_.generation() == generation_ + 1);
        law("a transition happens when it is told", transition->when == now);
        state_ = transition->to;
        generation_ = transition->generation;
        since_ = now;
        results_.clear();
    }
    law("the state changes by reported transitions only", breaker_.state() == state_);
    law("generations never go back", breaker_.generation() >= generation_);
    if (breaker_.generation() != generation_) {
        law("only a fixed window begins a generation on its own",
            std::holds_alternative<FixedTime>(config_.window) && state_ == State::closed);
        generation_ = breaker_.generation();
        results_.clear();
    }
}

void WatchedBreaker::check_probes() {
    if (state_ == State::half_open) {
        const auto probing = std::count_if(in_flight_.begin(), in_flight_.end(), [&](const auto& token) {
            return token.generation == generation_;
        });
        law("probes in flight or decided stay within half_open_calls",
            static_cast<std::size_t>(probing) + results_.size() <= config_.half_open_calls);
    }
    law("late results are counted", breaker_.late_results() == late_);
    const auto wakeup = breaker_.next_wakeup();
    law("there is a wake-up while open", state_ != State::open || wakeup.has_value());
    law("there is none while closed", state_ != State::closed || !wakeup.has_value());
}

void WatchedBreaker::admit(Instant now) {
    const auto due = breaker_.next_wakeup();
    const auto admission = breaker_.admit(now);
    check_transition(now, admission.transition);
    law("a step that is due is made on admission", !due || now < *due || admission.transition.has_value());
    if (state_ == State::closed) {
        law("closed admits", admission.admitted);
    }
    if (state_ == State::open) {
        law("open refuses and says for how long",
            !admission.admitted && now + admission.retry_after == breaker_.next_wakeup());
    }
    if (state_ == State::half_open) {
        const auto probing = static_cast<std::size_t>(
            std::count_if(in_flight_.begin(), in_flight_.end(),
                          [&](const auto& token) { return token.generation == generation_; }));
        law("half-open admits as long as a probe is free",
            admission.admitted == (probing + results_.size() < config_.half_open_calls));
    }
    if (admission.admitted) {
        law("a token is of this generation", admission.token.generation == generation_);
        in_flight_.push_back(admission.token);
    }
    check_probes();
}

void WatchedBreaker::settle(Instant now, std::size_t index, OutcomeClass outcome) {
    const CircuitBreaker::Token token = in_flight_[index];
    in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(index));
    const auto settlement = breaker_.settle(now, token, outcome, Duration{1});
    if (settlement.late) {
        ++late_;
        law("a late result moves nothing by itself",
            !settlement.transition || settlement.transition->cause == BreakerCause::half_open_max_wait);
    } else {
        law("a result that counts is of this generation", token.generation == generation_);
        if (outcome == OutcomeClass::success || outcome == OutcomeClass::failure) {
            results_.push_back(outcome);
        } else {
            law("a cancelled call moves nothing", !settlement.transition.has_value());
        }
    }
    check_transition(now, settlement.transition);
    law("a result of another generation is late",
        settlement.late || settlement.transition || token.generation == generation_);
    check_probes();
}

void WatchedBreaker::expire(Instant now) {
    const auto due = breaker_.next_wakeup();
    const auto transition = breaker_.expire(now);
    law("time moves it when a step is due, and only then", transition.has_value() == (due && now >= *due));
    check_transition(now, transition);
    check_probes();
}

}  // namespace fortify::policy
