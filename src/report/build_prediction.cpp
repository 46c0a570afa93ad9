#include "report/build_parts.hpp"
#include "run/backend.hpp"

#include <algorithm>

namespace fortify::report {
namespace {

using Of = PredictedNumber::Of;

// The share of the run in which a fault is on that the target feels.
double faulted_share(const run::Plan& plan, TargetIndex target) {
    const run::Backends backends = run::backends_of(plan);
    Duration on{0};
    for (const fault::FaultConfig& fault : plan.faults) {
        for (const Interval& window : fault.windows) {
            on += run::acts_on(plan, backends, fault, target)
                      ? std::min(window.end, plan.end()) - window.start
                      : Duration::zero();
        }
    }
    const double length = to_seconds(plan.end() - run_start);
    return length > 0 ? std::clamp(to_seconds(on) / length, 0.0, 1.0) : 0;
}

bool may_refuse(const policy::ChainConfig& policy) {
    return policy.circuit_breaker || policy.bulkhead || policy.rate_limit;
}

// Whether an operator's hand makes the policy another one during the run.
bool is_changed(const run::Plan& plan, std::optional<PolicyIndex> policy) {
    return std::any_of(plan.actions.begin(), plan.actions.end(), [&](const run::ActionPlan& action) {
        if (const auto* bypass = std::get_if<run::Bypass>(&action.what)) {
            return policy && (!bypass->policy || bypass->policy == policy);
        }
        if (const auto* turn = std::get_if<run::TurnBreaker>(&action.what)) {
            return policy == turn->policy;
        }
        const auto* settings = std::get_if<run::Reconfigure>(&action.what);
        return settings != nullptr && policy == settings->policy;
    });
}

PredictedNumber attempts_of(const Inputs& inputs, const predict::TargetForecast& target, TargetIndex index) {
    const double usual = target.without_faults.value_or(1);
    const double faulted = target.with_faults.value_or(usual);
    const auto policy = inputs.plan.targets[index].policy;
    const bool is_less = policy && may_refuse(inputs.plan.policies[*policy]);
    const auto total = [&](measure::Counter counter) {
        return static_cast<double>(inputs.recorder.total(counter, index));
    };
    return {.of = Of::attempts_per_call,
            .subject = inputs.plan.targets.size() > 1 ? target.name : "",
            .range = {.expected = usual + (faulted - usual) * faulted_share(inputs.plan, index),
                      .low = is_less ? 0.0 : 1.0,
                      .high = target.worst},
            .measured = share_of(total(measure::Counter::attempts),
                                 total(measure::Counter::offered) - total(measure::Counter::unsent))};
}

// What a service does at most is all it can; at least what reaches it without any retry, unless something
// keeps it away or stops it.
PredictedNumber utilization_of(const Inputs& inputs,
                               const predict::ServiceForecast& service,
                               const Report& report) {
    const bool is_steady = inputs.plan.faults.empty() && !service.is_bound &&
                           std::none_of(inputs.plan.policies.begin(), inputs.plan.policies.end(), may_refuse);
    const double most = std::min(service.load_mean * service.depth_factor, 1.0);
    PredictedNumber number{.of = Of::utilization,
                           .subject = service.name,
                           .range = {.expected = std::min(service.load_mean, 1.0),
                                     .low = is_steady ? std::min(service.load_mean, 1.0) * 0.9 : 0,
                                     .high = is_steady ? std::min(most * 1.1, 1.0) : 1},
                           .measured = {}};
    for (const ServiceReport& measured : report.services) {
        if (measured.name == service.name) {
            number.measured = measured.utilization;
        }
    }
    return number;
}

}  // namespace

PredictionReport prediction_of(const Inputs& inputs, const Report& report) {
    const predict::Prediction prediction = predict::predict(inputs.plan);
    PredictionReport found{.stability = prediction.stability, .sentence = prediction.sentence, .numbers = {}};
    if (inputs.ending != run::Ending::completed) {
        return found;
    }
    if (prediction.calls.basis != predict::Basis::unknown) {
        found.numbers.push_back({.of = Of::calls,
                                 .subject = {},
                                 .range = prediction.calls.calls,
                                 .measured = static_cast<double>(report.run.counts.offered)});
    }
    for (std::size_t index = 0; index < prediction.targets.size(); ++index) {
        if (!is_changed(inputs.plan, inputs.plan.targets[index].policy)) {
            found.numbers.push_back(
                attempts_of(inputs, prediction.targets[index], static_cast<TargetIndex>(index)));
        }
    }
    for (const predict::ServiceForecast& service : prediction.services) {
        found.numbers.push_back(utilization_of(inputs, service, report));
    }
    for (std::size_t index = 0; index < prediction.faults.size(); ++index) {
        const predict::FaultForecast& fault = prediction.faults[index];
        if (!fault.fired) {
            continue;
        }
        const auto& fired = report.faults[index].fired;
        predict::Range range = *fault.fired;
        range.low = fault.may_be_kept_away ? 0 : range.low;
        found.numbers.push_back(
            {.of = Of::fault_fired,
             .subject = fault.id,
             .range = range,
             .measured = fired ? std::optional(static_cast<double>(*fired)) : std::nullopt});
    }
    return found;
}

}  // namespace fortify::report
