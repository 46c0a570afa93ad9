#pragma once

#include "core/outcome.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

#include <cstdint>

namespace fortify::fault {
struct Treatment;
}

namespace fortify::run {

// How long an attempt may take to get a connection: name, SYN and TLS handshake together. Policies know
// nothing of it; it is the wire's own, and the same for each wire.
inline constexpr Duration connect_limit = 10s;

// Names a timer: a call's slot and the layer in it that waits, or one of the run's own.
struct TimerId {
    std::uint32_t value = 0;
    friend constexpr bool operator==(TimerId, TimerId) = default;
};

// What to send: indices into the plan, so that starting an attempt copies nothing.
struct AttemptRequest {
    AttemptId id;
    std::uint32_t slot = 0;  // of the call; unique among the attempts under way
    TargetIndex target = 0;
    std::uint16_t request = 0;  // in the target's mix
    InstanceIndex client = 0;
    // What faults do to it on its way; none: nothing. Stays as it is until the attempt ends.
    const fault::Treatment* treatment = nullptr;
    Instant deadline = never;  // when the policies give it up at the latest
};

// What came back, or why nothing did.
struct AttemptResult {
    Cause cause = Cause::none;  // none: an answer, its status below, whatever it is
    std::uint16_t status = 0;
    Duration retry_after{-1};  // below zero: the answer did not say
};

// The way to the target. Never calls back: results arrive as `AttemptDone` events of the driver.
class Wire {
public:
    virtual ~Wire() = default;
    virtual void start(Instant now, const AttemptRequest& attempt) = 0;
    // Final: no event comes for this attempt afterwards.
    virtual void cancel(Instant now, std::uint32_t slot) = 0;
};

// One shot each. An armed timer fires once, at or after its instant, unless it is disarmed first;
// a disarmed one never fires.
class Timers {
public:
    virtual ~Timers() = default;
    virtual void arm(TimerId timer, Instant when) = 0;
    virtual void disarm(TimerId timer) = 0;
};

}  // namespace fortify::run
