#pragma once

#include "slo/expectation.hpp"

namespace fortify::slo {

// A comparison whose limits are numbers in the metric's unit.
struct Bound {
    Comparison comparison{};
    double value = 0;
    double upper = 0;  // of `between`
};

// Equal means equal but for the rounding of a division: 995 of 1,000 is 99.5 %.
[[nodiscard]] bool holds(const Bound& bound, double observed);
// Distance to the limit relative to it, negative beyond it; absolute for a limit of 0. Of `between` to the
// nearer of both limits.
[[nodiscard]] double margin(const Bound& bound, double observed);
// A breach by a count that cannot get smaller is final when the count is too large already.
[[nodiscard]] bool beyond_repair(const Bound& bound, double observed);
// Asks for at least so many.
[[nodiscard]] bool is_lower_limit(const Bound& bound);

}  // namespace fortify::slo
