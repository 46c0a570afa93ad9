#include "policy/rate_limiter.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace fortify::policy {

TokenBucket::TokenBucket(Rate rate, double burst) {
    FORTIFY_ASSERT(rate.per_second > 0 && burst >= 1);
    per_token_ = std::max(from_seconds(1 / rate.per_second), Duration{1});
    capacity_ = from_seconds(burst / rate.per_second);
    empty_ = run_start - std::min(capacity_, Duration{24h} * 36'500);  // full from the start
    capacity_ = run_start - empty_;
}

// A bucket never holds more than its capacity: it counts as empty no longer ago than that.
Instant TokenBucket::empty_floor(Instant now) const {
    return std::max(empty_, now - capacity_);
}

bool TokenBucket::take(Instant now) {
    now = last_ = forward(now);
    const Instant after_taking = empty_floor(now) + per_token_;
    if (after_taking > now) {
        return false;
    }
    empty_ = after_taking;
    return true;
}

Instant TokenBucket::reserve(Instant now, Duration max_wait) {
    now = last_ = forward(now);
    const Instant ours = std::max(now, after(empty_floor(now), per_token_));
    if (ours > after(now, max_wait)) {
        return never;
    }
    empty_ = after(empty_floor(now), per_token_);
    return ours;
}

void TokenBucket::cancel(Instant now, Instant reserved) {
    now = last_ = forward(now);
    if (reserved <= now) {
        return;  // its token is there already, and would have been used
    }
    // Later waiters keep their instants; only what nobody was promised comes back.
    const Duration promised_later = std::max(Duration::zero(), empty_ - reserved);
    empty_ -= std::max(Duration::zero(), per_token_ - promised_later);
}

double TokenBucket::tokens(Instant now) const {
    now = forward(now);
    return std::max(0.0, to_seconds(now - empty_floor(now)) / to_seconds(per_token_));
}

Duration TokenBucket::wait_for_one(Instant now) const {
    now = forward(now);
    return std::max(Duration::zero(), empty_floor(now) + per_token_ - now);
}

RateLimiter::RateLimiter(const RateLimiterConfig& config) : config_(config) {
    if (config.key_header.empty()) {
        buckets_.push_front({.key = 0, .bucket = TokenBucket(config.rate, config.burst)});
    }
}

RateLimiter::Admission RateLimiter::admit(Instant now, std::uint64_t key) {
    TokenBucket* bucket = find(now, key);
    if (bucket == nullptr) {
        return {.start = never, .retry_after = from_seconds(1 / config_.rate.per_second)};
    }
    if (config_.when_limited == WhenLimited::reject) {
        if (bucket->take(now)) {
            return {.start = now};
        }
        return {.start = never, .retry_after = bucket->wait_for_one(now)};
    }
    const Instant start = bucket->reserve(now, config_.max_wait);
    return {.start = start, .retry_after = start == never ? bucket->wait_for_one(now) : Duration::zero()};
}

void RateLimiter::cancel(Instant now, std::uint64_t key, Instant reserved) {
    if (TokenBucket* bucket = find(now, key)) {
        bucket->cancel(now, reserved);
    }
}

std::size_t RateLimiter::keys() const {
    return buckets_.size();
}

TokenBucket* RateLimiter::find(Instant now, std::uint64_t key) {
    if (config_.key_header.empty()) {
        return &buckets_.front().bucket;
    }
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
        buckets_.splice(buckets_.begin(), buckets_, found->second);
        return &buckets_.front().bucket;
    }
    if (buckets_.size() >= config_.max_keys) {
        constexpr double rounding = 1e-6;
        if (buckets_.back().bucket.tokens(now) + rounding < config_.burst) {
            return nullptr;
        }
        by_key_.erase(buckets_.back().key);
        buckets_.pop_back();
    }
    buckets_.push_front({.key = key, .bucket = TokenBucket(config_.rate, config_.burst)});
    by_key_[key] = buckets_.begin();
    return &buckets_.front().bucket;
}

}  // namespace fortify::policy
