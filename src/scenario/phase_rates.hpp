#pragma once

#include "scenario/draft.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace fortify::scenario {

struct Staircase {
    Rate by;
    Duration every{};
};

// What a phase says about the rate of one load.
struct RateChange {
    std::optional<Rate> rate;
    std::optional<Rate> ramp_to;
    std::optional<Staircase> step;
};

// By load, in the plan's order; closed loads have none.
[[nodiscard]] std::vector<RateChange> read_rate_changes(const Section& phase, const Draft& draft);

}  // namespace fortify::scenario
