#pragma once

#include "core/time.hpp"
#include "run/event.hpp"
#include "run/observer.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace fortify::run {

// Writes down every event of a run and every decision that followed, one JSON line each:
//
//     {"seq":12,"now":1500000,"event":{"timer":8},"decisions":["start 3/1 slot 0 target 0 request 0","arm 71
//     2500000"]}
//
// Since the runner decides by (now, event) alone, feeding the events of such a file to a runner of the
// same plan must write the same lines again: that is what `fortify replay` checks.
class Journal {
public:
    using Sink = std::function<void(std::string_view line)>;  // the line ends with a newline

    explicit Journal(Sink sink) : sink_(std::move(sink)) {
    }

    void begin(Instant now, const Event& event);
    void begin_start(Instant now);  // the run begins: not an event, but it decides, too
    void end();

    // What faults do to an attempt; above the policies the attempt has the number 0. Bit per fault.
    void faulted(AttemptId attempt, std::uint64_t fired, std::uint64_t capped);
    void started(const AttemptRequest& attempt);
    void cancelled(std::uint32_t slot);
    void armed(TimerId timer, Instant when);
    void disarmed(TimerId timer);
    void transition(const TransitionSeen& transition);
    void settled(const Settled& settled);
    void asked(ProbeIndex probe);
    void dropped(ProbeIndex probe);
    void probe_changed(ProbeIndex probe, const ProbeTransition& transition);
    void executed(CommandId command);
    void killed(CommandId command);
    void acted(const ActionRecord& record);

private:
    void decision(std::string_view text);

    Sink sink_;
    std::string line_;
    std::uint64_t sequence_ = 0;
    bool first_ = true;
};

}  // namespace fortify::run
