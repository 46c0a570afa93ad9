#pragma once

#include "core/time.hpp"
#include "core/units.hpp"

#include <array>
#include <cstdint>

namespace fortify::policy {

struct RetryBudgetConfig {
    Ratio ratio{0.1};           // retries allowed for each first attempt
    double min_per_second = 0;  // and this many regardless of traffic
    Duration ttl = 10s;         // a deposit that is not used by then is gone
};

// Bounds retries to a share of the traffic, so that they cannot become the outage.
//
// Source: the retry budget of Finagle ("RetryBudget", also in tower): each first attempt pays for
// `ratio` of a retry; what is paid and what is spent expires after `ttl`, in slots of a tenth of it.
// The floor is a reserve of min_per_second * ttl retries in any `ttl`, there from the start.
class RetryBudget {
public:
    explicit RetryBudget(const RetryBudgetConfig& config);

    void deposit(Instant now);
    // Takes the cost of one retry, if it is there.
    [[nodiscard]] bool withdraw(Instant now);
    // Another ratio and floor from now on, of the same ttl; deposits and withdrawals stay.
    void reconfigure(const RetryBudgetConfig& config);
    // How many retries the balance would pay for.
    [[nodiscard]] double balance(Instant now) const;

private:
    static constexpr std::int64_t slot_count = 10;

    void expire(Instant now);
    void set_amounts(const RetryBudgetConfig& config);

    // All amounts are whole billionths of a retry: sums of them are exact, so that a balance that has
    // been spent is zero and not almost zero. Doubles, since they cannot overflow.
    std::array<double, slot_count> slots_{};  // deposits less withdrawals
    double sum_ = 0;
    double deposit_ = 0;  // what one first attempt pays
    double reserve_ = 0;  // what the floor grants
    Duration width_{};
    std::int64_t newest_ = 0;
};

}  // namespace fortify::policy
