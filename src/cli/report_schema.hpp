#pragma once

#include <string_view>

namespace fortify::cli {

// docs/report.schema.json, built in.
[[nodiscard]] std::string_view report_schema();
// docs/plan.schema.json, likewise.
[[nodiscard]] std::string_view plan_schema();
// docs/comparison.schema.json, likewise.
[[nodiscard]] std::string_view comparison_schema();
[[nodiscard]] std::string_view sweep_schema();
[[nodiscard]] std::string_view optimisation_schema();
[[nodiscard]] std::string_view margin_schema();
[[nodiscard]] std::string_view exploration_schema();
[[nodiscard]] std::string_view minimisation_schema();
[[nodiscard]] std::string_view calibration_schema();

}  // namespace fortify::cli
