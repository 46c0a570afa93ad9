#include "scenario/key_row.hpp"

namespace fortify::scenario {

namespace {

constexpr double hour = 3'600;

constexpr KeyInfo rows[] = {
    Row("probe", "id", Type::name, "What expectations and reports call the probe.").needed(),
    Row("probe", "http", Type::text, "URL to GET; its answer tells how the target is."),
    Row("probe", "tcp", Type::text, "Host and port; healthy when it accepts a connection."),
    Row("probe",
        "exec",
        Type::command,
        "Command to run; exit status 0 is healthy. Needs safety.allow_exec or --allow-exec."),
    Row("probe",
        "service",
        Type::name,
        "Built-in service to ask; its model answers, in either kind of time."),
    Row("probe",
        "target",
        Type::name,
        "Whom it speaks for; in a simulation the model of that target answers for an http, tcp or exec "
        "probe."),
    Row("probe", "status", Type::texts, "Of http: statuses that are expected; any other is unhealthy.")
        .by_default("2xx"),
    Row("probe", "json", Type::text, "Of http: pointer into a JSON body, such as \"/status\".")
        .without("the body says nothing"),
    Row("probe", "equals", Type::text, "Of json: the value that means healthy; any other is unhealthy."),
    Row("probe", "healthy", Type::texts, "Of json: the values that mean healthy, in place of `equals`."),
    Row("probe", "degraded", Type::texts, "Of json: the values that mean degraded."),
    Row("probe", "degraded_exit", Type::integer, "Of exec: the exit status that means degraded.")
        .within(1, 255),
    Row("probe", "every", Type::duration, "How often it asks.").by_default("1s").within(0.01, hour),
    Row("probe", "timeout", Type::duration, "No answer by then is unhealthy; a command is killed.")
        .by_default("1s")
        .within(0.001, hour),
    Row("probe", "degraded_above", Type::duration, "A good answer that took longer means degraded.")
        .within(0.001, hour),
    Row("probe", "healthy_after", Type::integer, "Answers in a row that make it better.")
        .in("answers")
        .by_default("1")
        .within(1, 1'000),
    Row("probe", "unhealthy_after", Type::integer, "Answers in a row that make it worse.")
        .in("answers")
        .by_default("3")
        .within(1, 1'000),
    Row("probe",
        "must_be",
        Type::choice,
        "What it must be at least before the run begins, and until the first fault or action; with any it "
        "only watches.")
        .of("healthy|degraded|any")
        .by_default("degraded"),
    Row("probe", "ready_within", Type::duration, "How long the run waits for that before it gives up.")
        .by_default("10s")
        .within(0.001, hour),
    Row("action", "id", Type::name, "What reports call the action.")
        .without("action[1], action[2] and so on"),
    Row("action",
        "at",
        Type::text,
        "When: a phase and an offset such as \"outage + 20s\", or a time since the start.")
        .needed(),
    Row("action",
        "do",
        Type::text,
        "What is done to the policies: force_open, force_close, reset, disable or metrics_only with "
        "circuit_breaker and a policy; bypass or restore with a policy or all; set with a key of a policy "
        "and "
        "its value."),
    Row("action",
        "exec",
        Type::command,
        "Command to run, in place of `do`. Needs safety.allow_exec or --allow-exec."),
    Row("action",
        "undo",
        Type::command,
        "Of exec: command that takes back what it did; it runs on every way out."),
    Row("action", "for", Type::duration, "Of undo: how long after `at` it runs.")
        .without("when the run ends"),
    Row("action", "timeout", Type::duration, "Of exec: time for the command, and for its undo.")
        .by_default("30s")
        .within(0.001, hour),
};

}  // namespace

std::span<const KeyInfo> probe_keys() {
    return rows;
}

}  // namespace fortify::scenario
