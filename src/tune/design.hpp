#pragma once

#include "tune/specimen.hpp"
#include "tune/variation.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fortify::tune {

// Which values are tried together: a point has one of each variation, in their order.
using Point = std::vector<Value>;

// Every combination, the last variation running fastest.
[[nodiscard]] std::vector<Point> full_grid(const std::vector<Variation>& variations);
// How many that would be, without making them; saturates.
[[nodiscard]] std::size_t grid_size(const std::vector<Variation>& variations);

// A Latin hypercube (McKay, Beckman and Conover 1979): so many points, and of each variation every one of so
// many equal parts of its way is used once, at a place within the part drawn from the seed.
[[nodiscard]] std::vector<Point> latin_hypercube(const std::vector<Variation>& variations,
                                                 std::size_t points,
                                                 std::uint64_t seed);

[[nodiscard]] Setting setting_of(const std::vector<Variation>& variations, const Point& point);

}  // namespace fortify::tune
