#pragma once

#include "core/time.hpp"

namespace fortify::service {

// Stops that come again and again within an interval: [first + k every, first + k every + length).
struct Pauses {
    Interval within;
    Instant first{};  // in `within`
    Duration every{};
    Duration length{};  // below `every`

    // The stop that `when` is in, or the next one; [never, never) after the last.
    [[nodiscard]] Interval at_or_after(Instant when) const;
};

}  // namespace fortify::service
