#include "net/driver.hpp"

#include <algorithm>
#include <optional>

namespace fortify::net {
namespace {

bool is_interrupt(const RealRun& run, const Ready& ready) {
    return run.signals != nullptr && ready.fd == run.signals->fd();
}

void take_ready(const RealRun& run, Instant now) {
    while (const std::optional<Ready> ready = run.loop.next_ready()) {
        if (!is_interrupt(run, *ready)) {
            run.wire.on_ready(now, *ready);
        } else if (run.signals->taken()) {
            run.runner.on(now, run::Interrupted{});
        }
    }
}

void deliver_results(const RealRun& run, Instant now) {
    while (const std::optional<run::AttemptDone> done = run.wire.next_result()) {
        run.runner.on(now, *done);
    }
}

void fire_timers(const RealRun& run, Instant now) {
    while (const std::optional<run::TimerId> timer = run.timers.pop_due(now)) {
        run.runner.on(now, run::TimerFired{*timer});
    }
}

}  // namespace

void run_real(const RealRun& run, const Hooks& hooks) {
    sharpen_timers();
    // Without it a signal still ends the run, only not in good order.
    if (run.signals != nullptr) {
        static_cast<void>(run.loop.watch(run.signals->fd(), Interest::read).has_value());
    }
    Instant now = run.clock.read();
    Instant progress_due = hooks.progress ? now : never;
    run.runner.start(now);
    while (!run.runner.finished()) {
        run.wire.flush(now);
        const Instant next = std::min({run.timers.next(), run.wire.next_wakeup(), progress_due});
        now = run.loop.wait(run.clock, next);
        take_ready(run, now);
        deliver_results(run, now);
        fire_timers(run, now);
        if (now >= progress_due) {
            hooks.progress(now);
            progress_due = after(now, hooks.every);
        }
    }
    if (run.signals != nullptr) {
        run.loop.forget(run.signals->fd());
    }
}

}  // namespace fortify::net
