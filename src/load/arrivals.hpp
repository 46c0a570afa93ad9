#pragma once

#include "core/rng.hpp"
#include "core/time.hpp"
#include "load/rate_profile.hpp"

#include <cstddef>
#include <cstdint>

namespace fortify::load {

enum class Spacing : std::uint8_t { constant, poisson };

// The open model: calls arrive whatever becomes of those before them.
//
// constant: the n-th call (from 0) is due when the expected number reaches n + 1/2, which spaces them
// evenly at any constant rate and follows ramps exactly. poisson: when it reaches the sum of n + 1
// unit exponentials, which is an (inhomogeneous) Poisson process by time change (Çinlar 1975).
class Arrivals {
public:
    Arrivals(RateProfile profile, Spacing spacing, Rng rng);

    // When the next call is due, in order; `never` when there are no more. Ask again after `advance`.
    [[nodiscard]] Instant next() const {
        return next_;
    }
    void advance();

private:
    void look_up();

    RateProfile profile_;
    Spacing spacing_;
    Rng rng_;
    double position_ = 0;  // expected number of arrivals at which the next one is due
    std::size_t hint_ = 0;
    Instant next_ = never;
};

}  // namespace fortify::load
