#pragma once

#include "report/report.hpp"

#include <string>

namespace fortify::report {

// Whether a command of an action did not do what it was for.
[[nodiscard]] bool has_failed(const ActionReport& action);
// "done in 12ms", "exit status 1".
[[nodiscard]] std::string action_result_text(const ActionReport& action);

}  // namespace fortify::report
