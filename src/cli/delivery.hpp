#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/printer.hpp"
#include "report/report.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fortify::cli {

// Where the text goes when JSON may take standard output.
[[nodiscard]] Stream text_stream(const std::optional<std::string>& json);
// Whether a file could be written there; complains when not. "-" is standard output. `what`: "report".
[[nodiscard]] bool can_write(std::string_view what, const std::string& path, Printer& printer);
// To a file or to standard output. What cannot be written goes to standard error.
[[nodiscard]] bool write_text(std::string_view what,
                              const std::string& path,
                              std::string_view text,
                              Printer& printer);

// Whether the report and the journal could be written: asked before a run, complaints printed.
[[nodiscard]] bool can_deliver(const ExecuteOptions& options, Printer& printer);

// Prints the report, writes it as JSON where asked, and says what the run comes to. A report that
// cannot be written goes to standard error.
[[nodiscard]] ExitCode deliver(const report::Report& report, const ExecuteOptions& options, Printer& printer);

}  // namespace fortify::cli
