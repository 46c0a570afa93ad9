#pragma once

#include "fault/injector.hpp"
#include "run/action.hpp"
#include "run/breaker_watch.hpp"
#include "run/call.hpp"
#include "run/outside.hpp"
#include "run/plan.hpp"
#include "run/policy_state.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace fortify::run {

// A call that the load wants made.
struct NewCall {
    CallId id;
    Instant intended{};
    TargetIndex target = 0;
    std::uint16_t request = 0;
    std::uint16_t load = 0;
    std::uint32_t user = 0;
    InstanceIndex client = 0;
    Instant deadline = never;  // after which its caller does not want it any more
};

// Takes calls through their policy chains: the one place where policies meet. A call goes down the
// chain until a layer makes it wait or the attempt is on the wire, and an outcome goes up until a
// layer starts another attempt or the call settles. Exactly one of these holds for each call at any
// time: it waits in one layer, its attempt is under way, or it has settled.
class Pipeline {
public:
    // Timer ids from `first_timer` on belong to the pipeline: one for each policy state, then those
    // of the calls. Breakers are judged by `faults`.
    Pipeline(const Plan& plan, Outside outside, std::uint32_t first_timer, const FaultedByPolicy& faults);

    void begin(Instant now, const NewCall& wanted);
    void on_attempt_done(Instant now, std::uint32_t slot, const AttemptResult& result);
    void on_timer(Instant now, TimerId timer);
    // Time has come this far, for what is measured against the faults as planned.
    void advance(Instant now) {
        watch_.advance(now);
    }
    // Withdraws every call under way, or those of one client instance; they settle with this cause.
    void withdraw_all(Instant now, Cause cause, std::optional<InstanceIndex> client = std::nullopt);

    // -- An operator's hand, at every client instance (pipeline_hand.cpp).
    void turn_breaker(Instant now, const TurnBreaker& action);
    void bypass(const Bypass& action);
    void reconfigure(Instant now, const Reconfigure& action);

    [[nodiscard]] std::uint32_t in_flight() const {
        return calls_.active();
    }
    // Calls that settled since last asked, for the closed loads: (load, user).
    struct Finished {
        std::uint16_t load;
        std::uint32_t user;
    };
    [[nodiscard]] std::vector<Finished>& finished() {
        return finished_;
    }
    [[nodiscard]] std::uint64_t settled() const {
        return settled_;
    }
    [[nodiscard]] std::span<const TransitionSeen> transitions() const {
        return transitions_;
    }
    [[nodiscard]] std::uint64_t transitions_total() const {
        return transitions_total_;
    }
    [[nodiscard]] const fault::Injector& injector() const {
        return injector_;
    }
    [[nodiscard]] std::optional<policy::BreakerState> worst_breaker() const;
    // Below this are the timers of the run and of the breakers, above it those of the calls.
    [[nodiscard]] std::uint32_t first_call_timer() const {
        return first_call_timer_;
    }
    [[nodiscard]] std::uint32_t timer_limit() const;

private:
    // Where a call goes next: further in, back out with an outcome, or nowhere for the moment.
    struct Step {
        enum class Way : std::uint8_t { in, out, stay } way = Way::stay;
        std::uint8_t layer = 0;  // to enter, or that is left towards the outside
        Outcome outcome;

        [[nodiscard]] static Step in(std::size_t layer) {
            return {.way = Way::in, .layer = static_cast<std::uint8_t>(layer), .outcome = {}};
        }
        [[nodiscard]] static Step out(std::size_t layer, const Outcome& outcome) {
            return {.way = Way::out, .layer = static_cast<std::uint8_t>(layer), .outcome = outcome};
        }
        [[nodiscard]] static Step stay() {
            return {};
        }
    };

