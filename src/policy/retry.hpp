#pragma once

#include "core/outcome.hpp"
#include "core/rng.hpp"
#include "core/time.hpp"
#include "policy/backoff.hpp"
#include "policy/retry_budget.hpp"

#include <bitset>
#include <cstdint>
#include <optional>

namespace fortify::policy {

// Which outcomes are worth another attempt: statuses ("5xx", "429") and causes ("reset").
struct RetryableSet {
    std::bitset<600> statuses;
    std::bitset<cause_count> causes;

    [[nodiscard]] bool contains(const Outcome& outcome) const;
};

struct RetryConfig {
    std::uint32_t max_attempts = 3;  // on the wire, the first included
    BackoffConfig backoff;
    RetryableSet retry_on;
    bool honour_retry_after = true;
    Duration retry_after_max = 1min;  // a target cannot make us wait longer than this
    std::optional<RetryBudgetConfig> budget;
};

enum class GiveUp : std::uint8_t { not_retryable, exhausted, budget_denied, past_deadline };

// Decides after each attempt whether there is another one, and when. Holds nothing of a single call
// (that is in `Progress`, kept by the call), only what calls share: the budget.
//
// - The delay is max(backoff with jitter, Retry-After capped at retry_after_max).
// - If the delay would end at or after the call's deadline, it gives up at once instead of sleeping
//   towards it.
// - The budget is asked at decision time, not after the sleep.
class Retry {
public:
    explicit Retry(const RetryConfig& config);

    struct Progress {
        std::uint32_t attempts = 0;  // made so far
        Duration previous_delay{0};
    };
    struct Decision {
        std::optional<Duration> delay;  // retry after this; none: give up
        GiveUp reason{};                // when giving up
    };

    // A call's first attempt begins: pays into the budget.
    void begin(Instant now);
    // After attempt `progress.attempts` ended with `outcome`. `deadline` is the earliest end that an
    // outer timeout sets (`never` without one). Updates progress.previous_delay when it retries.
    [[nodiscard]] Decision next_attempt(
        Instant now, const Outcome& outcome, Progress& progress, Instant deadline, Rng& rng);

    [[nodiscard]] const RetryConfig& config() const {
        return config_;
    }
    // Other settings from now on. What the budget holds stays, unless its `ttl` changes: then it starts anew.
    void reconfigure(const RetryConfig& config);

    // Retries that the budget would still allow at `now`; none without a budget.
    [[nodiscard]] std::optional<double> budget_left(Instant now) const;

private:
    RetryConfig config_;
    std::optional<RetryBudget> budget_;
};

}  // namespace fortify::policy
