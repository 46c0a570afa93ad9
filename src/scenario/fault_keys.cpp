#include "scenario/key_row.hpp"

namespace fortify::scenario {

namespace {

constexpr double most_bytes = 1e12;

constexpr KeyInfo rows[] = {
    Row("fault", "id", Type::name, "What expectations and reports call the fault.").needed(),
    Row("fault",
        "kind",
        Type::choice,
        "What goes wrong: on the wire latency, status, dns, slow_connect, refuse, connect_timeout, tls, "
        "black_hole, duplicate, reset, slow_first_byte, half_open, truncate, corrupt, rewrite, slow_body, "
        "bandwidth; in the service stall, slow, errors, crash, capacity, pause, "
        "cache_flush, pool_leak.")
        .of("latency|status|dns|slow_connect|refuse|connect_timeout|tls|black_hole|duplicate|reset|"
            "slow_first_byte|half_open|truncate|corrupt|rewrite|slow_body|bandwidth|"
            "stall|slow|errors|crash|capacity|pause|cache_flush|pool_leak")
        .needed(),
    Row("fault", "target", Type::name, "Whom it hits.").without("the only target"),
    Row("fault",
        "proxy",
        Type::name,
        "In place of target: the proxy at which it acts, on the clients of others.")
        .without("where there are no targets, the only proxy"),
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
        "Share of the attempts that it hits, of the wire's kinds, slow, errors and pool_leak.")
        .by_default("1"),
    Row("fault",
        "delay",
        Type::distribution,
        "Of latency, slow_connect and slow_first_byte, which need it, and of dns: how long it takes.")
        .without("no delay"),
    Row("fault", "status", Type::integer, "Of status and errors: the answer's status.")
        .without("503 of status, 500 of errors")
        .within(100, 599),
    Row("fault", "retry_after", Type::duration, "Of status: what the answer asks for with Retry-After.")
        .without("it does not ask")
        .within(0, day),
    Row("fault", "factor", Type::number, "Of slow: how many times as long the work takes.")
        .by_default("2")
        .within(1, 1e6),
    Row("fault",
        "problem",
        Type::choice,
        "Of dns: unknown, wrong, slow; of tls: expired, wrong_host, unknown_issuer, stalled.")
        .without("unknown of dns, expired of tls")
        .of("unknown|wrong|slow|expired|wrong_host|unknown_issuer|stalled"),
    Row("fault", "on", Type::choice, "Of reset: where the connection breaks.")
        .of("answer|request|connect")
        .by_default("answer"),
    Row("fault",
        "after",
        Type::bytes,
        "Of reset, half_open and truncate, which needs it: how much of the answer passes before.")
        .by_default("0")
        .within(0, most_bytes),
    Row("fault", "where", Type::choice, "Of corrupt: which bytes of the answer.")
        .of("head|body")
        .by_default("head"),
    Row("fault",
        "of",
        Type::choice,
        "Of rewrite: what is changed; of latency and bandwidth at a proxy: what is held back.")
        .of("answer|request")
        .by_default("answer"),
    Row("fault", "set", Type::texts_by_name, "Of rewrite: headers to add or to replace."),
    Row("fault", "remove", Type::texts, "Of rewrite: headers to take away."),
    Row("fault", "body", Type::text, "Of rewrite: what to put in place of the body.")
        .without("the body stays"),
    Row("fault", "slice", Type::bytes, "Of slow_body, which needs it: how much goes on at a time.")
        .without("all of it")
        .within(1, most_bytes),
    Row("fault",
        "pause",
        Type::duration,
        "Of slow_body: time between two slices; of pause: how long a stop lasts.")
        .by_default("100ms"),
    Row("fault", "rate", Type::bandwidth, "Of bandwidth, which needs it: how fast the answer comes.")
        .without("no limit")
        .within(1, 1e12),
    Row("fault",
        "inject",
        Type::choice,
        "Of latency, status and refuse: below the policies, which see each attempt hit, or above them, where "
        "only the caller sees it.")
        .of("below|above")
        .by_default("below"),
    Row("fault", "duty", Type::table, "On and off again within the time that the fault lasts."),
    Row("fault", "when", Type::table, "Which attempts it hits.").without("all of them"),
    Row("fault", "match", Type::table, "Which requests it concerns.").without("all of the target"),
    Row("fault", "ramp", Type::table, "What grows or shrinks from its beginning on."),
    Row("fault", "max_active", Type::integer, "Attempts that it acts on at once; more are let go.")
        .in("attempts")
        .without("no limit")
        .within(1, 1e9),
    Row("fault", "max_total", Type::integer, "Attempts that it acts on in all.")
        .in("attempts")
        .without("no limit")
        .within(1, 1e12),
    Row("fault", "service", Type::name, "Of kinds in a service: the one that it hits, in place of a target.")
        .without("the target's"),
    Row("fault",
        "instance",
        Type::integer,
        "Of kinds in a service: the only instance that it hits, counted from 0.")
        .without("all of them")
        .within(0, 999),
    Row("fault",
        "workers",
        Type::integer,
        "Of capacity, which needs it: workers that are left to an instance.")
        .in("workers")
        .within(0, many),
    Row("fault",
        "period",
        Type::duration,
        "Of pause, which needs it: from the beginning of a stop to the next one's.")
        .within(0.01, day),
    Row("fault.duty", "on", Type::duration, "How long it is on.").needed(),
    Row("fault.duty", "period", Type::duration, "From one beginning to the next.").needed(),
    Row("fault.when", "probability", Type::ratio, "Of each attempt, independently.").without("all of them"),
    Row("fault.when", "every", Type::integer, "Every n-th attempt that it concerns.")
        .in("attempts")
        .without("all of them")
        .within(1, 1e12),
    Row("fault.when", "first", Type::integer, "The first n attempts that it concerns.")
        .in("attempts")
        .without("all of them")
        .within(1, 1e12),
    Row("fault.when",
        "calls",
        Type::integers,
        "All attempts of these calls of the run, counted from 0 as in the journal.")
        .without("all of them"),
    Row("fault.when", "mean_rate", Type::ratio, "Share of the calls of the run that are hit, in bursts.")
        .without("no bursts"),
    Row("fault.when", "mean_burst", Type::number, "Mean length of a burst, beside mean_rate.")
        .in("calls")
        .without("no bursts")
        .within(1, 1e6),
    Row("fault.when", "mean_on", Type::duration, "Mean time that a burst lasts, whatever the load.")
        .without("no bursts"),
    Row("fault.when", "mean_off", Type::duration, "Mean time between bursts, beside mean_on.")
        .without("no bursts"),
    Row("fault.when", "attempt", Type::integer, "Only this attempt of a call; 1 is the first.")
        .without("all of them")
        .within(1, 1e6),
    Row("fault.when", "breaker", Type::choice, "Only while the circuit breaker of the call is so.")
        .of("closed|half_open|open")
        .without("in any state"),
    Row("fault.when",
        "bulkhead",
        Type::text,
        "Only while that share of the bulkhead's places is in use, such as \"> 80%\".")
        .without("at any level"),
    Row("fault.match", "method", Type::text, "The request's method.").without("any"),
    Row("fault.match",
        "path",
        Type::text,
        "Pattern of its path without the query; * stands for anything, ? for one character.")
        .without("any"),
    Row("fault.match", "headers", Type::texts_by_name, "Headers that it has, with patterns of their values.")
        .without("any"),
    Row("fault.match", "request", Type::name, "Its name in the target's mix.").without("any"),
    Row("fault.match", "client", Type::integer, "The client instance that calls, counted from 0.")
        .without("any")
        .within(0, 65'535),
    Row("fault.ramp",
        "of",
        Type::choice,
        "What moves: the probability (of bursts: the mean rate), or a factor of the delay or of the rate.")
        .of("probability|delay|rate")
        .by_default("probability"),
    Row("fault.ramp", "from", Type::ratio, "Where it begins.").by_default("0").within(0, 1000),
    Row("fault.ramp", "to", Type::ratio, "Where it ends, and stays.").needed().within(0, 1000),
    Row("fault.ramp", "over", Type::duration, "How long it takes.").needed(),
    Row("fault.ramp", "shape", Type::choice, "How it gets there.")
        .of("linear|step|exponential")
        .by_default("linear"),
    Row("fault.ramp", "steps", Type::integer, "Of shape step: equal jumps, the last one at the end.")
        .in("jumps")
        .by_default("1")
        .within(1, 1000),
};

}  // namespace

std::span<const KeyInfo> fault_keys() {
    return rows;
}

}  // namespace fortify::scenario
