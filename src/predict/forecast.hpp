#pragma once

#include "load/rate_profile.hpp"
#include "run/plan.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace fortify::predict {

// What the open loads of a plan will offer, from their rate profiles alone. How many calls a closed load
// makes depends on the answers; it is not in here.
class Forecast {
public:
    explicit Forecast(const run::Plan& plan);

    [[nodiscard]] double calls(Interval when) const;
    [[nodiscard]] double calls(Interval when, TargetIndex target) const;
    // Of one load of the plan; none when it is closed.
    [[nodiscard]] std::optional<double> calls_of_load(std::size_t load, Interval when) const;
    // Whether all of the target's loads are open.
    [[nodiscard]] bool covers(TargetIndex target) const;
    // The highest rate over all loads together.
    [[nodiscard]] double peak(Interval when) const;
    [[nodiscard]] double peak(Interval when, TargetIndex target) const;

private:
    struct Load {
        std::size_t index = 0;
        TargetIndex target = 0;
        load::RateProfile profile;
    };
    using Only = std::optional<TargetIndex>;  // none: all targets
    [[nodiscard]] double rate(Instant when, Only target) const;
    [[nodiscard]] double highest(Interval when, Only target) const;

    std::vector<Load> loads_;
    std::vector<TargetIndex> closed_;  // targets with a closed load
    std::vector<Instant> edges_;       // where a rate may jump or bend
};

}  // namespace fortify::predict
