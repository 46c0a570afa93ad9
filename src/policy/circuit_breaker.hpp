#pragma once

#include "core/outcome.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "policy/sliding_window.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace fortify::policy {

struct CircuitBreakerConfig {
    // Trip rules; at least one is set, and the first to hold opens the breaker. All compare with >=.
    std::optional<std::uint32_t> failure_threshold;  // consecutive failures
    std::optional<Ratio> failure_rate;               // failures / calls in the window
    std::optional<Ratio> slow_call_rate;             // calls slower than slow_call_duration / calls
    Duration slow_call_duration = 60s;               // slow is strictly longer than this

    std::uint32_t min_calls = 20;  // the rates say nothing below this many calls in the window
    WindowConfig window = SlidingTime{.last = 10s, .buckets = 10};

    Duration open_for = 30s;
    double open_multiplier = 1.0;  // each re-opening from half-open lasts this much longer
    Duration open_max = 10min;     // up to this; a close starts again from open_for

    std::uint32_t half_open_calls = 1;    // probes in flight or decided, at most
    std::uint32_t success_threshold = 1;  // successes of them that close it; <= half_open_calls
    Duration half_open_max_wait{0};       // undecided for longer: open again; 0 waits for ever
};

enum class BreakerState : std::uint8_t { closed, open, half_open, forced_open, disabled, metrics_only };

enum class BreakerCause : std::uint8_t {
    failure_threshold,
    failure_rate,
    slow_call_rate,
    open_for_elapsed,
    probes_succeeded,
    probe_failed,
    half_open_max_wait,
    forced_open,
    forced_close,
    reset,
    disabled,
    metrics_only,
};

[[nodiscard]] std::string_view name_of(BreakerState state);
[[nodiscard]] std::string_view name_of(BreakerCause cause);

struct BreakerTransition {
    Instant when{};
    BreakerState from{};
    BreakerState to{};
    BreakerCause cause{};
    std::uint32_t generation = 0;  // after the transition
    WindowCounts counts;           // of the window at that moment, before it is cleared
    std::uint32_t consecutive_failures = 0;
};

// Stops calling a target that fails, and finds out with a few probes when it works again.
//
// Source: the state machine of Nygard, "Release It!" (2007), with the count and time windows of
// resilience4j and the generations of gobreaker. What differs between libraries is settled so:
// - the ratio is over *completed* calls; the trip rules are evaluated after every one, so that a
//   success may trip a slow-call rate;
// - half-open is reached when now >= opened_at + open_for, on the first admission or by `expire`,
//   whichever comes first;
// - a result that was admitted in an earlier generation (each transition and reset begins a new one)
//   is counted as late and changes nothing else: stragglers neither close nor re-open nor extend;
// - in half-open at most `half_open_calls` probes are in flight or decided; `success_threshold`
//   successes close, and the breaker opens again as soon as these can no longer be reached; where slow
//   calls can trip it, a slow probe is as bad as a failed one (as in resilience4j);
// - a cancelled call frees its probe place and counts nowhere; a call rejected by a policy further
//   in likewise;
// - forced_open, disabled and metrics_only never leave by themselves; disabled takes nothing down, while
//   metrics_only lets all calls pass and counts how often the trip rules would have opened it.
class CircuitBreaker {
public:
    explicit CircuitBreaker(const CircuitBreakerConfig& config);

    struct Token {
        std::uint32_t generation = 0;
    };
    struct Admission {
        bool admitted = false;
        Token token;              // give it back to `settle`
        Duration retry_after{0};  // when refused while open: the time until half-open
        // The open -> half_open step that this admission made, if it did.
        std::optional<BreakerTransition> transition;
    };
    struct Settlement {
        bool late = false;
        bool would_open = false;  // metrics_only: a trip rule began to hold
        std::optional<BreakerTransition> transition;
    };

    [[nodiscard]] Admission admit(Instant now);
    // Exactly once for each admitted call. `took` is the time from its admission to its result. A probe's
    // result at or after the end of half_open_max_wait is late, whether `expire` was called before it or not.
    [[nodiscard]] Settlement settle(Instant now, Token token, OutcomeClass outcome, Duration took);
    // Steps that are due by the passing of time alone: open -> half_open at the deadline, and
    // half_open -> open after half_open_max_wait. Call it at `next_wakeup()`.
    [[nodiscard]] std::optional<BreakerTransition> expire(Instant now);

    // An operator's hand.
    [[nodiscard]] BreakerTransition force_open(Instant now);
    [[nodiscard]] BreakerTransition force_close(Instant now);
    [[nodiscard]] BreakerTransition disable(Instant now);
    [[nodiscard]] BreakerTransition watch_only(Instant now);
    [[nodiscard]] BreakerTransition reset(Instant now);
    // Other settings from now on. State, generation and what is in flight stay; so does the window, unless
    // its own shape changes: then it starts empty. A time to stay open that has begun is not changed.
    void reconfigure(const CircuitBreakerConfig& config);

    [[nodiscard]] BreakerState state() const {
        return state_;
    }
    [[nodiscard]] std::uint32_t generation() const {
        return generation_;
    }
    [[nodiscard]] std::uint64_t late_results() const {
        return late_results_;
    }
    [[nodiscard]] std::uint32_t consecutive_failures() const {
        return consecutive_failures_;
    }
    // Of the window as it stands, nothing aged out by the mere asking.
    [[nodiscard]] WindowCounts counts() const;
    [[nodiscard]] std::optional<Instant> next_wakeup() const;

private:
    BreakerTransition move_to(Instant now, BreakerState to, BreakerCause cause);
    BreakerTransition open(Instant now, BreakerCause cause);
    void begin_generation();
    void refresh_fixed_window(Instant now);
    [[nodiscard]] std::optional<BreakerCause> trip_cause(const WindowCounts& counts) const;
    [[nodiscard]] std::optional<BreakerTransition> settle_closed(Instant now, bool failed, Duration took);
    [[nodiscard]] std::optional<BreakerTransition> settle_probe(Instant now, bool is_bad);
    // Takes the result down; which trip rule holds after it.
    [[nodiscard]] std::optional<BreakerCause> record(Instant now, bool failed, Duration took);
    [[nodiscard]] bool is_slow(Duration took) const;

    CircuitBreakerConfig config_;
    SlidingWindow window_;
    BreakerState state_ = BreakerState::closed;
    std::uint32_t generation_ = 0;
    std::uint64_t late_results_ = 0;
    std::uint32_t consecutive_failures_ = 0;
    Duration open_for_;         // of the next opening
    Instant deadline_ = never;  // open: when half-open; half-open: when it has waited for too long
    std::uint32_t probes_ = 0;  // in flight or decided, in half-open
    std::uint32_t probe_successes_ = 0;
    std::uint32_t probe_failures_ = 0;
    std::int64_t fixed_period_ = 0;  // which fixed window the counts belong to
    bool rule_holds_ = false;        // metrics_only: a trip rule held after the last result
};

}  // namespace fortify::policy