    void prepare_faults();
    void proceed(Instant now, Call& call, Step step);
    void drain_ready(Instant now);
    void take_place(Instant now, Call& call);
    [[nodiscard]] Step enter(Instant now, Call& call, std::uint8_t layer);
    // The outcome comes out of the layer below (or out of the wire) into this one.
    [[nodiscard]] Step pass(Instant now, Call& call, std::uint8_t layer, const Outcome& outcome);
    [[nodiscard]] Step expire(Instant now, Call& call, std::uint8_t layer);
    // Undoes what the layers from the innermost up to and including `layer` hold.
    void withdraw(Instant now, Call& call, std::uint8_t layer, Cause cause);
    void withdraw_layer(Instant now, Call& call, std::uint8_t layer);
    void settle(Instant now, Call& call, const Outcome& outcome);

    [[nodiscard]] Step enter_bulkhead(Instant now, Call& call, std::uint8_t layer);
    [[nodiscard]] Step enter_rate_limit(Instant now, Call& call, std::uint8_t layer);
    [[nodiscard]] Step enter_breaker(Instant now, Call& call, std::uint8_t layer);
    // What faults above the policies make of a call that begins.
    [[nodiscard]] Step enter_chain(Instant now, Call& call);
    void leave_chain(Instant now, Call& call, const Outcome& outcome);
    [[nodiscard]] Step dispatch(Instant now, Call& call);
    void decide_faults(Instant now, const Call& call, fault::Place place, fault::Decision& decision);
    [[nodiscard]] fault::FaultSet faults_of(const Call& call) const {
        return request_faults_[call.target][call.request] & client_faults_[call.client];
    }
    // That faults above and below are done with.
    void release_faults(fault::FaultSet& fired);
    [[nodiscard]] Step deliver(Instant now, Call& call, const Outcome& outcome);
    [[nodiscard]] Step pass_retry(Instant now, Call& call, std::uint8_t layer, const Outcome& outcome);
    void settle_breaker(Instant now, Call& call, std::uint8_t layer, OutcomeClass outcome);
    void release_bulkhead(Instant now, PolicyState& policy);
    [[nodiscard]] Cause cause_of_status(const Call& call, std::uint16_t status) const;
    void withdraw_attempt(Instant now, Call& call, Cause cause);

    void on_transition(PolicyState& policy, const policy::BreakerTransition& transition);
    void count_policy(measure::Counter counter, const PolicyState& policy, Instant now);
    void gauge_bulkhead(PolicyState& policy, Instant now, std::int64_t concurrent, std::int64_t queued);
    [[nodiscard]] policy::LayerKind kind_of(const Call& call, std::uint8_t layer) const;
    [[nodiscard]] Instant deadline_of(const Call& call, std::uint8_t layer) const;
    [[nodiscard]] TimerId timer_of(const Call& call, std::uint8_t layer) const;
    [[nodiscard]] TimerId breaker_timer(const PolicyState& policy) const;

    const Plan& plan_;
    Outside outside_;
    std::uint32_t first_timer_;
    std::uint32_t first_call_timer_;
    std::vector<PolicyState> policies_;                  // [client][policy]
    std::vector<std::vector<std::uint64_t>> rate_keys_;  // [target][request]: hash of the key header's value
    fault::Injector injector_;
    BreakerWatch watch_;
    std::vector<std::vector<fault::FaultSet>> request_faults_;  // [target][request]
    std::vector<fault::FaultSet> client_faults_;
    std::uint64_t retry_seed_;
    CallPool calls_;
    std::vector<std::uint32_t> ready_;  // slots that have a bulkhead place now and wait to go on
    std::vector<Finished> finished_;
    std::vector<TransitionSeen> transitions_;
    std::uint64_t transitions_total_ = 0;
    std::uint64_t settled_ = 0;
    struct Levels {
        std::int64_t open = 0;
        std::int64_t half_open = 0;
        std::int64_t concurrent = 0;
        std::int64_t queued = 0;
    };
    std::vector<Levels> levels_;           // by policy, over all client instances
    std::vector<std::int64_t> in_flight_;  // by target
};

// How many transitions are kept one by one; beyond that they are only counted.
inline constexpr std::size_t transitions_kept = 10'000;

}  // namespace fortify::run
