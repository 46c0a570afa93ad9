#include "core/binomial.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cmath>

namespace fortify {

namespace {

// The chance of so many hits or more.
double upper_tail(std::size_t hits, std::size_t trials, double share) {
    const double odds = std::log(share) - std::log1p(-share);
    // Of `count` hits, by its logarithm, since the first terms may be too small for a number.
    double term = static_cast<double>(trials) * std::log1p(-share);
    double sum = 0;
    for (std::size_t count = 0; count <= trials; ++count) {
        sum += count >= hits ? std::exp(term) : 0;
        term += odds + std::log(static_cast<double>(trials - count) / static_cast<double>(count + 1));
    }
    return sum;
}

}  // namespace

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

double least_share(std::size_t hits, std::size_t trials, double confidence) {
    FORTIFY_ASSERT(trials > 0 && hits <= trials && confidence > 0 && confidence < 1);
    double low = 0;
    double high = hits == 0 ? 0.0 : 1.0;
    constexpr int halvings = 60;
    for (int times = 0; times < halvings && hits > 0; ++times) {
        const double middle = (low + high) / 2;
        (upper_tail(hits, trials, middle) < 1 - confidence ? low : high) = middle;
    }
    return low;
}

}  // namespace fortify
