#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "scenario/scenario.hpp"

#include <string>
#include <vector>

namespace fortify::scenario {

// The text of a scenario with these values in it (later ones win), as `--set` takes them. A value that is
// there is replaced where it stands; a key that is not is put after the last one of its table, in the way
// that is written; a table that is not comes in braces, or under a header of its own where its siblings have
// one. Every other byte (comments, order, blanks, ends of lines) stays as it was.
//
// Reading the result gives the tree that the old text with `--set` gives; should it not, that is an error and
// no text. Environment variables stay as they are written.
[[nodiscard]] Result<std::string, Diagnostics> rewrite(const Source& source,
                                                       const std::vector<Override>& changes);

}  // namespace fortify::scenario
