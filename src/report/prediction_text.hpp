#pragma once

#include "predict/prediction.hpp"
#include "report/text.hpp"
#include "run/plan.hpp"

#include <string>

namespace fortify::report {

// What `fortify plan` shows. No line is wider than the width; secrets of the plan are blotted out.
[[nodiscard]] std::string render_prediction_text(const run::Plan& plan,
                                                 const predict::Prediction& prediction,
                                                 const TextOptions& options);
// The same as JSON; docs/plan.schema.json describes it.
[[nodiscard]] std::string render_prediction_json(const run::Plan& plan,
                                                 const predict::Prediction& prediction,
                                                 const std::string& version);

// "7,020 ±164", "at most 1,818", "not computed".
[[nodiscard]] std::string range_text(const predict::Range& range, predict::Basis basis);

}  // namespace fortify::report
