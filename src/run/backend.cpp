#include "run/backend.hpp"

#include "core/rng.hpp"

#include <algorithm>

namespace fortify::run {
namespace {

using ServiceKind = service::ServiceFault::Kind;

// What the fault is inside a service; none: it acts on the wire.
std::optional<service::ServiceFault> translate(const fault::Kind& kind) {
    if (std::holds_alternative<fault::Stall>(kind)) {
        return service::ServiceFault{.kind = ServiceKind::stall};
    }
    if (const auto* slow = std::get_if<fault::Slow>(&kind)) {
        return service::ServiceFault{.kind = ServiceKind::slow, .factor = slow->factor};
    }
    if (const auto* errors = std::get_if<fault::Errors>(&kind)) {
        return service::ServiceFault{.kind = ServiceKind::errors, .status = errors->status};
    }
    if (std::holds_alternative<fault::Crash>(kind)) {
        return service::ServiceFault{.kind = ServiceKind::crash};
    }
    if (const auto* capacity = std::get_if<fault::Capacity>(&kind)) {
        return service::ServiceFault{.kind = ServiceKind::capacity, .workers = capacity->workers};
    }
    if (const auto* pause = std::get_if<fault::Pause>(&kind)) {
        return service::ServiceFault{
            .kind = ServiceKind::pause, .every = pause->every, .length = pause->length};
    }
    if (std::holds_alternative<fault::CacheFlush>(kind)) {
        return service::ServiceFault{.kind = ServiceKind::cache_flush};
    }
    if (std::holds_alternative<fault::PoolLeak>(kind)) {
        return service::ServiceFault{.kind = ServiceKind::pool_leak};
    }
    return std::nullopt;
}

// The backend inside which the fault acts.
std::optional<std::size_t> backend_of(const Backends& backends, const fault::FaultConfig& fault) {
    return fault.service ? std::optional<std::size_t>(*fault.service) : backends.of_target[fault.target];
}

// Services do not call each other in circles.
bool reaches(const Plan& plan, std::size_t from, std::size_t to) {
    if (from == to || from >= plan.services.size()) {
        return from == to;
    }
    const std::vector<service::Dependency>& calls = plan.services[from].calls;
    return std::any_of(calls.begin(), calls.end(), [&](const service::Dependency& dependency) {
        return reaches(plan, dependency.service, to);
    });
}

void add_faults(const Plan& plan, Backends& backends) {
    for (std::size_t index = 0; index < plan.faults.size(); ++index) {
        const fault::FaultConfig& fault = plan.faults[index];
        const std::optional<std::size_t> backend = backend_of(backends, fault);
        std::optional<service::ServiceFault> what = translate(fault.kind);
        if (!what || !backend) {
            continue;
        }
        what->probability = fault.probability;
        what->instance = fault.backend_instance;
        what->seed = fault::decision_seed(plan.seed, fault.id);
        for (const Interval& stretch : fault::stretches(fault)) {
            what->when = stretch;
            backends.list[*backend].faults.push_back(*what);
            backends.list[*backend].fault_indices.push_back(static_cast<FaultIndex>(index));
        }
    }
}

}  // namespace

Backends backends_of(const Plan& plan) {
    const std::uint64_t seed = fork_seed(plan.seed, "service");
    Backends backends;
    for (const service::ServiceConfig& service : plan.services) {
        backends.list.push_back({.config = &service, .seed = fork_seed(seed, service.name)});
    }
    for (const TargetPlan& target : plan.targets) {
        if (target.service) {
            backends.of_target.emplace_back(*target.service);
        } else if (target.model) {
            backends.of_target.emplace_back(backends.list.size());
            backends.list.push_back({.config = &*target.model, .seed = fork_seed(seed, target.name)});
        } else {
            backends.of_target.emplace_back(std::nullopt);
        }
    }
    add_faults(plan, backends);
    return backends;
}

bool acts_on(const Plan& plan,
             const Backends& backends,
             const fault::FaultConfig& fault,
             TargetIndex target) {
    if (fault.proxy || !fault::acts_on_service(fault.kind)) {
        return !fault.proxy && fault.target == target;
    }
    const std::optional<std::size_t> asked = backends.of_target[target];
    const std::optional<std::size_t> hit = backend_of(backends, fault);
    return asked && hit && reaches(plan, *asked, *hit);
}

bool acts_behind(const Plan& plan,
                 const Backends& backends,
                 const fault::FaultConfig& fault,
                 ServiceIndex asked) {
    if (fault.proxy || !fault::acts_on_service(fault.kind)) {
        return false;
    }
    const std::optional<std::size_t> hit = backend_of(backends, fault);
    return hit && reaches(plan, asked, *hit);
}

void record_service_faults(measure::Recorder& recorder,
                           const Backend& backend,
                           const service::ServiceModel::Totals& totals) {
    const auto record = [&](measure::Counter counter, std::size_t index, std::uint64_t number) {
        const Instant when = backend.faults[index].when.start;
        const auto times = static_cast<std::uint32_t>(std::min<std::uint64_t>(number, UINT32_MAX));
        if (times > 0) {
            recorder.count(counter, backend.fault_indices[index], when, recorder.scopes_at(when), times);
        }
    };
    const std::size_t count = std::min(backend.faults.size(), totals.fault_hits.size());
    for (std::size_t index = 0; index < count; ++index) {
        record(measure::Counter::fault_eligible, index, totals.fault_eligible[index]);
        record(measure::Counter::fault_fired, index, totals.fault_hits[index]);
    }
}

void record_proxy_faults(measure::Recorder& recorder,
                         const Plan& plan,
                         std::span<const fault::Injector::Counts> counts) {
    for (std::size_t index = 0; index < counts.size(); ++index) {
        const fault::FaultConfig& fault = plan.faults[index];
        if (!fault.proxy || fault.windows.empty()) {
            continue;
        }
        const Instant when = fault.windows.front().start;
        const auto record = [&](measure::Counter counter, std::uint64_t number) {
            if (number > 0) {
                recorder.count(counter, static_cast<FaultIndex>(index), when, recorder.scopes_at(when),
                               static_cast<std::uint32_t>(std::min<std::uint64_t>(number, UINT32_MAX)));
            }
        };
        record(measure::Counter::fault_eligible, counts[index].eligible);
        record(measure::Counter::fault_fired, counts[index].fired);
    }
}

}  // namespace fortify::run
