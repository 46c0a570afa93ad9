#pragma once

#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fortify::measure {

// Instants at which levels are cut into stretches: the starts of all slots and the edges of all scopes, so
// that both can be summed up exactly. Ascending, from the start of the run; the last stretch has no end.
using Edges = std::vector<Instant>;

// One level over time, integrated stretch by stretch in memory that depends only on their number.
class GaugeSeries {
public:
    // The level from `when` on. Instants that go back count as the latest one seen.
    void set(const Edges& edges, Instant when, std::int64_t level);
    // Nothing is known after this instant.
    void finish(const Edges& edges, Instant when);

    // The levels of both together; both are finished, and cut by the same edges. Exact but for a stretch in
    // which both change: the time above zero and the maximum are then upper bounds.
    void merge(const Edges& edges, const GaugeSeries& other);

    [[nodiscard]] std::int64_t level() const {
        return level_;
    }

    struct Sum {
        double area = 0;        // level times nanoseconds
        double above_zero = 0;  // nanoseconds
        std::int64_t max = 0;
    };
    // Exact when both ends are edges, else a stretch that is cut counts by the share that lies within.
    [[nodiscard]] Sum sum(const Edges& edges, const Interval& when) const;
    // At the end of the stretch.
    [[nodiscard]] std::int64_t level_after(std::size_t stretch) const;

private:
    struct Cell {
        double area = 0;
        double above_zero = 0;
        std::int64_t max = 0;
        std::int64_t last = 0;
    };

    void advance(const Edges& edges, Instant when);
    void hold_until(Instant when);

    std::vector<Cell> cells_;  // empty until the level first changes
    std::size_t stretch_ = 0;  // the one that holds `since_`
    Instant since_{};          // integrated up to here
    Instant stretch_end_{};
    std::int64_t level_ = 0;
    bool finished_ = false;
};

}  // namespace fortify::measure
