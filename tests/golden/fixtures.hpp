#pragma once

#include "report/report.hpp"
#include "run/plan.hpp"

namespace fortify::test {

// Twelve seconds at 200 calls a second: a stall of two seconds trips the breaker, one SLO is breached.
[[nodiscard]] run::Plan outage_plan();
[[nodiscard]] report::Report outage_report();
// The same, simulated: equal but for what depends on the machine.
[[nodiscard]] report::Report simulated_report();
// Nothing was asked for and nothing happened.
[[nodiscard]] report::Report empty_report();
// One call, so that nothing can be decided.
[[nodiscard]] report::Report single_call_report();
// Names and numbers as large as they get, hostile bytes, several of everything, cut short by the user.
[[nodiscard]] run::Plan huge_plan();
[[nodiscard]] report::Report huge_report();

}  // namespace fortify::test
