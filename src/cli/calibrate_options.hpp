#pragma once

#include "cli/arguments.hpp"
#include "cli/options.hpp"
#include "core/result.hpp"

#include <string_view>

namespace fortify::cli {

// Of `fortify calibrate`.
[[nodiscard]] Result<CalibrateOptions, UsageError> parse_calibrate(const Arguments& arguments);
// Whether it is a URL and no file.
[[nodiscard]] bool is_url_operand(std::string_view operand);

}  // namespace fortify::cli
