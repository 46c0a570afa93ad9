#include "policy/backoff.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::policy {
namespace {

Duration scaled(Duration delay, double factor) {
    return from_seconds(to_seconds(delay) * factor);
}

Duration between(Duration low, Duration high, Rng& rng) {
    return high <= low ? low : low + scaled(high - low, rng.uniform());
}

}  // namespace

Duration base_delay(const BackoffConfig& config, std::uint32_t retry) {
    double factor = 1;
    switch (config.shape) {
        case BackoffShape::constant:
            break;
        case BackoffShape::linear:
            factor = retry;
            break;
        case BackoffShape::exponential:
            factor = std::pow(config.multiplier, static_cast<double>(retry) - 1);
            break;
    }
    return std::min(scaled(config.initial_delay, factor), config.max_delay);
}

Duration next_delay(const BackoffConfig& config, std::uint32_t retry, Duration previous, Rng& rng) {
    const Duration base = base_delay(config, retry);
    Duration delay = base;
    switch (config.jitter) {
        case JitterKind::none:
            break;
        case JitterKind::full:
            delay = between(Duration::zero(), base, rng);
            break;
        case JitterKind::equal:
            delay = between(base / 2, base, rng);
            break;
        case JitterKind::decorrelated:
            delay = between(config.initial_delay, scaled(std::max(previous, config.initial_delay), 3), rng);
            break;
        case JitterKind::proportional:
            delay = scaled(base, 1 + config.spread * (2 * rng.uniform() - 1));
            break;
    }
    return std::clamp(delay, Duration::zero(), config.max_delay);
}

}  // namespace fortify::policy
