#include "scenario/key_row.hpp"

namespace fortify::scenario {

namespace {

constexpr KeyInfo rows[] = {
    Row("", "schema", Type::integer, "Version of this format: 1.").needed(),
    Row("", "name", Type::text, "What reports call the scenario.").without("the file's name"),
    Row("", "description", Type::text, "What it shows, in a sentence that reports repeat."),
    Row("", "seed", Type::integer, "Decides every random draw; --seed overrides it.")
        .by_default("1")
        .within(0, 9.2e18),
    Row("", "target", Type::named_tables, "What is called.").needed(),
    Row("",
        "service",
        Type::named_tables,
        "Built-in backends: real HTTP on loopback in a run, a model in a simulation."),
    Row("", "client", Type::table, "Who calls."),
    Row("", "load", Type::one_or_tables, "How many calls there are, and when.").needed(),
    Row("", "phase", Type::tables, "The stretches of the run, in order.").needed(),
    Row("", "policy", Type::named_tables, "Chains of resilience policies, which targets name."),
    Row("", "fault", Type::tables, "What goes wrong, and when."),
    Row("", "slo", Type::tables, "What must hold."),
    Row("", "stop", Type::table, "What ends the run early."),
    Row("", "safety", Type::table, "What the run may touch, and how much of it."),
    Row("target.*", "url", Type::text, "Where to call, by http or https."),
    Row("target.*", "service", Type::name, "Built-in service to call instead of a URL."),
    Row("target.*", "unix_socket", Type::text, "Path of a socket to connect to instead of the URL's host."),
    Row("target.*", "method", Type::text, "HTTP method.").by_default("GET"),
    Row("target.*", "path", Type::text, "Appended to the URL; begins with a slash.")
        .without("the URL as it stands"),
    Row("target.*", "headers", Type::texts_by_name, "Headers to send."),
    Row("target.*", "body", Type::text, "What to send.").without("nothing"),
    Row("target.*", "body_file", Type::text, "File with what to send, relative to the scenario."),
    Row("target.*", "requests", Type::tables, "Mix of requests, drawn by weight.")
        .without("one request of the keys above"),
    Row("target.*", "policy", Type::name, "Policy that the calls go through.")
        .without("straight to the wire"),
    Row("target.*", "success", Type::table, "Which answers count as success."),
    Row("target.*", "model", Type::table, "What a simulation uses in place of the URL."),
    Row("target.*", "verify_tls", Type::boolean, "Whether certificates are checked.").by_default("true"),
    Row("target.*", "http2", Type::boolean, "Whether to speak HTTP/2.").by_default("false"),
    Row("target.*.success", "status", Type::texts, "Statuses that are a success, such as \"404\" or \"2xx\".")
        .by_default("2xx, 3xx"),
    Row("target.*.requests", "name", Type::name, "What reports call the request."),
    Row("target.*.requests", "method", Type::text, "HTTP method.").without("the target's"),
    Row("target.*.requests", "path", Type::text, "Appended to the URL; begins with a slash.")
        .without("the target's"),
    Row("target.*.requests", "headers", Type::texts_by_name, "Headers to send beside the target's."),
    Row("target.*.requests", "body", Type::text, "What to send.").without("the target's"),
    Row("target.*.requests", "body_file", Type::text, "File with what to send, relative to the scenario."),
    Row("target.*.requests", "weight", Type::number, "How often it is drawn, in relation to the others.")
        .by_default("1")
        .within(1e-6, 1e6),
    Row("target.*.model", "workers", Type::integer, "Calls that an instance works on at a time.")
        .in("workers")
        .by_default("1")
        .within(1, many),
    Row("target.*.model", "service_time", Type::distribution, "Time that a worker spends on a call.")
        .needed(),
    Row("target.*.model", "queue", Type::table, "Where calls wait for a worker.")
        .without("no limit, first in first out"),
    Row("target.*.model",
        "instances",
        Type::integer,
        "Copies of it behind round-robin; workers and queue are for each.")
        .in("instances")
        .by_default("1")
        .within(1, 1'000),
    Row("target.*.model.queue", "limit", Type::integer, "Calls that may wait; one more is answered with 503.")
        .in("calls")
        .without("no limit")
        .within(0, 1e6),
    Row("target.*.model.queue",
        "order",
        Type::choice,
        "Who leaves the queue first: who came first, or who came last.")
        .of("fifo|lifo")
        .by_default("fifo"),
    Row("service.*", "workers", Type::integer, "Calls that an instance works on at a time.")
        .in("workers")
        .by_default("1")
        .within(1, many),
    Row("service.*", "service_time", Type::distribution, "Time that a worker spends on a call.").needed(),
    Row("service.*", "queue", Type::table, "Where calls wait for a worker.")
        .without("no limit, first in first out"),
    Row("service.*",
        "instances",
        Type::integer,
        "Copies of it behind round-robin; workers and queue are for each.")
        .in("instances")
        .by_default("1")
        .within(1, 1'000),
    Row("service.*.queue", "limit", Type::integer, "Calls that may wait; one more is answered with 503.")
        .in("calls")
        .without("no limit")
        .within(0, 1e6),
    Row("service.*.queue",
        "order",
        Type::choice,
        "Who leaves the queue first: who came first, or who came last.")
        .of("fifo|lifo")
        .by_default("fifo"),
    Row("client", "instances", Type::integer, "Callers, each with a state of its own of every policy.")
        .in("instances")
        .by_default("1")
        .within(1, 1'000),
    Row("load", "name", Type::name, "What phases call the load.")
        .without("load, or load[1], load[2] and so on"),
    Row("load", "target", Type::name, "Target to call.").without("the only one"),
    Row("load",
        "model",
        Type::choice,
        "open: calls come whatever happens; closed: users wait for their answer.")
        .of("open|closed")
        .by_default("open"),
    Row("load", "arrivals", Type::choice, "Of the open model: calls come at random, or evenly spaced.")
        .of("poisson|constant")
        .by_default("poisson"),
    Row("load",
        "rate",
        Type::rate,
        "Of the open model, which needs it: calls a second, until a phase changes it."),
    Row("load", "users", Type::integer, "Of the closed model, which needs it: how many call.")
        .in("users")
        .within(1, many),
    Row("load",
        "think_time",
        Type::distribution,
        "Of the closed model: pause between an answer and the next call.")
        .by_default("0s"),
    Row("phase", "name", Type::name, "What expectations and faults call the phase.").needed(),
    Row("phase", "duration", Type::duration, "How long it lasts.").needed(),
    Row("phase",
        "measure",
        Type::boolean,
        "Whether expectations without `during` judge it; false for a warm-up.")
        .by_default("true"),
    Row("phase", "rate", Type::rates, "Rate from its start on.").without("where the phase before ended"),
    Row("phase", "ramp_to", Type::rates, "Rate at its end, reached in a straight line."),
    Row("phase", "step", Type::step_table, "Staircase: the rate rises again and again."),
    Row("phase.step", "by", Type::rate, "Height of a step.").needed(),
    Row("phase.step", "every", Type::duration, "Length of a step.").needed(),
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
    Row("fault", "id", Type::name, "What expectations and reports call the fault.").needed(),
    Row("fault",
        "kind",
        Type::choice,
        "What goes wrong: on the wire latency, status, refuse, reset, black_hole; in the service stall, "
        "slow, errors, crash.")
        .of("latency|status|refuse|reset|black_hole|stall|slow|errors|crash")
        .needed(),
    Row("fault", "target", Type::name, "Whom it hits.").without("the only target"),
    Row("fault",
        "at",
        Type::text,
        "When it begins: a phase and an offset such as \"outage + 2s\", or a time since the start.")
        .without("the start of the run"),
    Row("fault", "for", Type::duration, "How long it lasts.").without("until the run ends"),
    Row("fault", "during", Type::name, "The phase that it lasts for, in place of `at` and `for`."),
    Row("fault",
        "probability",
        Type::ratio,
        "Share of the attempts that it hits, of all kinds but stall, slow and crash.")
        .by_default("1"),
    Row("fault",
        "delay",
        Type::distribution,
        "Of latency, which needs it: how long the answer is held back."),
    Row("fault", "status", Type::integer, "Of status and errors: the answer's status.")
        .without("503 of status, 500 of errors")
        .within(100, 599),
    Row("fault", "retry_after", Type::duration, "Of status: what the answer asks for with Retry-After.")
        .without("it does not ask")
        .within(0, day),
    Row("fault", "factor", Type::number, "Of slow: how many times as long the work takes.")
        .by_default("2")
        .within(1, 1e6),
    Row("slo", "expect", Type::text, "What must hold; fortify-slo(7) has the language.").needed(),
    Row("slo",
        "severity",
        Type::choice,
        "fail: the run fails; warn: it is only said; abort: the run also ends at once.")
        .of("fail|warn|abort")
        .by_default("fail"),
    Row("stop", "when", Type::text, "Condition in the language of fortify-slo(7) that ends the run.")
        .needed(),
    Row("safety",
        "allow",
        Type::texts,
        "Networks and host names that may be called beside loopback; --allow adds to it."),
    Row("safety", "max_rate", Type::rate, "Calls a second.").by_default("10000/s").within(1e-3, fastest),
    Row("safety", "max_calls", Type::integer, "Calls in all.")
        .in("calls")
        .by_default("1000000")
        .within(1, 1e12),
    Row("safety", "max_in_flight", Type::integer, "Calls under way at once.")
        .in("calls")
        .by_default("10000")
        .within(1, 1e6),
    Row("safety", "deadline", Type::duration, "End of the run, whatever happens.").by_default("15m"),
    Row("safety", "drain", Type::duration, "Time to wait for the calls under way at the end.")
        .by_default("10s")
        .within(0, 3'600),
};

}  // namespace

std::span<const KeyInfo> keys() {
    return rows;
}

}  // namespace fortify::scenario
