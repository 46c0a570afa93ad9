#pragma once

#include "cli/arguments.hpp"
#include "cli/options.hpp"
#include "core/result.hpp"

namespace fortify::cli {

// Of `fortify compare`. Looks whether its operands are folders, and at nothing else.
[[nodiscard]] Result<CompareOptions, UsageError> parse_compare(const Arguments& arguments);

// Whether reports are compared, by the first name of a side.
[[nodiscard]] bool is_stored(const CompareOptions& options);

}  // namespace fortify::cli
