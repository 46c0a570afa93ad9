#include "measure/slot_grid.hpp"

#include <algorithm>
#include <array>

namespace fortify::measure {

namespace {

Duration width_for(Duration span) {
    constexpr std::array<Duration, 6> widths{100ms, 1s, 10s, 1min, 10min, 1h};
    const auto slots = static_cast<std::int64_t>(SlotGrid::limit);
    for (const Duration width : widths) {
        if (span <= width * slots) {
            return width;
        }
    }
    Duration width = 24h;
    while (span / slots > width) {
        width *= 2;
    }
    return width;
}

}  // namespace

SlotGrid::SlotGrid(Duration span) : width_{}, count_{1} {
    // A century, so that the start of the slot past the last one is still an instant.
    span = std::min(span, Duration{24h * 36'525});
    width_ = width_for(span);
    if (span > Duration::zero()) {
        count_ = std::min(limit, static_cast<std::size_t>((span - 1ns) / width_) + 1);
    }
}

std::size_t SlotGrid::slot_of(Instant when) const {
    const Duration since = when - run_start;
    if (since <= Duration::zero()) {
        return 0;
    }
    return std::min(static_cast<std::size_t>(since / width_), count_ - 1);
}

Instant SlotGrid::start_of(std::size_t slot) const {
    return run_start + width_ * static_cast<std::int64_t>(slot);
}

SlotGrid::Range SlotGrid::within(const Interval& when) const {
    const Duration start = std::max(when.start - run_start, Duration::zero());
    const Duration end = std::max(when.end - run_start, Duration::zero());
    const auto first =
        static_cast<std::size_t>(start / width_) + (start % width_ == Duration::zero() ? 0 : 1);
    const auto last = std::min(static_cast<std::size_t>(end / width_), count_);
    return {first, std::max(first, last)};
}

}  // namespace fortify::measure
