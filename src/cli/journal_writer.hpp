#pragma once

#include "cli/file_output.hpp"
#include "cli/options.hpp"
#include "cli/printer.hpp"
#include "cli/scenario_input.hpp"
#include "run/journal.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fortify::cli {

// The journal of one run on its way into a file, or none when none was asked for.
class JournalWriter {
public:
    // An error has been printed when nothing comes back.
    [[nodiscard]] static std::unique_ptr<JournalWriter> open(const ExecuteOptions& options,
                                                             const std::vector<std::string>& allow,
                                                             const ScenarioInput& scenario,
                                                             Printer& printer);

    // For the runner; null when none was asked for.
    [[nodiscard]] run::Journal* journal() {
        return journal_ ? &*journal_ : nullptr;
    }
    // False, and said so, when some of it could not be written.
    [[nodiscard]] bool close(Printer& printer);

private:
    JournalWriter() = default;

    std::string path_;
    std::optional<LineFile> file_;
    std::optional<run::Journal> journal_;
};

}  // namespace fortify::cli
