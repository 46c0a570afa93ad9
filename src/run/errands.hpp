#pragma once

#include "core/time.hpp"
#include "run/action.hpp"
#include "run/probe.hpp"

namespace fortify::run {

// What a run does beside its calls: it asks how targets are, and has an operator's commands run. Never calls
// back: answers arrive as `ProbeDone` and `CommandDone` events of the driver. Indices are those of the plan.
class Errands {
public:
    virtual ~Errands() = default;
    // One question a probe at a time.
    virtual void ask(Instant now, ProbeIndex probe) = 0;
    // Final: no answer comes afterwards.
    virtual void drop(Instant now, ProbeIndex probe) = 0;
    virtual void execute(Instant now, CommandId command) = 0;
    // The command and whatever it started; final.
    virtual void kill(Instant now, CommandId command) = 0;
};

}  // namespace fortify::run
