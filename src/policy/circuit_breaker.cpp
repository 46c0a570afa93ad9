#include "policy/circuit_breaker.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <utility>

namespace fortify::policy {

std::string_view name_of(BreakerState state) {
    switch (state) {
        case BreakerState::closed:
            return "closed";
        case BreakerState::open:
            return "open";
        case BreakerState::half_open:
            return "half_open";
        case BreakerState::forced_open:
            return "forced_open";
        case BreakerState::disabled:
            return "disabled";
        case BreakerState::metrics_only:
            return "metrics_only";
    }
    FORTIFY_ASSERT(false && "a breaker state outside its enumeration");
}

std::string_view name_of(BreakerCause cause) {
    switch (cause) {
        case BreakerCause::failure_threshold:
            return "failure_threshold";
        case BreakerCause::failure_rate:
            return "failure_rate";
        case BreakerCause::slow_call_rate:
            return "slow_call_rate";
        case BreakerCause::open_for_elapsed:
            return "open_for_elapsed";
        case BreakerCause::probes_succeeded:
            return "probes_succeeded";
        case BreakerCause::probe_failed:
            return "probe_failed";
        case BreakerCause::half_open_max_wait:
            return "half_open_max_wait";
        case BreakerCause::forced_open:
            return "forced_open";
        case BreakerCause::forced_close:
            return "forced_close";
        case BreakerCause::reset:
            return "reset";
        case BreakerCause::disabled:
            return "disabled";
        case BreakerCause::metrics_only:
            return "metrics_only";
    }
    FORTIFY_ASSERT(false && "a breaker cause outside its enumeration");
}

CircuitBreaker::CircuitBreaker(const CircuitBreakerConfig& config)
    : config_(config), window_(config.window), open_for_(config.open_for) {
    FORTIFY_ASSERT(config.failure_threshold || config.failure_rate || config.slow_call_rate);
    FORTIFY_ASSERT(config.half_open_calls > 0 && config.success_threshold > 0 &&
                   config.success_threshold <= config.half_open_calls);
}

CircuitBreaker::Admission CircuitBreaker::admit(Instant now) {
    Admission admission;
    switch (state_) {
        case BreakerState::open:
        case BreakerState::half_open:
            admission.transition = expire(now);
            break;
        case BreakerState::closed:
        case BreakerState::metrics_only:
            refresh_fixed_window(now);
            break;
        case BreakerState::forced_open:
        case BreakerState::disabled:
            break;
    }
    switch (state_) {
        case BreakerState::closed:
        case BreakerState::disabled:
        case BreakerState::metrics_only:
            admission.admitted = true;
            break;
        case BreakerState::half_open:
            admission.admitted = probes_ < config_.half_open_calls;
            probes_ += admission.admitted ? 1 : 0;
            break;
        case BreakerState::open:
            admission.retry_after = deadline_ - now;
            break;
        case BreakerState::forced_open:
            break;
    }
    admission.token = Token{generation_};
    return admission;
}

CircuitBreaker::Settlement CircuitBreaker::settle(Instant now,
                                                  Token token,
                                                  OutcomeClass outcome,
                                                  Duration took) {
    std::optional<BreakerTransition> due;
    if (state_ == BreakerState::closed || state_ == BreakerState::metrics_only) {
        refresh_fixed_window(now);
    } else if (state_ == BreakerState::half_open) {
        due = expire(now);
    }
    if (token.generation != generation_) {
        ++late_results_;
        return {.late = true, .would_open = false, .transition = due};
    }
    const bool counts = outcome == OutcomeClass::success || outcome == OutcomeClass::failure;
    const bool failed = outcome == OutcomeClass::failure;
    switch (state_) {
        case BreakerState::closed:
            if (counts) {
                return {.late = false, .would_open = false, .transition = settle_closed(now, failed, took)};
            }
            break;
        case BreakerState::half_open:
            if (counts) {
                return {.late = false,
                        .would_open = false,
                        .transition = settle_probe(now, failed || is_slow(took))};
            }
            --probes_;  // neither good nor bad: another call may probe in its place
            break;
        case BreakerState::metrics_only:
            if (counts) {
                const bool held_before = rule_holds_;
                rule_holds_ = record(now, failed, took).has_value();
                return {.late = false, .would_open = rule_holds_ && !held_before, .transition = {}};
            }
            break;
        case BreakerState::open:
        case BreakerState::forced_open:
        case BreakerState::disabled:
            break;
    }
    return {};
}

std::optional<BreakerTransition> CircuitBreaker::settle_closed(Instant now, bool failed, Duration took) {
    if (const auto cause = record(now, failed, took)) {
        return open(now, *cause);
    }
    return std::nullopt;
}

std::optional<BreakerCause> CircuitBreaker::record(Instant now, bool failed, Duration took) {
    consecutive_failures_ = failed ? consecutive_failures_ + 1 : 0;
    window_.record(now, {.failed = failed, .slow = is_slow(took)});
    return trip_cause(window_.counts());
}

bool CircuitBreaker::is_slow(Duration took) const {
    return config_.slow_call_rate && took > config_.slow_call_duration;
}

std::optional<BreakerTransition> CircuitBreaker::settle_probe(Instant now, bool is_bad) {
    if (is_bad) {
        ++probe_failures_;
    } else {
        ++probe_successes_;
    }
    if (probe_successes_ >= config_.success_threshold) {
        open_for_ = config_.open_for;
        return move_to(now, BreakerState::closed, BreakerCause::probes_succeeded);
    }
    if (probe_failures_ > config_.half_open_calls - config_.success_threshold) {
        return open(now, BreakerCause::probe_failed);
    }
    return std::nullopt;
}

std::optional<BreakerCause> CircuitBreaker::trip_cause(const WindowCounts& counts) const {
    if (config_.failure_threshold && consecutive_failures_ >= *config_.failure_threshold) {
        return BreakerCause::failure_threshold;
    }
    if (counts.calls < config_.min_calls) {
        return std::nullopt;
    }
    if (config_.failure_rate && counts.failure_rate() >= config_.failure_rate->value) {
        return BreakerCause::failure_rate;
    }
    if (config_.slow_call_rate && counts.slow_rate() >= config_.slow_call_rate->value) {
        return BreakerCause::slow_call_rate;
    }
    return std::nullopt;
}

std::optional<BreakerTransition> CircuitBreaker::expire(Instant now) {
    if (now < deadline_) {
        return std::nullopt;
    }
    if (state_ == BreakerState::open) {
        return move_to(now, BreakerState::half_open, BreakerCause::open_for_elapsed);
    }
    if (state_ == BreakerState::half_open) {
        return open(now, BreakerCause::half_open_max_wait);
    }
    return std::nullopt;
}

BreakerTransition CircuitBreaker::open(Instant now, BreakerCause cause) {
    if (state_ == BreakerState::half_open) {
        open_for_ = std::max(
            config_.open_for,
            std::min(from_seconds(to_seconds(open_for_) * config_.open_multiplier), config_.open_max));
    }
    return move_to(now, BreakerState::open, cause);
}

BreakerTransition CircuitBreaker::force_open(Instant now) {
    return move_to(now, BreakerState::forced_open, BreakerCause::forced_open);
}

BreakerTransition CircuitBreaker::force_close(Instant now) {
    open_for_ = config_.open_for;
    return move_to(now, BreakerState::closed, BreakerCause::forced_close);
}

BreakerTransition CircuitBreaker::disable(Instant now) {
    return move_to(now, BreakerState::disabled, BreakerCause::disabled);
}

BreakerTransition CircuitBreaker::watch_only(Instant now) {
    return move_to(now, BreakerState::metrics_only, BreakerCause::metrics_only);
}

void CircuitBreaker::reconfigure(const CircuitBreakerConfig& config) {
    const CircuitBreakerConfig before = std::exchange(config_, config);
    if (before.window != config.window) {
        window_ = SlidingWindow(config.window);
        consecutive_failures_ = 0;
        fixed_period_ = 0;
    }
    // How far it has grown is kept, within what the new settings allow.
    open_for_ = open_for_ == before.open_for
                    ? config.open_for
                    : std::max(config.open_for, std::min(open_for_, config.open_max));
}

BreakerTransition CircuitBreaker::reset(Instant now) {
    open_for_ = config_.open_for;
    return move_to(now, BreakerState::closed, BreakerCause::reset);
}

BreakerTransition CircuitBreaker::move_to(Instant now, BreakerState to, BreakerCause cause) {
    BreakerTransition transition{.when = now,
                                 .from = state_,
                                 .to = to,
                                 .cause = cause,
                                 .counts = window_.counts(now),
                                 .consecutive_failures = consecutive_failures_};
    state_ = to;
    deadline_ = never;
    if (to == BreakerState::open) {
        deadline_ = after(now, open_for_);
    } else if (to == BreakerState::half_open && config_.half_open_max_wait > Duration::zero()) {
        deadline_ = after(now, config_.half_open_max_wait);
    }
    if (const auto* fixed = std::get_if<FixedTime>(&config_.window)) {
        fixed_period_ = std::max(fixed_period_, now.time_since_epoch() / fixed->every);
    }
    begin_generation();
    transition.generation = generation_;
    return transition;
}

void CircuitBreaker::begin_generation() {
    ++generation_;
    window_.clear();
    consecutive_failures_ = 0;
    probes_ = 0;
    probe_successes_ = 0;
    probe_failures_ = 0;
    rule_holds_ = false;
}

void CircuitBreaker::refresh_fixed_window(Instant now) {
    const auto* fixed = std::get_if<FixedTime>(&config_.window);
    if (fixed == nullptr) {
        return;
    }
    const std::int64_t period = now.time_since_epoch() / fixed->every;
    if (period > fixed_period_) {
        fixed_period_ = period;
        begin_generation();
    }
}

WindowCounts CircuitBreaker::counts() const {
    return window_.counts();
}

std::optional<Instant> CircuitBreaker::next_wakeup() const {
    return deadline_ == never ? std::nullopt : std::optional(deadline_);
}

}  // namespace fortify::policy
