#pragma once

#include "core/time.hpp"

#include <vector>

namespace fortify {

// The same stretches of the timeline, ascending and apart: what overlaps or touches is one.
[[nodiscard]] std::vector<Interval> joined(std::vector<Interval> intervals);

}  // namespace fortify
