#include "scenario/key_row.hpp"

namespace fortify::scenario {

namespace {

constexpr KeyInfo rows[] = {
    Row("policy.*", "chain", Type::texts, "Layers, outermost first.")
        .without("fallback, bulkhead, rate_limit, timeout, retry, circuit_breaker, attempt_timeout, as far "
                 "as configured"),
    Row("policy.*", "fallback", Type::table, "Answers in place of a call that failed."),
    Row("policy.*", "bulkhead", Type::table, "Bounds how many calls are inside at once."),
    Row("policy.*", "rate_limit", Type::table, "Bounds how many calls begin in a time."),
    Row("policy.*", "timeout", Type::table, "Bounds the whole call, waiting and retries included."),
    Row("policy.*", "retry", Type::table, "Tries again."),
    Row("policy.*", "circuit_breaker", Type::table, "Stops calling a target that fails."),
    Row("policy.*", "attempt_timeout", Type::table, "Bounds one try on the wire."),
    Row("policy.*.fallback", "status", Type::integer, "Status of the static answer.")
        .by_default("200")
        .within(100, 599),
    Row("policy.*.fallback",
        "on",
        Type::texts,
        "Causes that it answers for; failure and rejected stand for all of their class.")
        .by_default("failure, rejected"),
    Row("policy.*.bulkhead", "max_concurrent", Type::integer, "Calls inside at once.")
        .in("calls")
        .by_default("10")
        .within(1, many),
    Row("policy.*.bulkhead", "max_queue", Type::integer, "Calls that may wait for a place.")
        .in("calls")
        .by_default("0")
        .within(0, 1e6),
    Row("policy.*.bulkhead", "queue_timeout", Type::duration, "A call that waits longer is rejected.")
        .without("the call's own timeout alone"),
    Row("policy.*.rate_limit", "rate", Type::rate, "Calls that may begin.").needed().within(1e-4, fastest),
    Row("policy.*.rate_limit", "burst", Type::number, "Calls that may begin at once after a pause.")
        .in("calls")
        .by_default("1")
        .within(1, 1e6),
    Row("policy.*.rate_limit", "key", Type::text, "Request header; each value of it has a limit of its own.")
        .without("one limit for all"),
    Row("policy.*.rate_limit", "max_keys", Type::integer, "Values that are kept apart at a time.")
        .in("keys")
        .by_default("10000")
        .within(1, 1e6),
    Row("policy.*.rate_limit", "when_limited", Type::choice, "What happens to a call above the limit.")
        .of("reject|wait")
        .by_default("reject"),
    Row("policy.*.rate_limit",
        "max_wait",
        Type::duration,
        "A call that would wait longer is refused at once.")
        .by_default("1s"),
    Row("policy.*.timeout", "limit", Type::duration, "Time for the whole call.").needed(),
    Row("policy.*.retry", "max_attempts", Type::integer, "Tries on the wire, the first included.")
        .in("attempts")
        .by_default("3")
        .within(1, 100),
    Row("policy.*.retry", "backoff", Type::choice, "How the delay grows from retry to retry.")
        .of("constant|linear|exponential")
        .by_default("exponential"),
    Row("policy.*.retry", "initial_delay", Type::duration, "Delay before the first retry; 0 for at once.")
        .by_default("100ms")
        .within(0, day),
    Row("policy.*.retry", "max_delay", Type::duration, "No delay is longer than this.")
        .by_default("30s")
        .within(0, day),
    Row("policy.*.retry", "multiplier", Type::number, "Of exponential backoff: growth from retry to retry.")
        .by_default("2")
        .within(1, 1'000),
    Row("policy.*.retry",
        "jitter",
        Type::text,
        "Randomness of the delay: none, full, equal, decorrelated, or a spread such as \"±20%\" (also "
        "\"+-20%\").")
        .by_default("none"),
    Row("policy.*.retry",
        "retry_on",
        Type::texts,
        "Outcomes worth another try: statuses, and causes such as reset or timeout.")
        .by_default("5xx, 429, connect_error, reset, timeout"),
    Row("policy.*.retry",
        "retry_after",
        Type::boolean,
        "Whether to wait as long as the answer asks with Retry-After.")
        .by_default("true"),
    Row("policy.*.retry", "retry_after_max", Type::duration, "But not longer than this.")
        .by_default("1m")
        .within(0, day),
    Row("policy.*.retry", "budget", Type::table, "Bounds retries to a share of the calls.")
        .without("no bound"),
    Row("policy.*.retry.budget", "ratio", Type::ratio, "Retries allowed for each call.")
        .by_default("0.1")
        .within(1e-4, 1),
    Row("policy.*.retry.budget",
        "min_per_second",
        Type::number,
        "Retries allowed a second whatever the traffic.")
        .in("retries/s")
        .by_default("0")
        .within(0, fastest),
    Row("policy.*.retry.budget", "ttl", Type::duration, "What a call adds to the budget is gone after this.")
        .by_default("10s"),
    Row("policy.*.circuit_breaker", "failure_threshold", Type::integer, "Consecutive failures that open it.")
        .in("failures")
        .without("this rule is off")
        .within(1, 1e6),
    Row("policy.*.circuit_breaker",
        "failure_rate",
        Type::ratio,
        "Share of failures in the window that opens it.")
        .without("this rule is off")
        .within(1e-6, 1),
    Row("policy.*.circuit_breaker",
        "slow_call_rate",
        Type::ratio,
        "Share of slow calls in the window that opens it.")
        .without("this rule is off")
        .within(1e-6, 1),
    Row("policy.*.circuit_breaker", "slow_call_duration", Type::duration, "A call that takes longer is slow.")
        .by_default("60s"),
    Row("policy.*.circuit_breaker",
        "min_calls",
        Type::integer,
        "The two rates say nothing below this many calls in the window.")
        .in("calls")
        .by_default("20")
        .within(1, 1e6),
    Row("policy.*.circuit_breaker",
        "window",
        Type::table,
        "The past that the two rates look at: last, calls or every.")
        .without("last = 10s"),
    Row("policy.*.circuit_breaker",
        "open_for",
        Type::duration,
        "How long it stays open before it lets probes through.")
        .by_default("30s"),
    Row("policy.*.circuit_breaker",
        "open_backoff",
        Type::table,
        "Lets it stay open longer each time that the probes fail.")
        .without("always open_for"),
    Row("policy.*.circuit_breaker", "half_open_calls", Type::integer, "Probes that are let through, at most.")
        .in("calls")
        .by_default("1")
        .within(1, many),
    Row("policy.*.circuit_breaker", "success_threshold", Type::integer, "Successful probes that close it.")
        .in("calls")
        .by_default("1")
        .within(1, many),
    Row("policy.*.circuit_breaker",
        "half_open_max_wait",
        Type::duration,
        "Opens it again when the probes take longer to decide.")
        .without("it waits for them"),
    Row("policy.*.circuit_breaker.window", "last", Type::duration, "Sliding window of this length."),
    Row("policy.*.circuit_breaker.window",
        "buckets",
        Type::integer,
        "Steps in which the window of `last` slides.")
        .in("buckets")
        .by_default("10")
        .within(1, 1'000),
    Row("policy.*.circuit_breaker.window", "calls", Type::integer, "Sliding window of this many calls.")
        .in("calls")
        .within(1, 1e6),
    Row("policy.*.circuit_breaker.window",
        "every",
        Type::duration,
        "Fixed window that starts afresh this often."),
    Row("policy.*.circuit_breaker.open_backoff",
        "multiplier",
        Type::number,
        "Each time this many times as long as before.")
        .by_default("2")
        .within(1, 1'000),
    Row("policy.*.circuit_breaker.open_backoff", "max", Type::duration, "But never longer than this.")
        .by_default("10m"),
    Row("policy.*.attempt_timeout", "limit", Type::duration, "Time for one try on the wire.").needed(),
};

}  // namespace

std::span<const KeyInfo> policy_keys() {
    return rows;
}

}  // namespace fortify::scenario
