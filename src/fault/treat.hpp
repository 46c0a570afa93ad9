#pragma once

#include "core/outcome.hpp"
#include "fault/fault.hpp"

#include <algorithm>

namespace fortify::fault {

// Of two delays, each at most `Distribution::longest_sample`; and at most that.
[[nodiscard]] inline Duration sum_of(Duration left, Duration right) {
    return std::min(left + right, Distribution::longest_sample);
}

// What a fault of this kind adds to the treatment of an attempt. `delay` is the one drawn, for kinds that
// have one; `rate` is a factor of the bandwidth.
void treat(const Kind& kind, Duration delay, double rate, Treatment& treatment);

// What the caller gets from a fault that answers in the target's place: status, and above the policies
// also refuse.
[[nodiscard]] Outcome answer_of(const Kind& kind);

}  // namespace fortify::fault
