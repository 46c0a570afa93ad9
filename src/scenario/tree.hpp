#pragma once

#include "core/diagnostic.hpp"
#include "scenario/node.hpp"
#include "scenario/scenario.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fortify::scenario {

// The two halves of `load`, for whoever changes the tree in between.

// From text to a tree, overrides and environment filled in; what is wrong so far.
struct TreeRead {
    std::optional<Node> root;
    std::vector<std::string> secrets;
    Diagnostics diagnostics;
};
[[nodiscard]] TreeRead read_tree(const Source& source, const Options& options);

// From the tree to a plan. `source` is where its places are.
[[nodiscard]] Loaded load_tree(const Node& root, const Source& source, const Options& options);

}  // namespace fortify::scenario
