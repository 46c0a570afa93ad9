#include "fault/fault.hpp"
#include "report/build_parts.hpp"
#include "report/planned.hpp"
#include "run/backend.hpp"

#include <algorithm>

namespace fortify::report {
namespace {

using Totals = service::ServiceModel::Totals;

// What the services counted of the fault; none when nobody counted.
std::optional<fault::Injector::Counts> service_counts(const run::Backends& backends,
                                                      std::size_t fault,
                                                      std::span<const Totals> services) {
    std::optional<fault::Injector::Counts> sum;
    for (std::size_t index = 0; index < std::min(backends.list.size(), services.size()); ++index) {
        const std::vector<FaultIndex>& faults = backends.list[index].fault_indices;
        const Totals& totals = services[index];
        const std::size_t windows =
            std::min({faults.size(), totals.fault_hits.size(), totals.fault_eligible.size()});
        for (std::size_t window = 0; window < windows; ++window) {
            if (faults[window] == fault) {
                sum = sum.value_or(fault::Injector::Counts{});
                sum->eligible += totals.fault_eligible[window];
                sum->fired += totals.fault_hits[window];
            }
        }
    }
    return sum;
}

// The time until the first breaker of the fault's target opened while the fault was on.
std::optional<Duration> detection_of(const Inputs& inputs,
                                     const run::Backends& backends,
                                     const fault::FaultConfig& fault) {
    if (fault.proxy) {
        return std::nullopt;
    }
    std::vector<bool> concerned(inputs.plan.policies.size());
    for (std::size_t target = 0; target < inputs.plan.targets.size(); ++target) {
        const std::optional<PolicyIndex> policy = inputs.plan.targets[target].policy;
        if (policy && run::acts_on(inputs.plan, backends, fault, static_cast<TargetIndex>(target))) {
            concerned[*policy] = true;
        }
    }
    for (const Interval& window : fault.windows) {
        for (const run::TransitionSeen& seen : inputs.transitions) {
            const policy::BreakerTransition& step = seen.transition;
            if (concerned[seen.policy] && step.from == policy::BreakerState::closed &&
                step.to == policy::BreakerState::open && window.contains(step.when)) {
                return step.when - window.start;
            }
        }
    }
    return std::nullopt;
}

struct Counted {
    const run::Plan& plan;
    std::span<const fault::Injector::Counts> on_wire;
    std::span<const Totals> services;
};

// Of one fault; none when nobody counted.
std::optional<fault::Injector::Counts> counts_of(const run::Backends& backends,
                                                 std::size_t index,
                                                 const Counted& counted) {
    if (fault::acts_on_service(counted.plan.faults[index].kind)) {
        return service_counts(backends, index, counted.services);
    }
    return index < counted.on_wire.size() ? std::optional(counted.on_wire[index]) : std::nullopt;
}

// A ramp of the delay makes the distribution that was asked for another one at each instant.
std::optional<DelayReport> delay_of(const Inputs& inputs, std::size_t index) {
    const fault::FaultConfig& config = inputs.plan.faults[index];
    const Distribution* const asked = fault::delay_of(config.kind);
    const auto* const dns = std::get_if<fault::Dns>(&config.kind);
    if (asked == nullptr || (config.ramp && config.ramp->of == fault::Ramp::Of::delay) ||
        (dns != nullptr && asked->mean() == Duration::zero())) {
        return std::nullopt;
    }
    return DelayReport{.asked = asked->text(),
                       .asked_p50 = asked->quantile(0.5),
                       .asked_p90 = asked->quantile(0.9),
                       .asked_p99 = asked->quantile(0.99),
                       .drawn = latency_of(inputs.recorder.histogram(measure::Timing::fault_delay,
                                                                     static_cast<std::uint16_t>(index)))};
}

std::optional<ShareInterval> interval_of(const fault::FaultConfig& config, const FaultReport& report) {
    if (report.eligible.value_or(0) == 0) {
        return std::nullopt;
    }
    const auto trials = independent_decisions(config, static_cast<double>(*report.eligible));
    return trials ? std::optional(wilson_interval(*report.realised * *trials, *trials)) : std::nullopt;
}

FaultReport fault_of(const Inputs& inputs,
                     const run::Backends& backends,
                     const predict::Forecast& forecast,
                     std::size_t index) {
    const fault::FaultConfig& config = inputs.plan.faults[index];
    FaultReport report{.id = config.id,
                       .kind = std::string(fault::name_of(config.kind)),
                       .target = config.proxy ? inputs.plan.proxies[*config.proxy].name
                                              : inputs.plan.targets[config.target].name,
                       .windows = config.windows,
                       .probability = config.probability,
                       .in_service = fault::acts_on_service(config.kind),
                       .eligible = {},
                       .fired = {},
                       .realised = {},
                       .interval = {},
                       .planned = {},
                       .capped = {},
                       .triggers = trigger_phrases(config),
                       .delay = {},
                       .detected = detection_of(inputs, backends, config)};
    if (config.service) {
        report.target = inputs.plan.services[*config.service].name;
    }
    const auto counts = counts_of(backends, index, {inputs.plan, inputs.fault_counts, inputs.services});
    if (counts) {
        report.eligible = counts->eligible;
        report.fired = counts->fired;
        report.realised = share_of(static_cast<double>(counts->fired), static_cast<double>(counts->eligible));
    }
    if (!report.in_service) {
        report.planned = planned_hits(inputs.plan, forecast, config);
        report.capped = counts ? std::optional(counts->capped) : std::nullopt;
        report.delay = delay_of(inputs, index);
        report.interval = interval_of(config, report);
    }
    return report;
}

}  // namespace

std::vector<FaultReport> faults_of(const Inputs& inputs) {
    const run::Backends backends = run::backends_of(inputs.plan);
    const predict::Forecast forecast(inputs.plan);
    std::vector<FaultReport> reports;
    for (std::size_t index = 0; index < inputs.plan.faults.size(); ++index) {
        reports.push_back(fault_of(inputs, backends, forecast, index));
    }
    return reports;
}

std::vector<std::string> unfired_faults(const run::Plan& plan,
                                        std::span<const fault::Injector::Counts> fault_counts,
                                        std::span<const Totals> services) {
    const run::Backends backends = run::backends_of(plan);
    std::vector<std::string> unfired;
    for (std::size_t index = 0; index < plan.faults.size(); ++index) {
        const fault::FaultConfig& config = plan.faults[index];
        const auto counts = counts_of(backends, index, {plan, fault_counts, services});
        if (config.probability > 0 && counts && counts->fired == 0) {
            unfired.push_back(config.id);
        }
    }
    return unfired;
}

std::vector<std::string> dead_targets(const run::Plan& plan, const measure::Recorder& recorder) {
    Instant untouched = after(recorder.layout().end, recorder.layout().drain);
    for (const fault::FaultConfig& fault : plan.faults) {
        for (const Interval& window : fault.windows) {
            untouched = std::min(untouched, window.start);
        }
    }
    const Interval before{run_start, untouched};
    std::vector<std::string> dead;
    for (std::size_t index = 0; index < plan.targets.size(); ++index) {
        const auto target = static_cast<TargetIndex>(index);
        const auto sum = [&](measure::Counter counter) {
            return recorder.series(counter, target, before);
        };
        if (sum(measure::Counter::settled) > 0 && sum(measure::Counter::succeeded) == 0) {
            dead.push_back(plan.targets[index].name);
        }
    }
    return dead;
}

}  // namespace fortify::report
