#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/printer.hpp"
#include "report/report.hpp"

namespace fortify::cli {

// Whether the report and the journal could be written: asked before a run, complaints printed.
[[nodiscard]] bool can_deliver(const ExecuteOptions& options, Printer& printer);

// Prints the report, writes it as JSON where asked, and says what the run comes to. A report that
// cannot be written goes to standard error.
[[nodiscard]] ExitCode deliver(const report::Report& report, const ExecuteOptions& options, Printer& printer);

}  // namespace fortify::cli
