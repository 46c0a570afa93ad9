#include "scenario/key_row.hpp"

namespace fortify::scenario {

namespace {

constexpr KeyInfo rows[] = {
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
};

}  // namespace

std::span<const KeyInfo> fault_keys() {
    return rows;
}

}  // namespace fortify::scenario
