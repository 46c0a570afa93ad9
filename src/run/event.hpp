#pragma once

#include "run/ports.hpp"

#include <cstdint>
#include <variant>

namespace fortify::run {

struct TimerFired {
    TimerId timer;
};
// The attempt of the call in this slot came to an end on the wire.
struct AttemptDone {
    std::uint32_t slot = 0;
    AttemptResult result;
};
// The user wants the run to end: no new calls, those in flight are withdrawn.
struct Interrupted {};

using Event = std::variant<TimerFired, AttemptDone, Interrupted>;

}  // namespace fortify::run
