#include "scenario/key_row.hpp"

#include <vector>

namespace fortify::scenario {

namespace {

constexpr KeyInfo top_rows[] = {
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
    Row("", "proxy", Type::tables, "Fault proxies between an application and what it calls."),
    Row("", "fault", Type::tables, "What goes wrong, and when."),
    Row("", "probe", Type::tables, "How the targets are, asked again and again."),
    Row("", "action", Type::tables, "What an operator does during the run."),
    Row("", "slo", Type::tables, "What must hold."),
    Row("", "stop", Type::table, "What ends the run early."),
    Row("", "safety", Type::table, "What the run may touch, and how much of it."),
};

constexpr KeyInfo judging_rows[] = {
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
    Row("safety",
        "allow_exec",
        Type::boolean,
        "Whether commands of probes and actions may be run; --allow-exec says so, too.")
        .by_default("false"),
};

std::vector<KeyInfo> all_rows() {
    std::vector<KeyInfo> rows;
    for (const std::span<const KeyInfo> part :
         {std::span<const KeyInfo>(top_rows), call_keys(), service_keys(), policy_keys(), proxy_keys(),
          fault_keys(), probe_keys(), std::span<const KeyInfo>(judging_rows)}) {
        rows.insert(rows.end(), part.begin(), part.end());
    }
    return rows;
}

}  // namespace

std::span<const KeyInfo> keys() {
    static const std::vector<KeyInfo> rows = all_rows();
    return rows;
}

}  // namespace fortify::scenario
