// Goal: policies mean in the plan what the file says, and defaults are those of the policies themselves.
// Method: sections with every key, with none, and with combinations that deserve a word; the latter are
// compared by code and place.

#include "sample.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fortify;
using namespace fortify::testing;
using policy::LayerKind;

namespace {

policy::ChainConfig chain_of(const std::string& addition) {
    return plan_of(sample_with(addition)).policies.at(0);
}

// The line of the sample at which additions begin.
constexpr int added = 29;

std::string found(const char* code, int line, int column) {
    return std::string(code) + " " + std::to_string(added + line) + ":" + std::to_string(column);
}

constexpr const char* attempt = "[policy.client.attempt_timeout]\nlimit = \"100ms\"\n";

}  // namespace

TEST_SUITE("scenario: defaults of policies") {
    TEST_CASE("an empty circuit breaker, but for its rule, is the struct's default") {
        const auto chain =
            chain_of(std::string(attempt) + "[policy.client.circuit_breaker]\nfailure_rate = 0.5\n");
        const policy::CircuitBreakerConfig& read = *chain.circuit_breaker;
        const policy::CircuitBreakerConfig made;
        CHECK(read.failure_rate == Ratio{0.5});
        CHECK_FALSE(read.failure_threshold.has_value());
        CHECK_FALSE(read.slow_call_rate.has_value());
        CHECK(read.slow_call_duration == made.slow_call_duration);
        CHECK(read.min_calls == made.min_calls);
        const auto& window = std::get<policy::SlidingTime>(read.window);
        CHECK(window.last == std::get<policy::SlidingTime>(made.window).last);
        CHECK(window.buckets == std::get<policy::SlidingTime>(made.window).buckets);
        CHECK(read.open_for == made.open_for);
        CHECK(read.open_multiplier == made.open_multiplier);
        CHECK(read.open_max == made.open_max);
        CHECK(read.half_open_calls == made.half_open_calls);
        CHECK(read.success_threshold == made.success_threshold);
        CHECK(read.half_open_max_wait == made.half_open_max_wait);
    }

    TEST_CASE("an empty retry section is the struct's default, with outcomes worth a retry") {
        const auto chain = chain_of("[policy.client.retry]\n[policy.client.retry.budget]\n");
        const policy::RetryConfig& read = *chain.retry;
        const policy::RetryConfig made;
        const policy::RetryBudgetConfig budget;
        CHECK(read.max_attempts == made.max_attempts);
        CHECK(read.backoff.shape == made.backoff.shape);
        CHECK(read.backoff.initial_delay == made.backoff.initial_delay);
        CHECK(read.backoff.max_delay == made.backoff.max_delay);
        CHECK(read.backoff.multiplier == made.backoff.multiplier);
        CHECK(read.backoff.jitter == made.backoff.jitter);
        CHECK(read.honour_retry_after == made.honour_retry_after);
        CHECK(read.retry_after_max == made.retry_after_max);
        CHECK(read.budget->ratio == budget.ratio);
        CHECK(read.budget->min_per_second == budget.min_per_second);
        CHECK(read.budget->ttl == budget.ttl);
        CHECK(read.retry_on.contains({.cause = Cause::status, .status = 503}));
        CHECK(read.retry_on.contains({.cause = Cause::status, .status = 429}));
        CHECK(read.retry_on.contains({.cause = Cause::attempt_timeout}));
        CHECK(read.retry_on.contains({.cause = Cause::reset}));
        CHECK_FALSE(read.retry_on.contains({.cause = Cause::status, .status = 404}));
        CHECK_FALSE(read.retry_on.contains({.cause = Cause::breaker_open}));
    }

    TEST_CASE("empty sections of the other layers are the structs' defaults") {
        const auto chain = chain_of(
            "[policy.client.bulkhead]\n[policy.client.fallback]\n"
            "[policy.client.rate_limit]\nrate = \"100/s\"\n");
        const policy::BulkheadConfig bulkhead;
        CHECK(chain.bulkhead->max_concurrent == bulkhead.max_concurrent);
        CHECK(chain.bulkhead->max_queue == bulkhead.max_queue);
        CHECK(chain.bulkhead->queue_timeout == bulkhead.queue_timeout);
        const policy::FallbackConfig fallback;
        CHECK(chain.fallback->status == fallback.status);
        CHECK(chain.fallback->on == fallback.on);
        const policy::RateLimiterConfig limiter;
        CHECK(chain.rate_limit->rate == limiter.rate);
        CHECK(chain.rate_limit->burst == limiter.burst);
        CHECK(chain.rate_limit->when_limited == limiter.when_limited);
        CHECK(chain.rate_limit->max_wait == limiter.max_wait);
        CHECK(chain.rate_limit->key_header == limiter.key_header);
        CHECK(chain.rate_limit->max_keys == limiter.max_keys);
    }
}

