#pragma once

#include "scenario/scenario.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::scenario {

// The text without the entry of a list that goes by this name or id: with its tables, and with the comments
// right above its header or behind it in braces. Every other byte stays as it was. None where there is no
// such entry, or the text cannot be read without it as the same tree less that entry.
[[nodiscard]] std::optional<std::string> without_entry(const Source& source,
                                                       std::string_view list,
                                                       std::string_view name);

// The text with one more entry of that list: under a header of its own at the end, or in braces at the
// beginning of a list that is written in brackets. `keys` are its assignments, a line each, as in "kind =
// \"x\"".
[[nodiscard]] std::string with_entry(const Source& source,
                                     std::string_view list,
                                     const std::vector<std::string>& keys);

}  // namespace fortify::scenario
