#pragma once

#include "core/rng.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <variant>

namespace fortify::policy {

enum class BackoffShape : std::uint8_t { constant, linear, exponential };

enum class JitterKind : std::uint8_t {
    none,
    full,          // uniform in [0, d]
    equal,         // d/2 + uniform in [0, d/2]
    decorrelated,  // uniform in [initial_delay, 3 * previous delay]; the shape does not matter
    proportional,  // d * (1 ± spread)
};

struct BackoffConfig {
    BackoffShape shape = BackoffShape::exponential;
    Duration initial_delay = 100ms;
    Duration max_delay = 30s;
    double multiplier = 2.0;
    JitterKind jitter = JitterKind::none;
    double spread = 0.0;  // of JitterKind::proportional, 0..1
};

// The delay before retry `retry` (1 is the first), before jitter: d, d·n or d·multiplier^(n-1),
// never above max_delay, without overflow at any n.
[[nodiscard]] Duration base_delay(const BackoffConfig& config, std::uint32_t retry);

// The delay with jitter, in [0, max_delay]: the cap applies after the jitter, too. `previous` is the
// delay of the retry before this one (initial_delay before the first).
// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015, and its simulator.
[[nodiscard]] Duration next_delay(const BackoffConfig& config,
                                  std::uint32_t retry,
                                  Duration previous,
                                  Rng& rng);

}  // namespace fortify::policy
