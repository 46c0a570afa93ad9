#pragma once

#include "fault/injector.hpp"
#include "measure/recorder.hpp"
#include "run/plan.hpp"
#include "service/service_model.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace fortify::run {

// One service model that a run sets up: a built-in service, or the model given beside a URL.
struct Backend {
    const service::ServiceConfig* config = nullptr;
    std::uint64_t seed = 0;                     // of its random draws; the same in real and virtual time
    std::vector<service::ServiceFault> faults;  // one for each stretch of each fault that acts on it
    std::vector<FaultIndex> fault_indices;      // beside each: its index in the plan
};

struct Backends {
    std::vector<Backend> list;                          // the plan's services in order, then the models
    std::vector<std::optional<std::size_t>> of_target;  // index into `list`; none: a URL without a model
};

// The plan must outlive the result.
[[nodiscard]] Backends backends_of(const Plan& plan);

// Whether calls to the target can feel the fault: on their way, in the service behind it, or in one that is
// called from there.
[[nodiscard]] bool acts_on(const Plan& plan,
                           const Backends& backends,
                           const fault::FaultConfig& fault,
                           TargetIndex target);

// The same for who asks a built-in service without a wire that faults act on, as services do.
[[nodiscard]] bool acts_behind(const Plan& plan,
                               const Backends& backends,
                               const fault::FaultConfig& fault,
                               ServiceIndex asked);

// Takes down, at the end of a run, how many jobs each fault of a backend could have touched, and did.
void record_service_faults(measure::Recorder& recorder,
                           const Backend& backend,
                           const service::ServiceModel::Totals& totals);

// The same of the faults at proxies, by index in the plan.
void record_proxy_faults(measure::Recorder& recorder,
                         const Plan& plan,
                         std::span<const fault::Injector::Counts> counts);

}  // namespace fortify::run
