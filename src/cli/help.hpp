#pragma once

#include "cli/command_table.hpp"

#include <cstddef>
#include <string>

namespace fortify::cli {

// Of `fortify --help`: what it is, the commands, where to begin.
[[nodiscard]] std::string root_help(std::size_t width);
// Of `fortify COMMAND --help`: usage, flags, examples.
[[nodiscard]] std::string command_help(const CommandInfo& command, std::size_t width);

}  // namespace fortify::cli
