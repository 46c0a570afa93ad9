#pragma once

#include "scenario/context.hpp"
#include "scenario/node.hpp"

namespace fortify::scenario {

// Puts the values of environment variables in place of ${NAME} in every text of the tree; `$${` stands for
// a plain `${`. The values become secrets of the context.
void fill_in_environment(Context& context, Node& node);

}  // namespace fortify::scenario
