#include "slo/compare.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::slo {

namespace {

bool same(double left, double right) {
    return std::abs(left - right) <= 1e-12 * std::max(std::abs(left), std::abs(right));
}

double relative(double distance, double limit) {
    return limit == 0 ? distance : distance / std::abs(limit);
}

}  // namespace

bool holds(const Bound& bound, double observed) {
    const bool equal = same(observed, bound.value);
    switch (bound.comparison) {
        case Comparison::less:
            return observed < bound.value && !equal;
        case Comparison::less_equal:
            return observed < bound.value || equal;
        case Comparison::greater:
            return observed > bound.value && !equal;
        case Comparison::greater_equal:
            return observed > bound.value || equal;
        case Comparison::equal:
            return equal;
        case Comparison::not_equal:
            return !equal;
        case Comparison::between:
            return (observed > bound.value || equal) &&
                   (observed < bound.upper || same(observed, bound.upper));
    }
    return false;
}

double margin(const Bound& bound, double observed) {
    const double above = relative(observed - bound.value, bound.value);
    switch (bound.comparison) {
        case Comparison::less:
        case Comparison::less_equal:
            return -above;
        case Comparison::greater:
        case Comparison::greater_equal:
            return above;
        case Comparison::equal:
            return same(observed, bound.value) ? 0 : -std::abs(above);
        case Comparison::not_equal:
            return std::abs(above);
        case Comparison::between:
            return std::min(above, relative(bound.upper - observed, bound.upper));
    }
    return 0;
}

bool beyond_repair(const Bound& bound, double observed) {
    switch (bound.comparison) {
        case Comparison::less:
        case Comparison::less_equal:
            return !holds(bound, observed);
        case Comparison::equal:
            return observed > bound.value;
        case Comparison::between:
            return observed > bound.upper;
        case Comparison::greater:
        case Comparison::greater_equal:
        case Comparison::not_equal:
            return false;
    }
    return false;
}

bool is_lower_limit(const Bound& bound) {
    return bound.comparison == Comparison::greater || bound.comparison == Comparison::greater_equal;
}

}  // namespace fortify::slo
