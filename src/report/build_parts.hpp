#pragma once

#include "measure/recorder.hpp"
#include "report/build.hpp"
#include "report/report.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fortify::report {

[[nodiscard]] std::optional<double> share_of(double part, double whole);
[[nodiscard]] Latency latency_of(measure::Histogram histogram);

// The calls of one target (or Recorder::all) that were due in the given scopes, which lasted this long.
struct CallQuery {
    std::uint16_t target = measure::Recorder::all;
    std::vector<std::size_t> scopes;
    Duration lasted{0};
};
[[nodiscard]] Calls calls_of(const measure::Recorder& recorder, const CallQuery& query);

// `slot`: a multiple of the recorder's slot width.
[[nodiscard]] Series series_of(const Inputs& inputs, Duration slot);
[[nodiscard]] std::vector<PolicyReport> policies_of(const Inputs& inputs);
// Those of one policy; `caller`: the service whose calls they are of.
[[nodiscard]] std::vector<TransitionReport> transitions_of(std::span<const run::TransitionSeen> seen,
                                                           PolicyIndex policy,
                                                           const std::string& caller);
[[nodiscard]] std::vector<FaultReport> faults_of(const Inputs& inputs);
[[nodiscard]] std::vector<ServiceReport> services_of(const Inputs& inputs);
// Beside what the rest of the report has measured.
[[nodiscard]] PredictionReport prediction_of(const Inputs& inputs, const Report& report);
[[nodiscard]] std::vector<ProbeReport> probes_of(const Inputs& inputs);
[[nodiscard]] std::vector<ActionReport> actions_of(const Inputs& inputs);
// What could not be simulated of them.
[[nodiscard]] std::vector<std::string> probe_notes(const Inputs& inputs);

}  // namespace fortify::report
