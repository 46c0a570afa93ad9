#pragma once

#include "core/time.hpp"

#include <cstddef>

namespace fortify::measure {

// Cuts a run into slots of equal width, chosen so that there are never more than `limit` of them:
// 100 ms for runs up to 410 s (time to wait at the end included), then 1 s, 10 s, 1 min, 10 min, 1 h,
// 1 day and multiples of it. What comes before the first slot counts in the first, what comes after the last
// in the last.
class SlotGrid {
public:
    static constexpr std::size_t limit = 4100;

    explicit SlotGrid(Duration span);

    [[nodiscard]] Duration width() const {
        return width_;
    }
    [[nodiscard]] std::size_t count() const {
        return count_;
    }
    [[nodiscard]] std::size_t slot_of(Instant when) const;
    [[nodiscard]] Instant start_of(std::size_t slot) const;

    // The slots that lie wholly within the interval.
    struct Range {
        std::size_t first = 0;
        std::size_t end = 0;  // one past the last; == first when there are none
    };
    [[nodiscard]] Range within(const Interval& when) const;

private:
    Duration width_;
    std::size_t count_;
};

}  // namespace fortify::measure
