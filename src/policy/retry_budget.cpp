#include "policy/retry_budget.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace fortify::policy {

RetryBudget::RetryBudget(const RetryBudgetConfig& config)
    : width_(std::max(config.ttl / slot_count, Duration{1})) {
    FORTIFY_ASSERT(config.ttl > Duration::zero());
    // Without a ratio only the floor pays; its retries then cost one deposit each.
    cost_ = config.ratio.value > 0 ? 1 / config.ratio.value : 1;
    if (config.ratio.value <= 0) {
        deposit_ = 0;
    }
    reserve_ = config.min_per_second * to_seconds(config.ttl) * cost_;
}

void RetryBudget::deposit(Instant now) {
    expire(now);
    slots_[static_cast<std::size_t>(newest_ % slot_count)] += deposit_;
    sum_ += deposit_;
}

bool RetryBudget::withdraw(Instant now) {
    expire(now);
    constexpr double rounding = 1e-9;
    if (sum_ + reserve_ + rounding < cost_) {
        return false;
    }
    slots_[static_cast<std::size_t>(newest_ % slot_count)] -= cost_;
    sum_ -= cost_;
    return true;
}

double RetryBudget::balance(Instant now) const {
    RetryBudget looked_at = *this;
    looked_at.expire(now);
    return std::max(0.0, (looked_at.sum_ + reserve_) / cost_);
}

void RetryBudget::expire(Instant now) {
    const std::int64_t current = now.time_since_epoch() / width_;
    if (current <= newest_) {
        return;
    }
    if (current - newest_ >= slot_count) {
        slots_.fill(0);
        sum_ = 0;
    } else {
        for (std::int64_t slot = newest_ + 1; slot <= current; ++slot) {
            double& leaving = slots_[static_cast<std::size_t>(slot % slot_count)];
            sum_ -= leaving;
            leaving = 0;
        }
    }
    newest_ = current;
}

}  // namespace fortify::policy
