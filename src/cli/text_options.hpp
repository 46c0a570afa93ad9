#pragma once

#include "cli/console.hpp"
#include "report/text.hpp"

namespace fortify::cli {

// How a report is drawn for what is on the other side.
[[nodiscard]] report::TextOptions text_options(const Terminal& terminal);

}  // namespace fortify::cli
