#pragma once

#include "cli/scenario_input.hpp"
#include "measure/recorder.hpp"
#include "report/report.hpp"
#include "run/downstream.hpp"
#include "run/runner.hpp"
#include "service/service_model.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace fortify::cli {

// A run that has finished, in either kind of time.
struct RunResult {
    const ScenarioInput& scenario;
    const measure::Recorder& recorder;
    const run::Runner& runner;
    std::vector<service::ServiceModel::Totals> services;   // by backend
    std::span<const std::optional<run::CallsMade>> calls;  // likewise
    std::vector<fault::Injector::Counts> fault_counts;     // by fault, those at proxies included
    report::Mode mode = report::Mode::real;
    report::RunInfo info;              // what the scenario says is filled in
    std::uint64_t without_socket = 0;  // attempts for which this machine had no socket
    std::vector<std::string> outputs;  // beside each action: what its command said, if it failed
    int signal = 2;                    // that interrupted it, if one did
};

// Judges every SLO and puts the report together.
[[nodiscard]] report::Report report_of(const RunResult& result);

}  // namespace fortify::cli
