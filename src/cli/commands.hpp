#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/printer.hpp"

namespace fortify::cli {

// One a subcommand, in a file of its own.
[[nodiscard]] ExitCode cmd_check(const CheckOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_plan(const PlanOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_run(const RunOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_simulate(const SimulateOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_replay(const ReplayOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_compare(const CompareOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_calibrate(const CalibrateOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_proxy(const ProxyOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_tune(const TuneOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_outages(const OutagesOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_sweep(const SweepOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_find(const FindOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_explore(const ExploreOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_minimise(const MinimiseOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_optimise(const OptimiseOptions& options, Printer& printer);
[[nodiscard]] ExitCode cmd_schema(const SchemaOptions& options, Printer& printer);

}  // namespace fortify::cli
