#pragma once

#include "cli/options.hpp"
#include "cli/printer.hpp"
#include "cli/scenario_input.hpp"
#include "core/result.hpp"
#include "report/report.hpp"
#include "run/journal.hpp"

#include <string>

namespace fortify::cli {

struct SessionOptions {
    run::Journal* journal = nullptr;  // may be left out
    Verbosity verbosity = Verbosity::normal;
};

// A run in real time from end to end: built-in services on loopback, the wire, the runner, the report.
// The error is why it could not begin.
[[nodiscard]] Result<report::Report, std::string> run_session(const ScenarioInput& scenario,
                                                              const SessionOptions& options,
                                                              Printer& printer);

// The same in virtual time; every target has a model.
[[nodiscard]] report::Report simulate_session(const ScenarioInput& scenario, const SessionOptions& options);

}  // namespace fortify::cli
