#pragma once

#include "core/time.hpp"
#include "core/units.hpp"

#include <vector>

namespace fortify::load {

// One stretch with a rate that is constant or changes linearly from its start to its end.
struct RateSegment {
    Interval when;
    Rate from;
    Rate to;
};

// The offered rate over a run: segments in order, without gaps between them; zero before and after.
//
// `expected(t)` is the integral of the rate, `instant_of(n)` its inverse, both in closed form for
// each segment (a quadratic), so that arrivals have no tick, no rounding that accumulates, no drift.
class RateProfile {
public:
    explicit RateProfile(const std::vector<RateSegment>& segments);

    [[nodiscard]] Rate rate(Instant when) const;
    // Expected number of arrivals before `when`.
    [[nodiscard]] double expected(Instant when) const;
    [[nodiscard]] double total() const {
        return total_;
    }
    [[nodiscard]] Instant end() const;
    // The first instant at which `expected` reaches n; `never` above the total. `hint` is the segment to look
    // at first (a caller that asks in order keeps it) and is updated.
    [[nodiscard]] Instant instant_of(double n, std::size_t& hint) const;

private:
    struct Piece {
        RateSegment segment;
        double expected_before;  // sum of the pieces before this one
        double seconds;
    };
    // Of the last piece that starts at or before `when`, which must not be before all of them.
    [[nodiscard]] const Piece& piece_at(Instant when) const;

    std::vector<Piece> pieces_;  // none is empty
    double total_ = 0;
};

}  // namespace fortify::load
