#pragma once

#include "core/outcome.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "policy/circuit_breaker.hpp"

#include <cstdint>

namespace fortify::run {

// Why a run ended.
enum class Ending : std::uint8_t {
    completed,    // all phases ran, calls in flight awaited
    stopped,      // [stop] or an SLO of severity abort held
    guard,        // a cap of [safety]: max_calls or the deadline
    forbidden,    // a target turned out to be at an address that [safety] does not allow
    interrupted,  // by the user
    unready,      // a probe was not content before the first fault or action
};

struct TransitionSeen {
    PolicyIndex policy = 0;
    InstanceIndex client = 0;
    policy::BreakerTransition transition;
};

struct Settled {
    CallId call;
    TargetIndex target = 0;
    Instant intended{};
    Instant settled{};
    std::uint32_t attempts = 0;
    Outcome outcome;
    std::uint32_t user = 0;  // as in NewCall
};

// Hears of decisions as they are made; for the journal and for tests. The numbers of a run go to the
// recorder, not here.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void on_transition(const TransitionSeen& transition) = 0;
    virtual void on_settled(const Settled& settled) = 0;
};

}  // namespace fortify::run
