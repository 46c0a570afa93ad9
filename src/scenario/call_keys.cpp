#include "scenario/key_row.hpp"

namespace fortify::scenario {

namespace {

constexpr KeyInfo rows[] = {
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
};

}  // namespace

std::span<const KeyInfo> call_keys() {
    return rows;
}

}  // namespace fortify::scenario
