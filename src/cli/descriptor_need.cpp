#include "cli/descriptor_need.hpp"

#include "core/time.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::cli {

namespace {

// Standard streams, loop, signals, timer, listeners, report and journal, the resolver.
constexpr std::uint64_t our_own = 64;

const policy::ChainConfig* policy_of(const run::Plan& plan, const run::TargetPlan& target) {
    return target.policy ? &plan.policies[*target.policy] : nullptr;
}

double peak_rate(const run::OpenLoad& load) {
    double peak = 0;
    for (const load::RateSegment& segment : load.segments) {
        peak = std::max({peak, segment.from.per_second, segment.to.per_second});
    }
    return peak;
}

// Calls that the load can have under way at once.
double bound_of(const run::LoadPlan& load, const policy::ChainConfig* chain, double highest) {
    if (const auto* const users = std::get_if<load::Users::Config>(&load.model)) {
        return static_cast<double>(users->count);
    }
    if (chain == nullptr || !chain->timeout) {
        return highest;
    }
    // Six standard deviations above the mean of a Poisson count.
    const double mean = peak_rate(std::get<run::OpenLoad>(load.model)) * to_seconds(chain->timeout->limit);
    return mean + 6 * std::sqrt(mean) + 1;
}

std::uint32_t users_of(const run::Plan& plan) {
    std::uint32_t count = 0;
    for (const run::LoadPlan& load : plan.loads) {
        if (const auto* const users = std::get_if<load::Users::Config>(&load.model)) {
            count += users->count;
        }
    }
    return count;
}

std::uint64_t descriptors_with(const run::Plan& plan, double highest) {
    double sockets = 0;
    double attempts = 0;
    for (std::size_t index = 0; index < plan.targets.size(); ++index) {
        const run::TargetPlan& target = plan.targets[index];
        const policy::ChainConfig* const chain = policy_of(plan, target);
        double bound = 0;
        for (const run::LoadPlan& load : plan.loads) {
            bound += load.target == index ? bound_of(load, chain, highest) : 0;
        }
        if (chain != nullptr && chain->bulkhead) {
            bound = std::min(bound, double{1} * chain->bulkhead->max_concurrent * plan.client_instances);
        }
        // All targets share [safety] max_in_flight.
        bound = std::min(bound, highest - attempts);
        attempts += bound;
        sockets += target.service ? 2 * bound : bound;
        // The detour of attempts that a fault is done to has two ends of its own.
        const bool detours = std::any_of(plan.faults.begin(), plan.faults.end(), [&](const auto& fault) {
            return !fault.proxy && fault.target == index && !fault::acts_on_service(fault.kind);
        });
        sockets += detours ? 2 * bound : 0;
    }
    // A connection, or a process and what it says.
    const std::uint64_t errands = 2 * (plan.probes.size() + plan.actions.size());
    // Each worker that calls another service has one call under way, at both ends here.
    for (const service::ServiceConfig& service : plan.services) {
        sockets += service.calls.empty() ? 0 : 2.0 * service.workers * service.instances;
    }
    return static_cast<std::uint64_t>(std::ceil(sockets)) + errands + our_own;
}

}  // namespace

std::uint64_t descriptors_needed(const run::Plan& plan) {
    return descriptors_with(plan, plan.safety.max_in_flight);
}

std::optional<std::uint32_t> in_flight_within(const run::Plan& plan, std::uint64_t descriptors) {
    std::uint32_t fits = 0;
    std::uint32_t beyond = plan.safety.max_in_flight + 1;
    while (beyond - fits > 1) {
        const std::uint32_t middle = fits + (beyond - fits) / 2;
        (descriptors_with(plan, middle) <= descriptors ? fits : beyond) = middle;
    }
    return fits >= std::max(1U, users_of(plan)) ? std::optional(fits) : std::nullopt;
}

}  // namespace fortify::cli
