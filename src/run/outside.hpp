#pragma once

#include "measure/recorder.hpp"
#include "run/errands.hpp"
#include "run/journal.hpp"
#include "run/observer.hpp"
#include "run/ports.hpp"

namespace fortify::run {

// The outside of a run, as its parts see it. Journal and observer may be missing, errands where the plan has
// none.
struct Outside {
    Wire& wire;
    Timers& timers;
    measure::Recorder& recorder;
    Errands* errands = nullptr;
    Observer* observer = nullptr;
    Journal* journal = nullptr;

    void start(Instant now, const AttemptRequest& attempt);
    void cancel(Instant now, std::uint32_t slot);
    void arm(TimerId timer, Instant when);
    void disarm(TimerId timer);
    void ask(Instant now, ProbeIndex probe);
    void drop(Instant now, ProbeIndex probe);
    void execute(Instant now, CommandId command);
    void kill(Instant now, CommandId command);
    // For the journal.
    void probe_changed(ProbeIndex probe, const ProbeTransition& transition) const;
    void acted(const ActionRecord& record) const;
};

}  // namespace fortify::run
