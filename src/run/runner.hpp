#pragma once

#include "core/time.hpp"
#include "fault/injector.hpp"
#include "measure/recorder.hpp"
#include "run/event.hpp"
#include "run/journal.hpp"
#include "run/observer.hpp"
#include "run/plan.hpp"
#include "run/ports.hpp"
#include "run/probes.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace fortify::run {

// What a run looks like from outside while it goes on, for the progress line.
struct Progress {
    bool is_waiting = false;  // for the probes, before the run
    std::size_t phase = 0;    // index into the plan
    std::uint64_t begun = 0;
    std::uint64_t settled = 0;
    std::uint32_t in_flight = 0;
    std::optional<policy::BreakerState> breaker;  // the worst over policies and client instances
};

class Machine;

// The whole run as one state machine: arrivals, calls through their policy chains, faults, phases,
// guard and stop condition. Events in; commands to the wire and the timers out. It holds no clock and
// opens nothing, so a driver decides whether time is real or virtual.
//
//     Runner runner(plan, {wire, timers, recorder, errands});
//     runner.start(opening_of(plan));
//     while (!runner.finished()) { runner.on(now, event); }   // the driver's loop
//
// Before the run it waits until the probes are content. Then `is_ready` is true, and the driver sets its
// clock to `run_start` and says so with `Begun`. Without probes the run begins with `start`.
//
// `now` never runs backwards. Every call settles exactly once. After `finished()` no timer is armed
// and no attempt is on the wire.
class Runner {
public:
    struct Ports {
        Wire& wire;
        Timers& timers;
        measure::Recorder& recorder;
        Errands* errands = nullptr;    // may be left out where the plan has no probes and no actions
        Observer* observer = nullptr;  // may be left out
        Journal* journal = nullptr;    // may be left out
    };

    // The plan must outlive the runner.
    Runner(const Plan& plan, Ports ports);
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    void start(Instant now);
    void on(Instant now, const Event& event);

    [[nodiscard]] bool is_ready() const;
    [[nodiscard]] bool finished() const;
    [[nodiscard]] Ending ending() const;  // once finished
    // The SLO of severity abort that ended the run, by its index in the plan, if one did.
    [[nodiscard]] std::optional<std::size_t> aborted_by() const;
    [[nodiscard]] Instant ended() const;  // when load ended: the last phase's end, or earlier when cut short
    [[nodiscard]] Progress progress(Instant now) const;
    [[nodiscard]] std::span<const TransitionSeen> transitions() const;  // the first 10,000 of them
    [[nodiscard]] std::uint64_t transitions_total() const;
    [[nodiscard]] std::span<const fault::Injector::Counts> fault_counts()
        const;                                                      // by fault index; wire faults only
    [[nodiscard]] std::span<const ProbeSeen> probes() const;        // as the plan's
    [[nodiscard]] std::optional<ProbeIndex> unready_probe() const;  // of Ending::unready
    [[nodiscard]] std::span<const ActionRecord> actions() const;    // in the order of their doing
    // Timer ids are below this, so that drivers can keep them in an array that grows on demand.
    [[nodiscard]] std::uint32_t timer_limit() const;

private:
    std::unique_ptr<Machine> machine_;
};

}  // namespace fortify::run
