#pragma once

#include "cli/options.hpp"
#include "cli/printer.hpp"
#include "run/plan.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::cli {

// Which scenario, and what the command line changes about it.
struct ScenarioRequest {
    std::string file;
    std::vector<std::string> settings;
    std::optional<std::uint64_t> seed;
    std::vector<std::string> allow;
    scenario::Exec exec = scenario::Exec::as_written;
    scenario::Purpose purpose = scenario::Purpose::run;
};

struct ScenarioInput {
    run::Plan plan;
    scenario::Source source;
    std::size_t warnings = 0;
};

// Reads and checks; what is found goes to standard error: everything, or only errors when quiet.
// Nothing comes back when something is wrong.
[[nodiscard]] std::optional<ScenarioInput> read_scenario(const ScenarioRequest& request,
                                                         Verbosity verbosity,
                                                         Printer& printer);

// The same with the text already at hand and another environment.
[[nodiscard]] std::optional<ScenarioInput> check_scenario(const scenario::Source& source,
                                                          const ScenarioRequest& request,
                                                          const scenario::Environment& environment,
                                                          Verbosity verbosity,
                                                          Printer& printer);

// What the reader is to do with the request; settings that do not read go to `wrong`.
[[nodiscard]] scenario::Options options_of(const ScenarioRequest& request,
                                           const scenario::Environment& environment,
                                           Diagnostics& wrong);
// Complaints are printed.
[[nodiscard]] std::optional<scenario::Source> load_source(const std::string& file,
                                                          Verbosity verbosity,
                                                          Printer& printer);
void show_diagnostics(const Diagnostics& diagnostics,
                      const scenario::Source& source,
                      Verbosity verbosity,
                      Printer& printer);

// No command is run that nobody allowed: complains where the scenario has one.
[[nodiscard]] bool may_run_commands(const ScenarioInput& scenario, Printer& printer);

// The environment of this process.
[[nodiscard]] scenario::Environment process_environment();

}  // namespace fortify::cli
