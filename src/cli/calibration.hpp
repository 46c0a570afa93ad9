#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/printer.hpp"
#include "cli/scenario_input.hpp"
#include "core/result.hpp"
#include "report/report.hpp"
#include "tune/fit.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::cli {

// One stretch of real load on one target, nothing of the scenario around it: no policy, no faults.
struct Stretch {
    // Closed: each user calls again when it has its answer, so that at most so many calls are under way.
    // Open: calls arrive at this rate, spaced at random.
    std::uint32_t users = 1;
    std::optional<Rate> rate;  // open
    Duration pause{0};         // of a user between its calls
    Duration length{1s};
};
// The plan of it: `target` alone, the rest of `base` left out.
[[nodiscard]] run::Plan stretch_plan(const run::Plan& base, TargetIndex target, const Stretch& stretch);

// Real and simulated percentiles at the same load.
struct Agreement {
    Rate rate;
    std::optional<Duration> real_p50;
    std::optional<Duration> real_p90;
    std::optional<Duration> simulated_p50;
    std::optional<Duration> simulated_p90;
};

// What was found out about an endpoint.
struct Calibration {
    report::Calls low;  // calls of one user at a time
    std::vector<tune::RampStep> steps;
    tune::Fit fit;
    tune::Workers workers;
    std::optional<Agreement> agreement;
    std::vector<std::string> notes;  // sentences: where it stopped short and what it cannot say
    ExitCode code = ExitCode::passed;

    // As the scenario writes it: { workers = 4, service_time = "exponential(20ms)" }.
    [[nodiscard]] std::string model() const;
};

struct CalibrationError {
    std::string message;
    std::string help;
    ExitCode code = ExitCode::inconclusive;
};

// Runs a plan of `stretch_plan`. The error: it could not be run, or was interrupted.
[[nodiscard]] Result<report::Report, CalibrationError> run_stretch(const ScenarioInput& input,
                                                                   Printer& printer);

// Measures the target: calls one at a time for the distribution, then twice as many users step by step until
// they bring no more, then the load at which the model is tried. Never more than `options.max_users` calls
// under way, `options.max_rate` a second, `options.max_calls` in all. The error: nothing could be measured.
[[nodiscard]] Result<Calibration, CalibrationError> calibrate(const ScenarioInput& scenario,
                                                              TargetIndex target,
                                                              const CalibrateOptions& options,
                                                              Printer& printer);

}  // namespace fortify::cli
