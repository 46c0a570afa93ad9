#pragma once

#include "report/text.hpp"
#include "run/plan.hpp"

#include <string>

namespace fortify::report {

// What a run of the plan would touch and do, without doing it. Neither headers nor bodies are shown, and the
// plan's secrets are blotted out.
[[nodiscard]] std::string render_plan_text(const run::Plan& plan, const TextOptions& options = {});

}  // namespace fortify::report
