#pragma once

#include "core/time.hpp"
#include "core/units.hpp"

#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>

namespace fortify::policy {

enum class WhenLimited : std::uint8_t { reject, wait };

struct RateLimiterConfig {
    Rate rate{100};
    double burst = 1;  // bucket size in calls; the bucket starts full
    WhenLimited when_limited = WhenLimited::reject;
    Duration max_wait = 1s;  // of WhenLimited::wait; a longer wait is refused at once
    // Per key: the request header whose value names the bucket; empty: one bucket for all.
    std::string key_header;
    // The key idle for longest makes room for a new one if its bucket is full again; else the new one is
    // refused, since an evicted key would come back with a full bucket.
    std::uint32_t max_keys = 10'000;
};

// A token bucket in closed form: token n after the bucket was last full is there (n - burst) / rate later,
// rounded once to the nanosecond. No refill step and no rounding that accumulates: 7 a second is 7,000,000
// in a million seconds.
// Source: as folly's TokenBucket, it holds instants and no level; waiting as in golang.org/x/time/rate,
// where a waiter reserves its token in the future, which makes the order first-in first-out by construction.
class TokenBucket {
public:
    TokenBucket(Rate rate, double burst);

    // Takes one token if there is one now.
    [[nodiscard]] bool take(Instant now);
    // Reserves the next token: the instant at which it is ours, or `never` if that is later than
    // now + max_wait (then nothing is reserved).
    [[nodiscard]] Instant reserve(Instant now, Duration max_wait);
    // Gives back a reservation whose instant has not come. Tokens promised to later waiters stay
    // promised, so it may give back less than a whole token (the rule of x/time/rate).
    void cancel(Instant now, Instant reserved);
    // Between 0 and burst; 0 while reservations are outstanding.
    [[nodiscard]] double tokens(Instant now) const;
    // How long until one token is there.
    [[nodiscard]] Duration wait_for_one(Instant now) const;
    // Another rate and size from now on. What is in the bucket stays, as far as it fits; tokens that are
    // promised come at the new rate, but those who wait for one keep their instants.
    void reconfigure(Instant now, Rate rate, double burst);
    // Nothing would change if it were replaced by a new one.
    [[nodiscard]] bool is_full(Instant now) const;

private:
    // Time never runs backwards here: an earlier `now` than one seen before counts as that one.
    [[nodiscard]] Instant forward(Instant now) const {
        return now < last_ ? last_ : now;
    }
    void refill(Instant now);
    // When token `number` since full_at_ was there, or will be.
    [[nodiscard]] Instant instant_of(double number) const;

    double rate_;
    double burst_;
    Instant full_at_ = run_start;  // the last time it was seen full
    double taken_ = 0;             // since then; whole tokens, until the settings change
    Instant last_ = run_start;
};

// The rate-limit policy: one bucket, or one a key.
class RateLimiter {
public:
    explicit RateLimiter(const RateLimiterConfig& config);

    struct Admission {
        // now: go ahead; later: wait until then; `never`: refused.
        Instant start{};
        Duration retry_after{0};  // when refused
    };

    // `key` is a hash of the key's text; 0 where there are no keys.
    [[nodiscard]] Admission admit(Instant now, std::uint64_t key);
    // A waiter left before its instant.
    void cancel(Instant now, std::uint64_t key, Instant reserved);

    void reconfigure(Instant now, const RateLimiterConfig& config);

    [[nodiscard]] std::size_t keys() const;

private:
    struct Keyed {
        std::uint64_t key;
        TokenBucket bucket;
    };
    [[nodiscard]] TokenBucket* find(Instant now, std::uint64_t key);

    RateLimiterConfig config_;
    std::list<Keyed> buckets_;  // most recently used first
    std::unordered_map<std::uint64_t, std::list<Keyed>::iterator> by_key_;
};

}  // namespace fortify::policy
