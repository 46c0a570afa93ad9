#pragma once

#include "run/plan.hpp"

#include <cstdint>

namespace fortify::test {

// A whole scenario drawn from a seed: how many targets and loads, which policies in which order, which
// faults, how long. Each feature is drawn in or out first (swarm testing, Groce et al. 2012), since a
// run with everything at once hides what one thing alone would show.
[[nodiscard]] run::Plan draw_plan(std::uint64_t seed);

}  // namespace fortify::test
