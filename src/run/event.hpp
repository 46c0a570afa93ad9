#pragma once

#include "run/action.hpp"
#include "run/ports.hpp"
#include "run/probe.hpp"

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
// A probe that was asked has an answer.
struct ProbeDone {
    ProbeIndex probe = 0;
    ProbeResult result;
};
// A command of an action has come to its end by itself.
struct CommandDone {
    CommandId command;
    CommandResult result;
};
// The probes are content, and the driver has set its clock to the start of the run.
struct Begun {};
// The user wants the run to end: no new calls, those in flight are withdrawn. A second time: nor is any undo
// waited for.
struct Interrupted {};

using Event = std::variant<TimerFired, AttemptDone, ProbeDone, CommandDone, Begun, Interrupted>;

}  // namespace fortify::run
