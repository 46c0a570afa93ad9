#pragma once

#include "scenario/draft.hpp"

#include <optional>
#include <string_view>

namespace fortify::scenario {

// A place in the run that a key names: "outage + 2s", "outage", or "12s" since the start. The start of the
// run when the key is not given; nothing when it does not read, which is reported, or when the phases do not.
[[nodiscard]] std::optional<Instant> read_moment(const Section& section,
                                                 std::string_view key,
                                                 const Draft& draft);

}  // namespace fortify::scenario
