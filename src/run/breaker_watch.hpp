#pragma once

#include "core/time.hpp"
#include "core/units.hpp"
#include "measure/recorder.hpp"
#include "run/observer.hpp"
#include "run/plan.hpp"

#include <cstddef>
#include <vector>

namespace fortify::run {

// The stretches in which a fault is on that acts on a target of this policy, or on the service behind one, or
// on one that a service calls through it: from the start of each window to its end (of a duty cycle: while
// it is on), whether it fires all the time or seldom. Ascending, apart from each other. Faults of probability
// 0 are none.
[[nodiscard]] std::vector<Interval> faulted(const Plan& plan, PolicyIndex policy);

// The same by policy, as one user of the policies meets them.
using FaultedByPolicy = std::vector<std::vector<Interval>>;
[[nodiscard]] FaultedByPolicy faulted_for_client(const Plan& plan);
[[nodiscard]] FaultedByPolicy faulted_for_calls(const Plan& plan, ServiceIndex caller);

// Holds the breakers of a run against what was injected, and takes down how well they did:
// - wrongly open: open or half-open although no fault has been on for the breaker's own `open_for`. Within
//   that time it cannot know better, since it does not ask; a half-open spell under way at its end may end.
// - late open: closed while a fault is on.
// - time to open, time to close: from the start of a fault to the first opening under it, and from its end to
//   the first close of a breaker that was not closed by then. The latter belongs to the scopes of the fault
//   that caused it, the same as the former.
// - flaps: closed, then opened again, with no fault beginning in between.
// What an operator forces counts in none of them.
//
// A run without transitions costs one comparison for each fault edge.
class BreakerWatch {
public:
    BreakerWatch(const Plan& plan, const FaultedByPolicy& faults, measure::Recorder& recorder);

    // Time has come this far: faults have begun and ended.
    void advance(Instant now);
    void on_transition(const TransitionSeen& seen);

private:
    struct Breaker {
        policy::BreakerState state = policy::BreakerState::closed;
        bool is_due_to_open = false;   // a fault is on, and it has not opened since that began
        bool is_due_to_close = false;  // it was not closed when the last fault ended
        bool has_closed = false;       // since the last fault began
        bool asks_in_time = false;     // half-open since before the excuse ended
    };
    struct Levels {
        std::int64_t closed = 0;
        std::int64_t away = 0;            // open or half-open
        std::int64_t asking_in_time = 0;  // of these
        std::int64_t forced_open = 0;
        std::int64_t disabled = 0;
    };
    struct Policy {
        std::vector<Breaker> breakers;  // by client instance; empty: no breaker
        Levels levels;
        bool is_faulted = false;
        bool is_excused = false;
        Instant fault_began{};
        Instant fault_ended{};
    };
    struct Edge {
        enum class Kind : std::uint8_t { fault_begins, fault_ends, excuse_ends };
        Instant when{};
        PolicyIndex policy = 0;
        Kind kind{};
    };

    void add_edges(PolicyIndex policy, const std::vector<Interval>& faults, Duration excuse);
    void pass(const Edge& edge);
    void count_step(const TransitionSeen& seen, Breaker& breaker, Policy& policy);
    void show(PolicyIndex policy, Instant now);
    [[nodiscard]] static Levels levels_of(policy::BreakerState state);

    measure::Recorder& recorder_;
    std::vector<Policy> policies_;
    std::vector<Edge> edges_;  // ascending
    std::size_t next_edge_ = 0;
};

}  // namespace fortify::run
