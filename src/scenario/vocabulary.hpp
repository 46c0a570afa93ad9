#pragma once

#include "core/outcome.hpp"

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::scenario {

using StatusSet = std::bitset<600>;
using CauseSet = std::bitset<cause_count>;

// "404" or "2xx".
[[nodiscard]] std::optional<StatusSet> parse_statuses(std::string_view text);

// A cause by its name, "timeout" for all that are timeouts, "failure" and "rejected" for all of their
// class.
[[nodiscard]] std::optional<CauseSet> parse_causes(std::string_view text);
// The words that `parse_causes` knows, for suggestions.
[[nodiscard]] std::vector<std::string> cause_words();

}  // namespace fortify::scenario
