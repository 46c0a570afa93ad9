#pragma once

#include "slo/expectation.hpp"

namespace fortify::slo {

// The names of the users' example.
[[nodiscard]] inline Vocabulary vocabulary() {
    return {.phases = {"warmup", "steady", "outage", "recovery", "phase two"},
            .targets = {"payments", "stock"},
            .policies = {"client", "db-client"},
            .faults = {"stall", "burst"},
            .probes = {"ready", "database"}};
}

// Where expressions stand in the tests: column 10 of line 7.
[[nodiscard]] inline SourceSpan place() {
    return {.file = "scenario.toml", .line = 7, .column = 10, .length = 1};
}

}  // namespace fortify::slo
