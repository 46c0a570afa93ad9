#include "policy/rate_limiter.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fortify::policy {

TokenBucket::TokenBucket(Rate rate, double burst) : rate_(rate.per_second), burst_(burst) {
    FORTIFY_ASSERT(rate.per_second > 0 && burst >= 1);
}

bool TokenBucket::take(Instant now) {
    now = last_ = forward(now);
    refill(now);
    if (instant_of(taken_ + 1) > now) {
        return false;
    }
    ++taken_;
    return true;
}

Instant TokenBucket::reserve(Instant now, Duration max_wait) {
    now = last_ = forward(now);
    refill(now);
    const Instant ours = std::max(now, instant_of(taken_ + 1));
    if (ours == never || ours > after(now, max_wait)) {
        return never;
    }
    ++taken_;
    return ours;
}

void TokenBucket::cancel(Instant now, Instant reserved) {
    now = last_ = forward(now);
    // A token that is there already would have been used, and one before the last cannot come back:
    // those after it have been promised at their instants.
    if (reserved > now && reserved == instant_of(taken_)) {
        --taken_;
    }
}

double TokenBucket::tokens(Instant now) const {
    now = forward(now);
    return std::clamp(burst_ - taken_ + to_seconds(now - full_at_) * rate_, 0.0, burst_);
}

Duration TokenBucket::wait_for_one(Instant now) const {
    now = forward(now);
    return is_full(now) ? Duration::zero() : std::max(Duration::zero(), instant_of(taken_ + 1) - now);
}

bool TokenBucket::is_full(Instant now) const {
    return forward(now) >= instant_of(taken_ + burst_);
}

void TokenBucket::reconfigure(Instant now, Rate rate, double burst) {
    FORTIFY_ASSERT(rate.per_second > 0 && burst >= 1);
    now = last_ = forward(now);
    refill(now);
    // Below zero where tokens are promised.
    const double level = burst_ - taken_ + to_seconds(now - full_at_) * rate_;
    rate_ = rate.per_second;
    burst_ = burst;
    full_at_ = now;
    taken_ = std::max(0.0, burst - level);
}

void TokenBucket::refill(Instant now) {
    if (is_full(now)) {
        full_at_ = now;
        taken_ = 0;
    }
}

Instant TokenBucket::instant_of(double number) const {
    return after(full_at_, from_seconds((number - burst_) / rate_));
}

RateLimiter::RateLimiter(const RateLimiterConfig& config) : config_(config) {
    FORTIFY_ASSERT(config.max_keys > 0);
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

void RateLimiter::reconfigure(Instant now, const RateLimiterConfig& config) {
    FORTIFY_ASSERT(config.key_header == config_.key_header && config.max_keys > 0);
    config_ = config;
    for (Keyed& keyed : buckets_) {
        keyed.bucket.reconfigure(now, config.rate, config.burst);
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
        if (!buckets_.back().bucket.is_full(now)) {
            return nullptr;
        }
        auto entry = by_key_.extract(buckets_.back().key);  // both nodes serve again: no allocation
        buckets_.splice(buckets_.begin(), buckets_, std::prev(buckets_.end()));
        buckets_.front() = {.key = key, .bucket = TokenBucket(config_.rate, config_.burst)};
        entry.key() = key;
        by_key_.insert(std::move(entry));
        return &buckets_.front().bucket;
    }
    buckets_.push_front({.key = key, .bucket = TokenBucket(config_.rate, config_.burst)});
    by_key_[key] = buckets_.begin();
    return &buckets_.front().bucket;
}

}  // namespace fortify::policy
