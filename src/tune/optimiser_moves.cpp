#include "tune/optimiser_moves.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace fortify::tune {

namespace {

// Where in its list a value stands; of what is not in it, the first.
std::size_t place_of(const Variation& variation, const Value& value) {
    const auto found = std::find(variation.list.begin(), variation.list.end(), value);
    return found == variation.list.end() ? 0 : static_cast<std::size_t>(found - variation.list.begin());
}

Value moved_in_list(const Variation& variation, const Value& value, double share) {
    const double last = static_cast<double>(variation.list.size() - 1);
    const double wanted = std::round(share * last);
    const double step = wanted != 0 ? wanted : std::copysign(1.0, share);
    const double place = static_cast<double>(place_of(variation, value)) + step;
    return variation.list[static_cast<std::size_t>(std::clamp(place, 0.0, last))];
}

double share_at(const Variation& variation, const Value& value) {
    if (variation.range) {
        return share_of(*variation.range, *value.number);
    }
    const std::size_t last = variation.list.size() - 1;
    return last == 0 ? 0 : static_cast<double>(place_of(variation, value)) / static_cast<double>(last);
}

}  // namespace

bool is_within(const Variation& variation, const Value& value) {
    if (!variation.range) {
        return std::find(variation.list.begin(), variation.list.end(), value) != variation.list.end();
    }
    return value.number && *value.number >= variation.range->low && *value.number <= variation.range->high;
}

Value into_range(const Variation& variation, const Value& value) {
    if (is_within(variation, value)) {
        return value;
    }
    if (!variation.range || !value.number) {
        return variation.range ? value_at(variation, 0.5) : variation.list.front();
    }
    return exact_value(std::clamp(*value.number, variation.range->low, variation.range->high),
                       variation.kind);
}

Value moved(const Variation& variation, const Value& value, double share) {
    if (!variation.range) {
        return moved_in_list(variation, value, share);
    }
    const Variation::Range& range = *variation.range;
    Value there = value_at(variation, std::clamp(share_of(range, *value.number) + share, 0.0, 1.0));
    const bool is_whole = variation.kind == Kind::count || variation.kind == Kind::bytes;
    if (is_whole && there == value) {
        const double next = std::clamp(*value.number + std::copysign(1.0, share), range.low, range.high);
        return exact_value(next, variation.kind);
    }
    return there;
}

std::vector<Point> neighbours(const std::vector<Variation>& variations,
                              const Point& point,
                              const Point& previous,
                              double step,
                              Rng& rng) {
    std::vector<Point> found;
    const auto add = [&](const std::vector<double>& way) {
        Point next = point;
        for (std::size_t key = 0; key < variations.size(); ++key) {
            next[key] = way[key] == 0 ? point[key] : moved(variations[key], point[key], way[key]);
        }
        if (next != point && std::find(found.begin(), found.end(), next) == found.end()) {
            found.push_back(std::move(next));
        }
    };
    for (std::size_t key = 0; key < variations.size(); ++key) {
        std::vector<double> way(variations.size(), 0.0);
        for (const double sign : {1.0, -1.0}) {
            way[key] = sign * step;
            add(way);
        }
    }
    for (std::size_t times = 0; variations.size() > 1 && times < variations.size(); ++times) {
        std::vector<double> way;
        for (std::size_t key = 0; key < variations.size(); ++key) {
            way.push_back((2 * rng.uniform() - 1) * step);
        }
        add(way);
        std::transform(way.begin(), way.end(), way.begin(), std::negate<>());
        add(way);
    }
    if (previous != point) {
        std::vector<double> way;
        for (std::size_t key = 0; key < variations.size(); ++key) {
            way.push_back(share_at(variations[key], point[key]) - share_at(variations[key], previous[key]));
        }
        add(way);
    }
    return found;
}

double distance(const std::vector<Variation>& variations, const Point& left, const Point& right) {
    double largest = 0;
    for (std::size_t key = 0; key < variations.size(); ++key) {
        largest = std::max(
            largest, std::abs(share_at(variations[key], left[key]) - share_at(variations[key], right[key])));
    }
    return largest;
}

Value rounder(const Variation& variation, const Value& value) {
    if (!variation.range || *value.number == 0) {
        return value;
    }
    const double scale = std::pow(10.0, std::floor(std::log10(std::abs(*value.number))) - 1);
    const bool is_small_count = variation.kind == Kind::count && scale < 1;
    const Value rounded = make_value(std::round(*value.number / scale) * scale, variation.kind);
    return is_small_count || !is_within(variation, rounded) ? value : rounded;
}

}  // namespace fortify::tune
