#pragma once

#include "measure/recorder.hpp"
#include "run/observer.hpp"
#include "run/plan.hpp"
#include "service/service_model.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace fortify::test {

// The wires that a plan can run over. A new one joins this list and passes the suite unchanged.
enum class WireKind : std::uint8_t { simulated, curl };

// What a run left behind.
struct Traces {
    run::Ending ending{};
    std::vector<run::Settled> settled;
    std::vector<run::TransitionSeen> transitions;
    measure::Recorder recorder;
    std::vector<service::ServiceModel::Totals> services;
    // Of the breakers between services, by backend.
    std::vector<std::vector<run::TransitionSeen>> calls;
    // What was decided about faults, in the journal's words: "faults 3/1 fired 0 capped".
    std::vector<std::string> faults;

    [[nodiscard]] std::uint64_t total(measure::Counter counter) const {
        return recorder.total(counter, measure::Recorder::all);
    }
    [[nodiscard]] std::uint64_t settled_with(Cause cause) const;
};

// Runs the plan to its end; its targets are built-in services.
[[nodiscard]] Traces run_over(WireKind wire, const run::Plan& plan);

}  // namespace fortify::test
