#pragma once

#include "scenario/context.hpp"
#include "scenario/node.hpp"

namespace fortify::scenario {

// Sets each overridden value in the tree, making tables on the way where there are none. Everything it
// sets has its place in the override: file "--set path=value", line 1.
void apply_overrides(Context& context, Node& root);

}  // namespace fortify::scenario
