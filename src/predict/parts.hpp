#pragma once

#include "predict/ground.hpp"
#include "predict/prediction.hpp"

#include <string>
#include <vector>

// The parts of a prediction, each in a file of its own; for `predict` alone.
namespace fortify::predict {

// What a fault does to the attempts in its windows.
struct Effect {
    double failure = 0;       // share of them that fail by it
    bool is_retried = false;  // such a failure is worth another attempt
};
// On those who ask where it acts: the target on the wire, or all who ask the service that it is inside. None:
// not computed.
[[nodiscard]] std::optional<Effect> effect_of(const Ground& ground, const fault::FaultConfig& fault);
// On the attempts on a target, through the calls that services make on the way to it; breakers and budgets
// between them left out.
[[nodiscard]] std::optional<Effect> effect_on(const Ground& ground,
                                              const fault::FaultConfig& fault,
                                              TargetIndex target);
// The target of the attempts that a fault meets; none: it is inside a service that others call, too, or at a
// proxy.
[[nodiscard]] std::optional<TargetIndex> met_by(const Ground& ground, const fault::FaultConfig& fault);
// What a prediction leaves out of this plan.
[[nodiscard]] std::vector<std::string> notes_of(const run::Plan& plan);

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
