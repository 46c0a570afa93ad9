#pragma once

#include "core/time.hpp"
#include "net/clock.hpp"
#include "net/curl/curl_wire.hpp"
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
    const Clock& clock;
    SignalWatch* signals = nullptr;  // none: signals do what they did
};

struct Hooks {
    Duration every = 100ms;
    std::function<void(Instant now)> progress;  // may be empty; called between turns, as due
};

// Runs it to its end. Answers that are there go before timers that are due in the same turn, so that a
// late wake-up of ours never turns an answer in time into a timeout.
void run_real(const RealRun& run, const Hooks& hooks);

}  // namespace fortify::net
