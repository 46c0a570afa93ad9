#pragma once

#include "core/result.hpp"
#include "scenario/node.hpp"

#include <string>
#include <string_view>

namespace fortify::scenario {

// JSON as the tree that TOML would be. JSON has no places, so all of it stands in `file` as a whole; null is
// refused, since TOML has none. The error is a sentence.
[[nodiscard]] Result<Node, std::string> parse_json(std::string_view text, const std::string& file);

// The tree as JSON, texts as they were written: what ${NAME} stands for is not in it.
[[nodiscard]] std::string json_text(const Node& node);

}  // namespace fortify::scenario
