#pragma once

#include "fault/fault.hpp"
#include "run/plan.hpp"

#include <cstdint>
#include <optional>

namespace fortify::predict {

// How often a fault fires, as far as the scenario alone tells.
struct Share {
    double concerned = 1;  // of the attempts on its target: those that match
    double hit = 1;        // of these, on average over its windows
    // Fires on no more than this many.
    std::optional<std::uint64_t> most;
    // How much wider than independent hits the counts scatter: variance factor; none: not computed.
    std::optional<double> scatter = 1;
    bool first_attempts_only = false;
};
// None: what it concerns depends on the state of a policy, or on later attempts.
[[nodiscard]] std::optional<Share> share_of(const fault::FaultConfig& fault, const run::Plan& plan);

}  // namespace fortify::predict
