#pragma once

#include "core/time.hpp"
#include "net/clock.hpp"
#include "net/curl/curl_wire.hpp"
#include "net/errands.hpp"
#include "net/loop.hpp"
#include "net/signals.hpp"
#include "run/runner.hpp"
#include "run/timer_queue.hpp"

#include <functional>

namespace fortify::net {

// A run in real time, put together by the caller: the runner was built on this wire and these timers,
// the wire on this loop.
struct RealRun {
    run::Runner& runner;
    CurlWire& wire;
    run::TimerQueue& timers;
    Loop& loop;
    Clock& clock;                    // set anew when the run begins
    Errands* errands = nullptr;      // none: the plan has no probes and no actions
    Instant opening = run_start;     // run::opening_of the plan
    SignalWatch* signals = nullptr;  // none: signals do what they did
};

struct Hooks {
    Duration every = 100ms;
    std::function<void(Instant now)> progress;  // may be empty; called between turns, as due
    // May be empty; the clock is set to the start of the run. False: the run cannot begin, and ends.
    std::function<bool()> begins;
};

// Runs it to its end, from the wait for its probes on. Answers that are there go before timers that are due
// in the same turn, so that a late wake-up of ours never turns an answer in time into a timeout.
void run_real(const RealRun& run, const Hooks& hooks);

}  // namespace fortify::net
