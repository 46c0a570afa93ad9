#pragma once

#include "core/outcome.hpp"

#include <bitset>
#include <cstdint>
#include <optional>

namespace fortify::policy {

struct FallbackConfig {
    std::uint16_t status = 200;  // the static answer's
    // The causes that it answers for; by default every failure and rejection. Others count for nothing.
    std::bitset<cause_count> on = default_fallback_causes();

    [[nodiscard]] static std::bitset<cause_count> default_fallback_causes();
};

// Answers in place of a call that failed or was rejected. The result is a success that carries
// `from_fallback`, so that degraded service is never counted as the real thing. A cancelled call is
// never answered.
class Fallback {
public:
    explicit Fallback(const FallbackConfig& config) : config_(config) {
    }

    // The outcome to go on with, if the fallback answers for this one.
    [[nodiscard]] std::optional<Outcome> answer(const Outcome& outcome) const;
    void reconfigure(const FallbackConfig& config) {
        config_ = config;
    }

private:
    FallbackConfig config_;
};

}  // namespace fortify::policy
