// Goal: the limiter's ways to refuse or wait, and one bucket a key that cannot be refilled by forgetting
// it. Method: literal instants with few keys.
#include "policy/rate_limiter.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::policy;

namespace {

RateLimiterConfig keyed(std::uint32_t max_keys) {
    return {.rate = Rate{1}, .burst = 2, .key_header = "x-user", .max_keys = max_keys};
}

bool admits(RateLimiter& limiter, Duration now, std::uint64_t key) {
    return limiter.admit(at(now), key).start == at(now);
}

}  // namespace

TEST_SUITE("policy::RateLimiter") {
    TEST_CASE("reject tells how long until a token is there") {
        RateLimiter limiter({.rate = Rate{4}, .burst = 1});
        CHECK(admits(limiter, 0ms, 0));
        const auto refused = limiter.admit(at(100ms), 0);
        CHECK(refused.start == never);
        CHECK(refused.retry_after == 150ms);
        CHECK(admits(limiter, 250ms, 0));
    }

    TEST_CASE("wait gives the start, or refuses what would wait for too long") {
        RateLimiter limiter({.rate = Rate{1}, .burst = 1, .when_limited = WhenLimited::wait, .max_wait = 2s});
        CHECK(limiter.admit(at(0s), 0).start == at(0s));
        CHECK(limiter.admit(at(0s), 0).start == at(1s));
        CHECK(limiter.admit(at(0s), 0).start == at(2s));
        const auto refused = limiter.admit(at(0s), 0);
        CHECK(refused.start == never);
        CHECK(refused.retry_after == 3s);
        limiter.cancel(at(0s), 0, at(2s));
        CHECK(limiter.admit(at(0s), 0).start == at(2s));
    }

    TEST_CASE("without a header all calls share one bucket") {
        RateLimiter limiter({.rate = Rate{1}, .burst = 1});
        CHECK(admits(limiter, 0s, 1));
        CHECK_FALSE(admits(limiter, 0s, 2));
        CHECK(limiter.keys() == 1);
    }

    TEST_CASE("each key has a bucket of its own") {
        RateLimiter limiter(keyed(10));
        CHECK(admits(limiter, 0s, 1));
        CHECK(admits(limiter, 0s, 1));
        CHECK_FALSE(admits(limiter, 0s, 1));
        CHECK(admits(limiter, 0s, 2));
        CHECK(limiter.keys() == 2);
    }

    TEST_CASE("a key makes room only when its bucket is full again") {
        RateLimiter limiter(keyed(2));
        CHECK(admits(limiter, 0s, 1));
        CHECK(admits(limiter, 0s, 1));
        CHECK(admits(limiter, 0s, 2));
        CHECK_FALSE(admits(limiter, 1999ms, 3));
        CHECK(limiter.admit(at(1999ms), 3).retry_after > 0s);
        CHECK(limiter.keys() == 2);
        CHECK(admits(limiter, 2s, 3));
        CHECK(limiter.keys() == 2);
        CHECK(admits(limiter, 2s, 2));
    }

    TEST_CASE("the key that was idle for longest goes first") {
        RateLimiter limiter(keyed(2));
        CHECK(admits(limiter, 0s, 1));
        CHECK(admits(limiter, 0s, 2));
        CHECK(admits(limiter, 10s, 1));
        CHECK(admits(limiter, 10s, 1));
        CHECK(admits(limiter, 10s, 3));
        CHECK_FALSE(admits(limiter, 10s, 1));
        CHECK_FALSE(admits(limiter, 10s, 2));
    }

    TEST_CASE("many keys in turn stay within the bound") {
        RateLimiter limiter(keyed(3));
        for (std::uint64_t key = 0; key < 1000; ++key) {
            REQUIRE(admits(limiter, static_cast<std::int64_t>(key) * 1s, key));
            REQUIRE(limiter.keys() <= 3);
        }
        CHECK(admits(limiter, 1000s, 999));
        CHECK(admits(limiter, 1000s, 999));
        CHECK_FALSE(admits(limiter, 1000s, 999));
    }
}
