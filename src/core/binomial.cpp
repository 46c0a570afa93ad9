#include "core/binomial.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cmath>

namespace fortify {

ShareInterval wilson_interval(double hits, double trials) {
    FORTIFY_ASSERT(trials > 0 && hits <= trials);
    constexpr double z = 1.959963984540054;  // 97.5 % of a normal distribution lie below
    const double n = trials;
    const double share = hits / n;
    const double scale = 1 + z * z / n;
    const double middle = (share + z * z / (2 * n)) / scale;
    const double half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale;
    return {.low = hits <= 0 ? 0 : std::max(0.0, middle - half),
            .high = hits >= trials ? 1 : std::min(1.0, middle + half)};
}

}  // namespace fortify
