#pragma once

#include "cli/console.hpp"

#include <span>
#include <string>

namespace fortify::cli {

// The whole program but its streams: arguments (without the program's name) in, exit code out.
[[nodiscard]] int run_app(std::span<const std::string> arguments, Console& console);

}  // namespace fortify::cli
