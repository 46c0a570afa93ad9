#pragma once

#include "measure/recorder.hpp"
#include "run/event.hpp"
#include "run/observer.hpp"
#include "run/plan.hpp"
#include "run/ports.hpp"
#include "run/runner.hpp"
#include "run/timer_queue.hpp"
#include "support/scripted_errands.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fortify::test {

// What the scripted target does with one attempt: answers after a while, or never.
struct Reply {
    std::optional<Duration> after = Duration{0};
    run::AttemptResult result{.status = 200};
};

[[nodiscard]] inline Reply ok(Duration after = Duration{0}) {
    return {.after = after, .result = {.status = 200}};
}
[[nodiscard]] inline Reply status(std::uint16_t code, Duration after = Duration{0}) {
    return {.after = after, .result = {.status = code}};
}
[[nodiscard]] inline Reply broken(Cause cause, Duration after = Duration{0}) {
    return {.after = after, .result = {.cause = cause}};
}
[[nodiscard]] inline Reply silence() {
    return {.after = std::nullopt};
}

// A wire with a script: asks a function what becomes of each attempt, and keeps a log.
class ScriptedWire final : public run::Wire {
public:
    using Script = std::function<Reply(Instant now, const run::AttemptRequest&)>;

    explicit ScriptedWire(Script script) : script_(std::move(script)) {
    }

    void start(Instant now, const run::AttemptRequest& attempt) override {
        FORTIFY_ASSERT(under_way_.count(attempt.slot) == 0);  // one attempt a slot
        const Reply reply = script_(now, attempt);
        under_way_[attempt.slot] = {
            .due = reply.after ? now + *reply.after : never, .order = starts.size(), .result = reply.result};
        starts.push_back(now);
        concurrent_max = std::max(concurrent_max, under_way_.size());
    }
    void cancel(Instant now, std::uint32_t slot) override {
        FORTIFY_ASSERT(under_way_.erase(slot) == 1);  // only what is under way
        cancels.push_back(now);
    }
    [[nodiscard]] Instant next() const {
        Instant earliest = never;
        for (const auto& [slot, attempt] : under_way_) {
            earliest = std::min(earliest, attempt.due);
        }
        return earliest;
    }
    [[nodiscard]] run::AttemptDone pop(Instant now) {
        auto best = under_way_.end();
        for (auto one = under_way_.begin(); one != under_way_.end(); ++one) {
            if (one->second.due <= now &&
                (best == under_way_.end() || one->second.order < best->second.order)) {
                best = one;
            }
        }
        FORTIFY_ASSERT(best != under_way_.end());
        const run::AttemptDone done{.slot = best->first, .result = best->second.result};
        under_way_.erase(best);
        return done;
    }
    [[nodiscard]] std::size_t under_way() const {
        return under_way_.size();
    }

    std::vector<Instant> starts;
    std::vector<Instant> cancels;
    std::size_t concurrent_max = 0;

private:
    struct Attempt {
        Instant due{};
        std::size_t order = 0;
        run::AttemptResult result;
    };
    Script script_;
    std::map<std::uint32_t, Attempt> under_way_;
};

class Log final : public run::Observer {
public:
    void on_transition(const run::TransitionSeen& transition) override {
        transitions.push_back(transition);
    }
    void on_settled(const run::Settled& one) override {
        settled.push_back(one);
    }
    std::vector<run::TransitionSeen> transitions;
    std::vector<run::Settled> settled;
};

// A plan with one target, one policy "client" and one phase "all" of `length`, in which `calls` calls
// are due at even distances (the first at half a distance).
[[nodiscard]] inline run::Plan small_plan(policy::ChainConfig chain, double calls = 1, Duration length = 1s) {
    run::Plan plan;
    plan.name = "test";
    plan.seed = 7;
    run::TargetPlan target;
    target.name = "api";
    target.requests.push_back({});
    for (std::size_t code = 200; code < 400; ++code) {
        target.success.set(code);
    }
    target.policy = 0;
    plan.targets.push_back(target);
    chain.name = "client";
    plan.policies.push_back(std::move(chain));
    plan.phases.push_back({.name = "all", .when = {run_start, at(length)}});
    const Rate rate{calls / to_seconds(length)};
    plan.loads.push_back(
        {.name = "load",
         .target = 0,
         .model = run::OpenLoad{.spacing = load::Spacing::constant,
                                .segments = {{.when = {run_start, at(length)}, .from = rate, .to = rate}}}});
    return plan;
}

// Runs a plan against a script in virtual time and keeps everything that was decided.
struct World {
    World(run::Plan wanted, ScriptedWire::Script script)
        : plan(std::move(wanted)),
          wire(std::move(script)),
          recorder(run::layout_of(plan)),
          runner(
              plan,
              {.wire = wire, .timers = timers, .recorder = recorder, .errands = &errands, .observer = &log}) {
    }

    // Until the end, or until `stop` (then an interrupt).
    void run(Instant stop = never) {
        runner.start(run::opening_of(plan));
        while (!runner.finished()) {
            if (runner.is_ready()) {
                runner.on(run_start, run::Begun{});
                continue;
            }
            const Instant now = std::min({wire.next(), errands.next(), timers.next()});
            if (now >= stop) {
                runner.on(std::exchange(stop, then_stop), run::Interrupted{});
                then_stop = never;
                continue;
            }
            if (errands.next() <= now) {
                runner.on(now, errands.pop());
            } else if (wire.next() <= timers.next()) {
                runner.on(now, wire.pop(now));
            } else {
                runner.on(now, run::TimerFired{*timers.pop_due(now)});
            }
            last = now;
        }
    }
    [[nodiscard]] std::uint64_t total(measure::Counter counter) const {
        return recorder.total(counter, measure::Recorder::all);
    }

    run::Plan plan;
    ScriptedWire wire;
    ScriptedErrands errands;
    run::TimerQueue timers;
    measure::Recorder recorder;
    Log log;
    run::Runner runner;
    Instant last{};
    Instant then_stop = never;  // a second interrupt
};

}  // namespace fortify::test
