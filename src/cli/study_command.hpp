#pragma once

#include "cli/options.hpp"

#include <string>
#include <string_view>

namespace fortify::cli {

// The command that reads the same scenario in the same way, for a shell: "fortify explore shop.toml --set
// load.rate=9/s".
[[nodiscard]] std::string study_command(std::string_view command, const StudyOptions& options);

}  // namespace fortify::cli
