#pragma once

#include "core/rng.hpp"
#include "tune/design.hpp"
#include "tune/variation.hpp"

#include <vector>

namespace fortify::tune {

// Steps of a search through points. Shares are parts of a variation's way.

// Within the range, or an entry of the list.
[[nodiscard]] bool is_within(const Variation& variation, const Value& value);
[[nodiscard]] Value into_range(const Variation& variation, const Value& value);

// The value so much further on; at least the next one where values are whole or listed. The same value where
// the way ends.
[[nodiscard]] Value moved(const Variation& variation, const Value& value, double share);

// All that lie one step from the point: along each axis both ways, as many in drawn directions, and further
// along the way that led from `previous` here (the same point: there is none).
[[nodiscard]] std::vector<Point> neighbours(const std::vector<Variation>& variations,
                                            const Point& point,
                                            const Point& previous,
                                            double step,
                                            Rng& rng);

// The largest distance along any axis, in shares.
[[nodiscard]] double distance(const std::vector<Variation>& variations,
                              const Point& left,
                              const Point& right);

// With two significant digits: what people would write.
[[nodiscard]] Value rounder(const Variation& variation, const Value& value);

}  // namespace fortify::tune
