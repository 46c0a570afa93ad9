#pragma once

#include "run/plan.hpp"

#include <cstdint>
#include <optional>

namespace fortify::cli {

// How many descriptors a real run of the plan may need at once: a connection for each attempt that can
// be under way on each target, twice where the built-in service holds the other end, and some of our own.
// Attempts under way are bounded by [safety] max_in_flight, the policy's bulkhead, the number of users,
// and what a rate can bring in within the call timeout (Little's law, with room for chance).
[[nodiscard]] std::uint64_t descriptors_needed(const run::Plan& plan);

// The most calls in flight, up to max_in_flight, that so many descriptors allow. None: not even one, or fewer
// than there are users.
[[nodiscard]] std::optional<std::uint32_t> in_flight_within(const run::Plan& plan, std::uint64_t descriptors);

}  // namespace fortify::cli
