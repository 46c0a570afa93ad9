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
        if (run.errands != nullptr && run.errands->watches(ready->fd)) {
            run.errands->on_ready(now, *ready);
        } else if (!is_interrupt(run, *ready)) {
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
    while (const auto answer = run.errands != nullptr ? run.errands->next_answer() : std::nullopt) {
        run.runner.on(now, *answer);
    }
}

Instant next_turn(const RealRun& run, Instant now) {
    const Instant errands = run.errands != nullptr ? run.errands->next_wakeup(now) : never;
    return std::min({run.timers.next(), run.wire.next_wakeup(), errands});
}

void fire_timers(const RealRun& run, Instant now) {
    while (const std::optional<run::TimerId> timer = run.timers.pop_due(now)) {
        run.runner.on(now, run::TimerFired{*timer});
    }
}

bool begin(const RealRun& run, const Hooks& hooks) {
    run.clock = Clock(run_start);
    return !hooks.begins || hooks.begins();
}

Instant start(const RealRun& run, const Hooks& hooks) {
    bool can_begin = true;
    if (run.opening == run_start) {
        can_begin = begin(run, hooks);
    } else {
        run.clock = Clock(run.opening);
    }
    const Instant now = run.clock.read();
    run.runner.start(now);
    if (!can_begin) {
        run.runner.on(now, run::Interrupted{});
    }
    return now;
}

}  // namespace

void run_real(const RealRun& run, const Hooks& hooks) {
    sharpen_timers();
    // Without it a signal still ends the run, only not in good order.
    if (run.signals != nullptr) {
        static_cast<void>(run.loop.watch(run.signals->fd(), Interest::read).has_value());
    }
    Instant now = start(run, hooks);
    Instant progress_due = hooks.progress && run.opening == run_start ? now : never;
    while (!run.runner.finished()) {
        if (run.runner.is_ready()) {
            const bool can_begin = begin(run, hooks);
            now = run_start;
            run.runner.on(now, can_begin ? run::Event(run::Begun{}) : run::Event(run::Interrupted{}));
            progress_due = hooks.progress ? now : never;
        }
        run.wire.flush(now);
        if (run.errands != nullptr) {
            run.errands->flush(now);
        }
        now = run.loop.wait(run.clock, std::min(next_turn(run, now), progress_due));
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
