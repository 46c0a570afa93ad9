#pragma once

#include "report/text.hpp"
#include "tune/exploration.hpp"

#include <string>
#include <string_view>

namespace fortify::tune {

// Failing seeds by what failed, the worst of each kind, and how to have them again.
[[nodiscard]] std::string render_exploration_text(const Exploration& exploration,
                                                  const report::TextOptions& options);
// Every seed that was done: docs/exploration.schema.json.
[[nodiscard]] std::string render_exploration_json(const Exploration& exploration, std::string_view version);

}  // namespace fortify::tune
