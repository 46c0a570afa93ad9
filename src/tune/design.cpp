#include "tune/design.hpp"

#include "core/rng.hpp"

#include <cstdint>
#include <numeric>
#include <utility>

namespace fortify::tune {

std::size_t grid_size(const std::vector<Variation>& variations) {
    std::size_t size = 1;
    for (const Variation& variation : variations) {
        const std::size_t points = grid_of(variation).size();
        size = points != 0 && size > SIZE_MAX / points ? SIZE_MAX : size * points;
    }
    return size;
}

std::vector<Point> full_grid(const std::vector<Variation>& variations) {
    std::vector<Point> points{Point{}};
    for (const Variation& variation : variations) {
        std::vector<Point> longer;
        const std::vector<Value> values = grid_of(variation);
        longer.reserve(points.size() * values.size());
        for (const Point& point : points) {
            for (const Value& value : values) {
                longer.push_back(point);
                longer.back().push_back(value);
            }
        }
        points = std::move(longer);
    }
    return points;
}

std::vector<Point> latin_hypercube(const std::vector<Variation>& variations,
                                   std::size_t points,
                                   std::uint64_t seed) {
    const Rng root = Rng(seed).fork("latin hypercube");
    std::vector<Point> made(points);
    for (const Variation& variation : variations) {
        Rng rng = root.fork(variation.key.path);
        std::vector<std::size_t> parts(points);
        std::iota(parts.begin(), parts.end(), std::size_t{0});
        // Fisher and Yates.
        for (std::size_t left = points; left > 1; --left) {
            std::swap(parts[left - 1], parts[rng.below(left)]);
        }
        for (std::size_t index = 0; index < points; ++index) {
            const double place = static_cast<double>(parts[index]) + rng.uniform();
            made[index].push_back(value_at(variation, place / static_cast<double>(points)));
        }
    }
    return made;
}

Setting setting_of(const std::vector<Variation>& variations, const Point& point) {
    Setting setting;
    for (std::size_t index = 0; index < variations.size(); ++index) {
        setting.push_back({.path = variations[index].key.path, .value = point[index].text});
    }
    return setting;
}

}  // namespace fortify::tune
