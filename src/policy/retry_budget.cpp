#include "policy/retry_budget.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::policy {
namespace {

constexpr double retry_cost = 1e9;

// Far more than anyone retries, far less than what rounds a sum.
constexpr double most_retries_each = 1000;

}  // namespace

RetryBudget::RetryBudget(const RetryBudgetConfig& config)
    : width_(std::max(config.ttl / slot_count, Duration{1})) {
    FORTIFY_ASSERT(config.ttl > Duration::zero());
    set_amounts(config);
}

void RetryBudget::reconfigure(const RetryBudgetConfig& config) {
    FORTIFY_ASSERT(width_ == std::max(config.ttl / slot_count, Duration{1}));
    set_amounts(config);
}

void RetryBudget::set_amounts(const RetryBudgetConfig& config) {
    deposit_ = std::round(std::clamp(config.ratio.value, 0.0, most_retries_each) * retry_cost);
    reserve_ = std::round(config.min_per_second * to_seconds(config.ttl) * retry_cost);
}

void RetryBudget::deposit(Instant now) {
    expire(now);
    slots_[static_cast<std::size_t>(newest_ % slot_count)] += deposit_;
    sum_ += deposit_;
}

bool RetryBudget::withdraw(Instant now) {
    expire(now);
    if (sum_ + reserve_ < retry_cost) {
        return false;
    }
    slots_[static_cast<std::size_t>(newest_ % slot_count)] -= retry_cost;
    sum_ -= retry_cost;
    return true;
}

double RetryBudget::balance(Instant now) const {
    RetryBudget looked_at = *this;
    looked_at.expire(now);
    return std::max(0.0, (looked_at.sum_ + reserve_) / retry_cost);
}

void RetryBudget::expire(Instant now) {
    const std::int64_t current = now.time_since_epoch() / width_;
    if (current - newest_ >= slot_count) {
        slots_.fill(0);
        sum_ = 0;
        newest_ = current;
    }
    while (newest_ < current) {
        ++newest_;
        double& leaving = slots_[static_cast<std::size_t>(newest_ % slot_count)];
        sum_ -= leaving;
        leaving = 0;
    }
}

}  // namespace fortify::policy
