#pragma once

#include "fault/fault.hpp"
#include "run/plan.hpp"

#include <string_view>

namespace fortify::tune {

// In what a fault grows when it gets stronger.
enum class Growth : std::uint8_t {
    frequency,  // the share of attempts, calls or time that it hits
    strength,   // the delay, the slowdown, the lack of bandwidth or workers
    length,     // of faults that are all or nothing
    none,       // calls by their number, a cache that is flushed
};
[[nodiscard]] Growth growth_of(const fault::FaultConfig& fault);

// The plan with faults this many times as hard: more often where a fault leaves something to chance, else
// more strongly where it has a strength, else for longer, up to its next time and to the end of the run. A
// factor of 1 is the plan itself. Shares stay below their bounds.
[[nodiscard]] run::Plan intensified(const run::Plan& plan, double factor);

}  // namespace fortify::tune
