#include "fault/fault.hpp"
#include "report/build_parts.hpp"
#include "run/backend.hpp"

#include <algorithm>

namespace fortify::report {
namespace {

using Totals = service::ServiceModel::Totals;

// How many jobs the fault touched inside the services; none when nobody counted.
std::optional<std::uint64_t> service_hits(const run::Backends& backends,
                                          std::size_t fault,
                                          std::span<const Totals> services) {
    std::optional<std::uint64_t> sum;
    for (std::size_t index = 0; index < std::min(backends.list.size(), services.size()); ++index) {
        const std::vector<FaultIndex>& faults = backends.list[index].fault_indices;
        const std::vector<std::uint64_t>& hits = services[index].fault_hits;
        for (std::size_t window = 0; window < std::min(faults.size(), hits.size()); ++window) {
            if (faults[window] == fault) {
                sum = sum.value_or(0) + hits[window];
            }
        }
    }
    return sum;
}

// The time until the first breaker of the fault's target opened while the fault was on.
std::optional<Duration> detection_of(const Inputs& inputs, const fault::FaultConfig& fault) {
    const std::optional<PolicyIndex> policy = inputs.plan.targets[fault.target].policy;
    for (const Interval& window : fault.windows) {
        for (const run::TransitionSeen& seen : inputs.transitions) {
            const policy::BreakerTransition& step = seen.transition;
            if (policy == seen.policy && step.from == policy::BreakerState::closed &&
                step.to == policy::BreakerState::open && window.contains(step.when)) {
                return step.when - window.start;
            }
        }
    }
    return std::nullopt;
}

FaultReport fault_of(const Inputs& inputs, const run::Backends& backends, std::size_t index) {
    const fault::FaultConfig& config = inputs.plan.faults[index];
    FaultReport report{.id = config.id,
                       .kind = std::string(fault::name_of(config.kind)),
                       .target = inputs.plan.targets[config.target].name,
                       .windows = config.windows,
                       .probability = config.probability,
                       .in_service = fault::acts_on_service(config.kind),
                       .eligible = {},
                       .fired = {},
                       .realised = {},
                       .detected = detection_of(inputs, config)};
    if (report.in_service) {
        report.fired = service_hits(backends, index, inputs.services);
    } else if (index < inputs.fault_counts.size()) {
        const fault::Injector::Counts& counts = inputs.fault_counts[index];
        report.eligible = counts.eligible;
        report.fired = counts.fired;
        report.realised = share_of(static_cast<double>(counts.fired), static_cast<double>(counts.eligible));
    }
    return report;
}

}  // namespace

std::vector<FaultReport> faults_of(const Inputs& inputs) {
    const run::Backends backends = run::backends_of(inputs.plan);
    std::vector<FaultReport> reports;
    for (std::size_t index = 0; index < inputs.plan.faults.size(); ++index) {
        reports.push_back(fault_of(inputs, backends, index));
    }
    return reports;
}

std::vector<ServiceReport> services_of(const Inputs& inputs) {
    const run::Backends backends = run::backends_of(inputs.plan);
    std::vector<ServiceReport> reports;
    const double time = to_seconds(inputs.ended - run_start);
    for (std::size_t index = 0; index < std::min(backends.list.size(), inputs.services.size()); ++index) {
        const service::ServiceConfig& config = *backends.list[index].config;
        const Totals& totals = inputs.services[index];
        const double capacity =
            static_cast<double>(config.workers) * static_cast<double>(config.instances) * time;
        reports.push_back({.name = config.name,
                           .workers = config.workers,
                           .instances = config.instances,
                           .queue_limit = config.queue_limit,
                           .arrived = totals.arrived,
                           .answered = totals.answered,
                           .shed = totals.shed,
                           .refused = totals.refused,
                           .reset = totals.reset,
                           .abandoned = totals.abandoned,
                           .queue_peak = totals.queue_peak,
                           .busy = totals.busy,
                           .wasted = totals.wasted,
                           .utilization = share_of(to_seconds(totals.busy), capacity),
                           .wasted_share = share_of(to_seconds(totals.wasted), to_seconds(totals.busy))});
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
        std::optional<std::uint64_t> fired;
        if (fault::acts_on_service(config.kind)) {
            fired = service_hits(backends, index, services);
        } else if (index < fault_counts.size()) {
            fired = fault_counts[index].fired;
        }
        if (config.probability > 0 && fired.value_or(1) == 0) {
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
