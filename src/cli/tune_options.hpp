#pragma once

#include "cli/arguments.hpp"
#include "cli/options.hpp"
#include "core/result.hpp"

namespace fortify::cli {

// Of the commands that run one scenario many times.
[[nodiscard]] Result<CommandOptions, UsageError> parse_sweep(const Arguments& arguments);
[[nodiscard]] Result<CommandOptions, UsageError> parse_find(const Arguments& arguments);
[[nodiscard]] Result<CommandOptions, UsageError> parse_explore(const Arguments& arguments);
[[nodiscard]] Result<CommandOptions, UsageError> parse_minimise(const Arguments& arguments);
[[nodiscard]] Result<CommandOptions, UsageError> parse_optimise(const Arguments& arguments);

}  // namespace fortify::cli
