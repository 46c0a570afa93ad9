#pragma once

#include "predict/ground.hpp"
#include "predict/prediction.hpp"

#include <vector>

// The parts of a prediction, each in a file of its own; for `predict` alone.
namespace fortify::predict {

// What a fault does to the attempts in its windows.
struct Effect {
    double failure = 0;       // share of them that fail by it
    bool is_retried = false;  // such a failure is worth another attempt
};
// None: not computed.
[[nodiscard]] std::optional<Effect> effect_of(const Ground& ground, const fault::FaultConfig& fault);

[[nodiscard]] std::vector<ServiceForecast> services_of(const Ground& ground);
[[nodiscard]] std::vector<TargetForecast> targets_of(const Ground& ground,
                                                     const std::vector<ServiceForecast>& services);
[[nodiscard]] std::vector<FaultForecast> faults_of(const Ground& ground,
                                                   const std::vector<TargetForecast>& targets);

// Attempts that a policy makes at most of one call.
[[nodiscard]] std::uint32_t most_attempts(const policy::ChainConfig* policy);
// Retries for each call that its budgets allow at this rate, the floors of all client instances included;
// none without a budget.
[[nodiscard]] std::optional<double> budget_of(const policy::ChainConfig* policy,
                                              double rate,
                                              std::uint16_t client_instances);
// Attempts a call when this share of them fails, within the budget.
[[nodiscard]] double attempts_within(double failure, std::uint32_t most, const std::optional<double>& budget);

}  // namespace fortify::predict
