#pragma once

#include "core/time.hpp"
#include "policy/bulkhead.hpp"
#include "policy/circuit_breaker.hpp"
#include "policy/fallback.hpp"
#include "policy/rate_limiter.hpp"
#include "policy/retry.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::policy {

enum class LayerKind : std::uint8_t {
    fallback,
    bulkhead,
    rate_limit,
    timeout,
    retry,
    circuit_breaker,
    attempt_timeout,
};
inline constexpr std::size_t layer_kind_count = 7;

// Outermost first; also the order of the enumeration.
inline constexpr std::array<LayerKind, layer_kind_count> default_chain{
    LayerKind::fallback, LayerKind::bulkhead,        LayerKind::rate_limit,     LayerKind::timeout,
    LayerKind::retry,    LayerKind::circuit_breaker, LayerKind::attempt_timeout};

// The scenario's word for it: "circuit_breaker".
[[nodiscard]] std::string_view name_of(LayerKind kind);

struct TimeoutConfig {
    Duration limit{};
};

// The settings of one named policy of a scenario: which layers there are, in which order.
struct ChainConfig {
    std::string name;
    std::vector<LayerKind> order;  // outermost first; each has its settings below

    std::optional<FallbackConfig> fallback;
    std::optional<BulkheadConfig> bulkhead;
    std::optional<RateLimiterConfig> rate_limit;
    std::optional<TimeoutConfig> timeout;
    std::optional<RetryConfig> retry;
    std::optional<CircuitBreakerConfig> circuit_breaker;
    std::optional<TimeoutConfig> attempt_timeout;
};

}  // namespace fortify::policy
