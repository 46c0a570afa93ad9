#pragma once

#include "scenario/context.hpp"
#include "scenario/node.hpp"

#include <string>
#include <string_view>

namespace fortify::scenario {

// Sets each overridden value in the tree, making tables on the way where there are none. Everything it
// sets has its place in the override: file "--set path=value", line 1.
void apply_overrides(Context& context, Node& root);

// What an entry of a list goes by: its name or its id; empty when it has neither.
[[nodiscard]] std::string name_of_element(const Node& element);
// The entry of that name, or of that number from 1; null when there is none.
[[nodiscard]] const Node* find_element(const Array& array, std::string_view word);

}  // namespace fortify::scenario
