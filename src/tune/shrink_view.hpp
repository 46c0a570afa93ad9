#pragma once

#include "report/text.hpp"
#include "tune/shrink.hpp"

#include <string>

namespace fortify::tune {

// What is left of a failing scenario and what went, for people and as JSON.
[[nodiscard]] std::string render_shrunk_text(const Shrunk& shrunk, const report::TextOptions& options);
[[nodiscard]] std::string render_shrunk_json(const Shrunk& shrunk);

}  // namespace fortify::tune
