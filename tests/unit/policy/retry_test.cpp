// Goal: after each attempt, the right decision for the right reason. Method: single decisions at literal
// instants, and the mean number of attempts over a seeded stream (RT-15).
#include "policy/retry.hpp"

#include "support/retryable.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace fortify;
using namespace fortify::policy;

namespace {

RetryConfig config(std::uint32_t attempts, Duration delay) {
    return {.max_attempts = attempts,
            .backoff = {.shape = BackoffShape::constant, .initial_delay = delay},
            .retry_on = test::usual_retryable()};
}

Outcome status(int code, Duration retry_after = Duration{-1}) {
    return {.cause = Cause::status, .status = static_cast<std::uint16_t>(code), .retry_after = retry_after};
}

struct Question {
    Outcome outcome = status(503);
    std::uint32_t attempts = 1;
    Instant now = at(1s);
    Instant deadline = never;
};

Retry::Decision ask(Retry& retry, const Question& question) {
    Rng rng(1);
    Retry::Progress progress{.attempts = question.attempts};
    return retry.next_attempt(question.now, question.outcome, progress, question.deadline, rng);
}

double mean_attempts(double failure_probability, std::uint32_t limit, int calls) {
    Retry retry(config(limit, 0s));
    Rng rng(11);
    std::uint64_t attempts = 0;
    for (int call = 0; call < calls; ++call) {
        Retry::Progress progress;
        retry.begin(run_start);
        for (;;) {
            ++progress.attempts;
            if (!rng.chance(failure_probability) ||
                !retry.next_attempt(run_start, status(500), progress, never, rng).delay) {
                break;
            }
        }
        attempts += progress.attempts;
    }
    return static_cast<double>(attempts) / calls;
}

}  // namespace

TEST_SUITE("policy::Retry") {
    TEST_CASE("max_attempts counts the first attempt, too") {
        Retry retry(config(3, 10ms));
        CHECK(ask(retry, {.attempts = 1}).delay == 10ms);
        CHECK(ask(retry, {.attempts = 2}).delay == 10ms);
        CHECK_FALSE(ask(retry, {.attempts = 3}).delay.has_value());
        CHECK(ask(retry, {.attempts = 3}).reason == GiveUp::exhausted);
    }

    TEST_CASE("RT-15: attempts a call are (1 - p^n) / (1 - p)") {
        struct Row {
            double p;
            std::uint32_t n;
            double mean;
        };
        constexpr int calls = 20'000;
        for (const Row& row : {Row{0.5, 3, 1.75}, Row{0.5, 4, 1.875}, Row{0.9, 3, 2.71}, Row{0.9, 4, 3.439},
                               Row{0.9, 6, 4.68559}, Row{1.0, 5, 5.0}}) {
            // A call's attempts lie within 1..n, so their deviation is at most (n - 1) / 2; five of the
            // mean's.
            const double bound = 5 * (row.n - 1) / 2.0 / std::sqrt(calls);
            CHECK(std::abs(mean_attempts(row.p, row.n, calls) - row.mean) < bound);
        }
    }

    TEST_CASE("RT-18: an open breaker is not worth another attempt unless it is asked for") {
        Retry usual(config(3, 10ms));
        const Outcome open{.cause = Cause::breaker_open, .retry_after = 5s};
        CHECK(ask(usual, {.outcome = open}).reason == GiveUp::not_retryable);
        RetryConfig asked = config(3, 10ms);
        asked.retry_on.causes.set(static_cast<std::size_t>(Cause::breaker_open));
        Retry patient(asked);
        CHECK(ask(patient, {.outcome = open}).delay == 5s);
    }

    TEST_CASE("a sleep that would end at the deadline or after it is not begun") {
        Retry retry(config(3, 500ms));
        CHECK(ask(retry, {.now = at(1s), .deadline = at(1501ms)}).delay == 500ms);
        CHECK(ask(retry, {.now = at(1s), .deadline = at(1500ms)}).reason == GiveUp::past_deadline);
        CHECK(ask(retry, {.outcome = status(503, 2s), .deadline = at(2s)}).reason == GiveUp::past_deadline);
    }

    TEST_CASE("Retry-After lengthens the delay up to its own limit, and never shortens it") {
        RetryConfig settings = config(3, 500ms);
        settings.retry_after_max = 10s;
        Retry retry(settings);
        CHECK(ask(retry, {.outcome = status(429, 2s)}).delay == 2s);
        CHECK(ask(retry, {.outcome = status(429, 100ms)}).delay == 500ms);
        CHECK(ask(retry, {.outcome = status(429, 0s)}).delay == 500ms);
        CHECK(ask(retry, {.outcome = status(429, 1h)}).delay == 10s);
        settings.honour_retry_after = false;
        Retry deaf(settings);
        CHECK(ask(deaf, {.outcome = status(429, 2s)}).delay == 500ms);
    }

    TEST_CASE("what the target asked for does not feed the decorrelated jitter") {
        RetryConfig settings = config(5, 100ms);
        settings.backoff.jitter = JitterKind::decorrelated;
        Retry retry(settings);
        Rng rng(3);
        Retry::Progress progress{.attempts = 1};
        CHECK(retry.next_attempt(at(1s), status(503, 30s), progress, never, rng).delay == 30s);
        CHECK(progress.previous_delay >= 100ms);
        CHECK(progress.previous_delay <= 300ms);
    }

    TEST_CASE("the budget pays for retries only, and is asked last") {
        RetryConfig settings = config(3, 10ms);
        settings.budget = RetryBudgetConfig{.ratio = Ratio{0.5}};
        Retry retry(settings);
        retry.begin(at(1s));
        CHECK(ask(retry, {}).reason == GiveUp::budget_denied);
        retry.begin(at(1s));
        CHECK(retry.budget_left(at(1s)) == 1.0);
        CHECK(ask(retry, {.deadline = at(1s)}).reason == GiveUp::past_deadline);
        CHECK(ask(retry, {.attempts = 3}).reason == GiveUp::exhausted);
        CHECK(ask(retry, {.outcome = status(404)}).reason == GiveUp::not_retryable);
        CHECK(retry.budget_left(at(1s)) == 1.0);
        CHECK(ask(retry, {}).delay == 10ms);
        CHECK(retry.budget_left(at(1s)) == 0.0);
        CHECK_FALSE(Retry(config(3, 10ms)).budget_left(at(1s)).has_value());
    }
}

TEST_SUITE("policy::RetryableSet") {
    TEST_CASE("by default overload, server errors and broken attempts are retried") {
        const RetryableSet set = test::usual_retryable();
        for (const int code : {429, 500, 502, 503, 504}) {
            CHECK(set.contains(status(code)));
        }
        for (const int code : {200, 400, 404, 408, 501, 599, 600, 65535}) {
            CHECK_FALSE(set.contains(status(code)));
        }
        CHECK(set.contains({.cause = Cause::reset}));
        CHECK(set.contains({.cause = Cause::attempt_timeout}));
        CHECK_FALSE(set.contains({.cause = Cause::bulkhead_full}));
        CHECK_FALSE(set.contains({.cause = Cause::cancelled}));
    }
}
