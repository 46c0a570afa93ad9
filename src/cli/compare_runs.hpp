#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/printer.hpp"
#include "tune/contest.hpp"

#include <optional>

namespace fortify::cli {

// The runs of a comparison, judged. Complaints are printed.
struct ContestResult {
    std::optional<tune::Contest> contest;  // none: there is nothing to judge
    ExitCode code = ExitCode::passed;      // of the runs: interrupted, or an error
};

// In virtual time.
[[nodiscard]] ContestResult contest_simulated(const CompareOptions& options, Printer& printer);
// In real time, by turns: A B, B A, A B, …, so that neither side always comes first while the machine drifts.
// Both runs of a pair have one seed. Ends early when a run was interrupted or could not undo what it did.
[[nodiscard]] ContestResult contest_repeated(const CompareOptions& options, Printer& printer);
// Over reports in files and folders.
[[nodiscard]] ContestResult contest_stored(const CompareOptions& options, Printer& printer);

}  // namespace fortify::cli
