#include "run/outside.hpp"

#include "core/assert.hpp"

namespace fortify::run {

void Outside::start(Instant now, const AttemptRequest& attempt) {
    if (journal != nullptr) {
        journal->started(attempt);
    }
    wire.start(now, attempt);
}

void Outside::cancel(Instant now, std::uint32_t slot) {
    if (journal != nullptr) {
        journal->cancelled(slot);
    }
    wire.cancel(now, slot);
}

void Outside::arm(TimerId timer, Instant when) {
    if (journal != nullptr) {
        journal->armed(timer, when);
    }
    timers.arm(timer, when);
}

void Outside::disarm(TimerId timer) {
    if (journal != nullptr) {
        journal->disarmed(timer);
    }
    timers.disarm(timer);
}

void Outside::ask(Instant now, ProbeIndex probe) {
    FORTIFY_ASSERT(errands != nullptr);
    if (journal != nullptr) {
        journal->asked(probe);
    }
    errands->ask(now, probe);
}

void Outside::drop(Instant now, ProbeIndex probe) {
    FORTIFY_ASSERT(errands != nullptr);
    if (journal != nullptr) {
        journal->dropped(probe);
    }
    errands->drop(now, probe);
}

void Outside::execute(Instant now, CommandId command) {
    FORTIFY_ASSERT(errands != nullptr);
    if (journal != nullptr) {
        journal->executed(command);
    }
    errands->execute(now, command);
}

void Outside::kill(Instant now, CommandId command) {
    FORTIFY_ASSERT(errands != nullptr);
    if (journal != nullptr) {
        journal->killed(command);
    }
    errands->kill(now, command);
}

void Outside::probe_changed(ProbeIndex probe, const ProbeTransition& transition) const {
    if (journal != nullptr) {
        journal->probe_changed(probe, transition);
    }
}

void Outside::acted(const ActionRecord& record) const {
    if (journal != nullptr) {
        journal->acted(record);
    }
}

}  // namespace fortify::run
