#pragma once

#include "fault/fault.hpp"
#include "predict/forecast.hpp"
#include "run/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fortify::report {

// How many attempts a fault will hit by its windows, its choice and the load: first attempts only, since
// nobody knows the retries beforehand. Nothing where it depends on the answers: of a closed load, of later
// attempts, and while a policy is in some state.
[[nodiscard]] std::optional<double> planned_hits(const run::Plan& plan,
                                                 const predict::Forecast& forecast,
                                                 const fault::FaultConfig& fault);

// How many independent decisions tell as much about the rate as these: fewer in bursts, since neighbours
// share their fate (n (1 - c) / (1 + c) of a chain whose neighbours correlate by c). Nothing where the choice
// is no matter of chance.
[[nodiscard]] std::optional<double> independent_decisions(const fault::FaultConfig& fault, double decisions);

// What a fault waits for and chooses, a phrase each: "every 10th", "bursts of 50 calls, 20% of all".
[[nodiscard]] std::vector<std::string> trigger_phrases(const fault::FaultConfig& fault);

}  // namespace fortify::report
