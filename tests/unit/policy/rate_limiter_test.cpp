// Goal: the bucket grants its rate and burst exactly. Method: the vectors of golang.org/x/time/rate (RL-n)
// by single tokens, a plain refilling bucket as the model on seeded streams, and the bound over every window.
#include "policy/rate_limiter.hpp"

#include "property/generator.hpp"

#include <cmath>
#include <vector>

using namespace fortify;
using namespace fortify::policy;

namespace {

// Times of these vectors are counted in tenths of a second.
Instant tick(std::int64_t tenths) {
    return at(tenths * 100ms);
}

int take_many(TokenBucket& bucket, Instant now, int wanted) {
    int taken = 0;
    for (int call = 0; call < wanted; ++call) {
        taken += bucket.take(now) ? 1 : 0;
    }
    return taken;
}

// Whether some window between two of the grants held more than rate * width + burst. Grants are rounded to
// the nanosecond, which is the slack.
bool exceeds(const std::vector<Instant>& grants, double rate, double burst) {
    for (std::size_t first = 0; first < grants.size(); ++first) {
        for (std::size_t last = first; last < grants.size(); ++last) {
            const double width = to_seconds(grants[last] - grants[first]) + 1e-9;
            if (static_cast<double>(last - first + 1) > rate * width + burst + 1e-6) {
                return true;
            }
        }
    }
    return false;
}

}  // namespace