TEST_SUITE("scenario: policies") {
    TEST_CASE("every key of the circuit breaker arrives") {
        const auto chain = chain_of(std::string(attempt) + R"toml([policy.client.circuit_breaker]
failure_threshold = 5
failure_rate = "50%"
slow_call_rate = 0.25
slow_call_duration = "80ms"
min_calls = 7
window = { last = "4s", buckets = 8 }
open_for = "3s"
open_backoff = { multiplier = 1.5, max = "1m" }
half_open_calls = 4
success_threshold = 2
half_open_max_wait = "9s"
)toml");
        const auto& breaker = *chain.circuit_breaker;
        CHECK(breaker.failure_threshold == 5U);
        CHECK(breaker.failure_rate == Ratio{0.5});
        CHECK(breaker.slow_call_rate == Ratio{0.25});
        CHECK(breaker.slow_call_duration == 80ms);
        CHECK(breaker.min_calls == 7);
        CHECK(std::get<policy::SlidingTime>(breaker.window).last == 4s);
        CHECK(std::get<policy::SlidingTime>(breaker.window).buckets == 8);
        CHECK(breaker.open_for == 3s);
        CHECK(breaker.open_multiplier == 1.5);
        CHECK(breaker.open_max == 1min);
        CHECK(breaker.half_open_calls == 4);
        CHECK(breaker.success_threshold == 2);
        CHECK(breaker.half_open_max_wait == 9s);
    }

    TEST_CASE("a window is by time, by count or fixed") {
        const auto window = [](const std::string& text) {
            return chain_of(std::string(attempt) +
                            "[policy.client.circuit_breaker]\nfailure_rate = 0.5\nwindow = " + text)
                .circuit_breaker->window;
        };
        CHECK(std::get<policy::SlidingCount>(window("{ calls = 100 }")).calls == 100);
        CHECK(std::get<policy::FixedTime>(window("{ every = \"60s\" }")).every == 60s);
        CHECK(std::get<policy::SlidingTime>(window("{ last = \"1m30s\" }")).last == 90s);
    }

    TEST_CASE("jitter has words and spreads") {
        const auto backoff = [](const std::string& jitter) {
            return chain_of("[policy.client.retry]\njitter = \"" + jitter + "\"\n").retry->backoff;
        };
        CHECK(backoff("full").jitter == policy::JitterKind::full);
        CHECK(backoff("equal").jitter == policy::JitterKind::equal);
        CHECK(backoff("decorrelated").jitter == policy::JitterKind::decorrelated);
        CHECK(backoff("±20%").jitter == policy::JitterKind::proportional);
        CHECK(backoff("±20%").spread == doctest::Approx(0.2));
        CHECK(backoff("+-0.5").spread == doctest::Approx(0.5));
        for (const char* wrong : {"±120%", "20%", "some", "", "±"}) {
            CAPTURE(wrong);
            CHECK(findings(sample_with(std::string("[policy.client.retry]\njitter = \"") + wrong + "\"\n")) ==
                  found("F0112", 1, 10));
        }
    }

    TEST_CASE("an initial delay of 0 retries at once") {
        const auto retry =
            chain_of("[policy.client.retry]\nbackoff = \"constant\"\ninitial_delay = \"0ms\"\n").retry;
        CHECK(retry->backoff.initial_delay == 0s);
        CHECK(retry->backoff.shape == policy::BackoffShape::constant);
    }

    TEST_CASE("the default order is that of the policy layer, as far as configured") {
        const auto chain = chain_of(std::string(attempt) +
                                    "[policy.client.retry]\nmax_attempts = 2\n"
                                    "[policy.client.bulkhead]\n[policy.client.fallback]\n");
        CHECK(chain.order == std::vector{LayerKind::fallback, LayerKind::bulkhead, LayerKind::timeout,
                                         LayerKind::retry, LayerKind::attempt_timeout});
    }

    TEST_CASE("the given order is kept") {
        const auto chain =
            chain_of("[policy.client]\nchain = [\"retry\", \"timeout\"]\n[policy.client.retry]\n");
        CHECK(chain.order == std::vector{LayerKind::retry, LayerKind::timeout});
    }

    TEST_CASE("a timeout of zero is refused with what to do instead") {
        const auto loaded = reading_of(sample_with("limit = \"2s\"", "limit = \"0s\""));
        REQUIRE(loaded.diagnostics.size() == 1);
        CHECK(loaded.diagnostics[0].code == "F0111");
        CHECK(loaded.diagnostics[0].help == "0 is not a timeout; leave the section out for none");
    }

    TEST_CASE("the sum of attempts and sleeps is worked out with the jitter's worst") {
        const auto retries = [](const std::string& keys) {
            return findings(sample_with(std::string(attempt) + "[policy.client.retry]\n" + keys));
        };
        // 3 x 100 ms + 600 ms + 1.1 s = 2 s is not longer than 2 s.
        CHECK(retries("backoff = \"linear\"\ninitial_delay = \"600ms\"\nmax_delay = \"1100ms\"\n").empty());
        CHECK(retries("backoff = \"linear\"\ninitial_delay = \"600ms\"\nmax_delay = \"1101ms\"\n") ==
              "F0206 27:9");
        // 3 x 100 ms + 2 x 800 ms fit; with 10 % more sleep they do not.
        CHECK(retries("backoff = \"constant\"\ninitial_delay = \"800ms\"\n").empty());
        CHECK(retries("backoff = \"constant\"\ninitial_delay = \"800ms\"\njitter = \"±10%\"\n") ==
              "F0206 27:9");
        // Decorrelated: up to 3 x 200 ms, then 9 x 200 ms.
        CHECK(retries("jitter = \"decorrelated\"\ninitial_delay = \"200ms\"\n") == "F0206 27:9");
        CHECK(retries("jitter = \"decorrelated\"\ninitial_delay = \"140ms\"\n").empty());
    }

    TEST_CASE("the breaker's view of hangs depends on what is inside it") {
        const std::string breaker = "[policy.client.circuit_breaker]\nfailure_rate = 0.5\n";
        CHECK(findings(sample_with(breaker)) == found("F0210", 0, 16));
        CHECK(findings(sample_with(breaker + attempt)).empty());
        CHECK(findings(sample_with(
                  "[policy.client]\nchain = [\"timeout\", \"attempt_timeout\", \"circuit_breaker\"]\n" +
                  breaker + attempt)) == found("F0210", 2, 16));
        CHECK(findings(sample_with("[policy.client]\nchain = [\"circuit_breaker\", \"timeout\"]\n" + breaker))
                  .empty());
    }

    TEST_CASE("settings without effect are named") {
        const std::string breaker =
            std::string(attempt) + "[policy.client.circuit_breaker]\nfailure_threshold = 3\n";
        CHECK(findings(sample_with(breaker + "min_calls = 5\nwindow = { calls = 9 }\n")) ==
              found("F0216", 4, 1) + ", " + found("F0216", 5, 1));
        CHECK(findings(sample_with(breaker + "slow_call_duration = \"1s\"\n")) == found("F0216", 4, 1));
        CHECK(findings(sample_with("[policy.client.retry]\nmax_attempts = 1\n")) == found("F0216", 1, 16));
        CHECK(findings(sample_with("[policy.client.retry]\nbackoff = \"linear\"\nmultiplier = 3\n")) ==
              found("F0216", 2, 1));
        CHECK(findings(sample_with(
                  "[policy.client.rate_limit]\nrate = \"9/s\"\nmax_wait = \"1s\"\nmax_keys = 5\n")) ==
              found("F0216", 2, 1) + ", " + found("F0216", 3, 1));
    }
}
