#include "policy/sliding_window.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace fortify::policy {

SlidingWindow::SlidingWindow(const WindowConfig& config) {
    if (const auto* time = std::get_if<SlidingTime>(&config)) {
        FORTIFY_ASSERT(time->last > Duration::zero() && time->buckets > 0);
        // A bucket lasts a nanosecond at least.
        const std::int64_t buckets = std::min<std::int64_t>(time->buckets, time->last.count());
        buckets_.resize(static_cast<std::size_t>(buckets));
        width_ = time->last / buckets;
    } else if (const auto* fixed = std::get_if<FixedTime>(&config)) {
        FORTIFY_ASSERT(fixed->every > Duration::zero());
        buckets_.resize(1);
        width_ = fixed->every;
    } else {
        const auto& count = std::get<SlidingCount>(config);
        FORTIFY_ASSERT(count.calls > 0);
        buckets_.resize(count.calls);
    }
}

bool SlidingWindow::record(Instant now, Sample sample) {
    const bool cleared = expire(now);
    const WindowCounts one{.calls = 1, .failures = sample.failed ? 1U : 0U, .slow = sample.slow ? 1U : 0U};
    if (width_ == Duration::zero()) {
        remove(buckets_[next_]);
        buckets_[next_] = one;
        next_ = (next_ + 1) % buckets_.size();
    } else {
        WindowCounts& bucket = buckets_[static_cast<std::size_t>(newest_) % buckets_.size()];
        bucket.calls += 1;
        bucket.failures += one.failures;
        bucket.slow += one.slow;
    }
    total_.calls += 1;
    total_.failures += one.failures;
    total_.slow += one.slow;
    return cleared;
}

bool SlidingWindow::expire(Instant now) {
    if (width_ == Duration::zero()) {
        return false;
    }
    const std::int64_t current = now.time_since_epoch() / width_;
    if (current <= newest_) {  // time does not run backwards
        return false;
    }
    const auto size = static_cast<std::int64_t>(buckets_.size());
    const bool had_calls = total_.calls > 0;
    if (current - newest_ >= size) {
        clear();
        newest_ = current;
    }
    while (newest_ < current) {
        ++newest_;
        WindowCounts& leaving = buckets_[static_cast<std::size_t>(newest_ % size)];
        remove(leaving);
        leaving = {};
    }
    return had_calls && total_.calls == 0;
}

void SlidingWindow::remove(const WindowCounts& counts) {
    total_.calls -= counts.calls;
    total_.failures -= counts.failures;
    total_.slow -= counts.slow;
}

WindowCounts SlidingWindow::counts(Instant now) {
    expire(now);
    return total_;
}

WindowCounts SlidingWindow::counts() const {
    return total_;
}

void SlidingWindow::clear() {
    std::fill(buckets_.begin(), buckets_.end(), WindowCounts{});
    total_ = {};
    next_ = 0;
}

}  // namespace fortify::policy
