#pragma once

#include "scenario/scenario.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::testing {

// A complete scenario without mistakes, warnings or notes: one target on a built-in service, 20 calls/s for
// a warm-up of 5 s, 10 s of "steady" and 10 s of "outage".
[[nodiscard]] std::string sample();
// With more text at its end, or with one part of it replaced (which has to be there).
[[nodiscard]] std::string sample_with(std::string_view addition);
[[nodiscard]] std::string sample_with(std::string_view part, std::string_view replacement);

using Variables = std::map<std::string, std::string>;
[[nodiscard]] scenario::Environment environment_of(Variables variables);

[[nodiscard]] scenario::Loaded reading_of(const std::string& text, const scenario::Options& options = {});
// Of a scenario that must be without errors.
[[nodiscard]] run::Plan plan_of(const std::string& text, const scenario::Options& options = {});
// "F0107 2:1, F0213 5:10", in order.
[[nodiscard]] std::string findings(const std::string& text, const scenario::Options& options = {});

}  // namespace fortify::testing