TEST_SUITE("policy::TokenBucket") {
    TEST_CASE("RL-1: tokens come back at the rate, up to the burst") {
        TokenBucket bucket(Rate{10}, 3);
        CHECK(take_many(bucket, tick(0), 2) == 2);
        CHECK(bucket.tokens(tick(0)) == 1);
        CHECK(take_many(bucket, tick(0), 2) == 1);
        CHECK(bucket.tokens(tick(1)) == doctest::Approx(1));
        CHECK(bucket.take(tick(2)));
        CHECK(bucket.take(tick(3)));
        CHECK(take_many(bucket, tick(4), 3) == 2);
        CHECK(take_many(bucket, tick(9), 4) == 3);
    }

    TEST_CASE("RL-2: going back in time mints no token") {
        TokenBucket bucket(Rate{10}, 3);
        CHECK(bucket.take(tick(1)));
        CHECK(take_many(bucket, tick(0), 4) == 2);
        CHECK(take_many(bucket, tick(1), 3) == 0);
        CHECK(take_many(bucket, tick(2), 2) == 1);
    }

    TEST_CASE("RL-3: a reservation is for the instant at which its token is there") {
        TokenBucket bucket(Rate{10}, 2);
        for (const std::int64_t expected : {0, 0, 1, 2}) {
            CHECK(bucket.reserve(tick(0), 1h) == tick(expected));
        }
        CHECK(bucket.reserve(tick(3), 1h) == tick(3));
        CHECK(bucket.reserve(tick(3), 99ms) == never);
        CHECK(bucket.reserve(tick(3), 100ms) == tick(4));
    }

    TEST_CASE("RL-4: what the last waiter gives back is there for the next") {
        TokenBucket bucket(Rate{10}, 2);
        CHECK(take_many(bucket, tick(0), 2) == 2);
        const Instant first = bucket.reserve(tick(0), 1h);
        const Instant second = bucket.reserve(tick(0), 1h);
        bucket.cancel(tick(0), second);
        bucket.cancel(tick(0), first);
        CHECK(bucket.reserve(tick(1), 1h) == tick(1));
        CHECK(bucket.reserve(tick(1), 1h) == tick(2));
    }

    TEST_CASE("RL-4: tokens promised to later waiters stay promised") {
        TokenBucket bucket(Rate{10}, 1);
        CHECK(bucket.take(tick(0)));
        const Instant first = bucket.reserve(tick(0), 1h);
        CHECK(bucket.reserve(tick(0), 1h) == tick(2));
        bucket.cancel(tick(0), first);
        CHECK(bucket.reserve(tick(0), 1h) == tick(3));
    }

    TEST_CASE("a reservation that has come is not given back") {
        TokenBucket bucket(Rate{10}, 1);
        CHECK(bucket.take(tick(0)));
        const Instant ours = bucket.reserve(tick(0), 1h);
        bucket.cancel(ours, ours);
        CHECK_FALSE(bucket.take(ours));
    }

    TEST_CASE("RL-5: of fifteen at once a burst of five lets five through") {
        TokenBucket bucket(Rate{1}, 5);
        CHECK(take_many(bucket, tick(0), 15) == 5);
    }

    TEST_CASE("RL-6: a rate that is no whole number loses nothing to rounding") {
        TokenBucket bucket(Rate{0.7692307692307693}, 1);
        CHECK(bucket.take(tick(0)));
        CHECK_FALSE(bucket.take(at(1300ms - 1ns)));
        CHECK(bucket.take(at(1300ms)));
    }

    TEST_CASE("a burst is whole at every rate, and the rate exact over a long time") {
        for (int rate = 1; rate < 2000; ++rate) {
            TokenBucket bucket(Rate{static_cast<double>(rate)}, rate);
            REQUIRE(take_many(bucket, at(12345ns), rate + 1) == rate);
        }
        TokenBucket seven(Rate{7}, 7);
        Instant last{};
        for (int token = 0; token < 70'000; ++token) {
            last = seven.reserve(run_start, Duration::max());
        }
        CHECK(last == at(9999s));
    }

    TEST_CASE("years of idleness and tokens of centuries do not overflow") {
        TokenBucket bucket(Rate{1e-12}, 1e6);
        CHECK(bucket.take(run_start));
        CHECK(take_many(bucket, never - 1ns, 2) == 2);
        TokenBucket dry(Rate{1e-12}, 1);
        CHECK(dry.take(run_start));
        CHECK(dry.wait_for_one(at(1s)) > Duration{24h} * 36'500);
        CHECK(dry.reserve(at(1s), Duration::max()) == never);
        CHECK_FALSE(dry.take(never - 1ns));
    }

    TEST_CASE("law: it decides as a bucket that is refilled step by step") {
        for_all(200, [](Generator& draw) {
            const double rate = draw.between(0.5, 2000.0);
            const double burst = std::floor(draw.between(1.0, 30.0));
            TokenBucket bucket(Rate{rate}, burst);
            long double level = burst;
            Instant now = run_start;
            std::vector<Instant> grants;
            for (int step = 0; step < 300; ++step) {
                const Duration passed = from_seconds(draw.between(0.0, 2 / rate));
                now += passed;
                level =
                    std::min<long double>(burst, level + static_cast<long double>(to_seconds(passed)) * rate);
                const bool is_clear = std::abs(level - 1) > 1e-6L;
                const bool granted = bucket.take(now);
                if (is_clear) {
                    REQUIRE(granted == (level > 1));
                }
                if (granted) {
                    level -= 1;
                    grants.push_back(now);
                }
            }
            REQUIRE_FALSE(exceeds(grants, rate, burst));
        });
    }

    TEST_CASE("law: waiters are served first in, first out, at no more than the rate") {
        for_all(100, [](Generator& draw) {
            const double rate = draw.between(0.5, 1e6);
            const double burst = draw.between(1.0, 10.0);
            TokenBucket bucket(Rate{rate}, burst);
            Instant now = run_start;
            std::vector<Instant> starts;
            for (int step = 0; step < 200; ++step) {
                now += from_seconds(draw.between(0.0, 2 / rate));
                const Instant start = bucket.reserve(now, from_seconds(5 / rate));
                if (start == never) {
                    REQUIRE(bucket.wait_for_one(now) > from_seconds(5 / rate));
                    continue;
                }
                REQUIRE(start >= now);
                REQUIRE((starts.empty() || start >= starts.back()));
                starts.push_back(start);
            }
            REQUIRE_FALSE(exceeds(starts, rate, burst));
        });
    }
}
