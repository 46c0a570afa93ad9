// What faults do on the way of a call: above its policies, and below them to each attempt.

#include "run/pipeline.hpp"

#include <bit>

namespace fortify::run {

using fault::Decision;
using fault::FaultSet;
using fault::Place;
using measure::Counter;
using measure::Timing;

namespace {

fault::BreakerPhase phase_of(const PolicyState& policy) {
    if (!policy.breaker) {
        return fault::BreakerPhase::absent;
    }
    switch (policy.breaker->state()) {
        case policy::BreakerState::closed:
        case policy::BreakerState::disabled:
        case policy::BreakerState::metrics_only:
            return fault::BreakerPhase::closed;
        case policy::BreakerState::half_open:
            return fault::BreakerPhase::half_open;
        case policy::BreakerState::open:
        case policy::BreakerState::forced_open:
            return fault::BreakerPhase::open;
    }
    FORTIFY_ASSERT(false && "a state outside its enumeration");
}

fault::PolicyFacts facts_of(const PolicyState* policy) {
    if (policy == nullptr) {
        return {};
    }
    fault::PolicyFacts facts{.breaker = phase_of(*policy)};
    if (policy->bulkhead) {
        facts.bulkhead = static_cast<double>(policy->bulkhead->active()) /
                         static_cast<double>(policy->config->bulkhead->max_concurrent);
    }
    return facts;
}

}  // namespace

void Pipeline::prepare_faults() {
    for (std::size_t index = 0; index < plan_.targets.size(); ++index) {
        const TargetPlan& target = plan_.targets[index];
        std::vector<FaultSet> sets;
        for (const RequestTemplate& request : target.requests) {
            const std::string path = path_of(target, request);
            sets.push_back(injector_.of_request(
                static_cast<TargetIndex>(index),
                {.method = request.method, .path = path, .headers = request.headers, .name = request.name}));
        }
        request_faults_.push_back(std::move(sets));
    }
    for (InstanceIndex client = 0; client < plan_.client_instances; ++client) {
        client_faults_.push_back(injector_.of_client(client));
    }
}

void Pipeline::decide_faults(Instant now, const Call& call, Place place, Decision& decision) {
    const FaultSet concerned = faults_of(call);
    injector_.decide(now,
                     {.id = {.call = call.id, .number = place == Place::above ? 1 : call.attempts},
                      .concerned = concerned,
                      .policy = (concerned & injector_.asks_for_policy()) != 0 ? facts_of(call.policy)
                                                                               : fault::PolicyFacts{}},
                     place, decision);
    if (decision.eligible == 0) {
        return;
    }
    if (outside_.journal != nullptr && (decision.fired | decision.capped) != 0) {
        outside_.journal->faulted({call.id, place == Place::above ? 0 : call.attempts}, decision.fired,
                                  decision.capped);
    }
    measure::Recorder& recorder = outside_.recorder;
    const measure::ScopeMask scopes = recorder.scopes_at(now);
    for (FaultSet bits = decision.eligible; bits != 0; bits &= bits - 1) {
        const auto fault = static_cast<FaultIndex>(std::countr_zero(bits));
        recorder.count(Counter::fault_eligible, fault, now, scopes);
        if ((decision.fired >> fault & 1U) != 0) {
            recorder.count(Counter::fault_fired, fault, now, scopes);
            if ((injector_.drawing() >> fault & 1U) != 0) {
                recorder.time(Timing::fault_delay, fault, now, scopes, injector_.last_delay(fault));
            }
        } else if ((decision.capped >> fault & 1U) != 0) {
            recorder.count(Counter::fault_capped, fault, now, scopes);
        }
    }
}

void Pipeline::release_faults(FaultSet& fired) {
    if (fired != 0) {
        injector_.release(fired);
        fired = 0;
    }
}

Pipeline::Step Pipeline::enter_chain(Instant now, Call& call) {
    if (!injector_.may_act(now, faults_of(call), Place::above)) {
        return Step::in(0);
    }
    Decision decision;
    decide_faults(now, call, Place::above, decision);
    call.delay_above = decision.delay;
    call.fired_above = decision.fired;
    if (decision.fate == Decision::Fate::pass) {
        return Step::in(0);
    }
    if (decision.outcome.status != 0) {  // what counts as success is the target's business
        decision.outcome.cause = cause_of_status(call, decision.outcome.status);
    }
    return Step::out(0, decision.outcome);
}

void Pipeline::leave_chain(Instant now, Call& call, const Outcome& outcome) {
    if (call.delay_above > Duration::zero() && !call.held_above) {
        call.held = outcome;
        call.held_above = true;
        outside_.arm(timer_of(call, call.layers), after(now, call.delay_above));
        return;
    }
    settle(now, call, outcome);
}

Pipeline::Step Pipeline::dispatch(Instant now, Call& call) {
    const AttemptId id{.call = call.id, .number = ++call.attempts};
    call.sent = now;
    outside_.recorder.count(Counter::attempts, call.target, now, outside_.recorder.scopes_at(now));
    decide_faults(now, call, Place::below, call.decision);
    Decision& decision = call.decision;
    switch (decision.fate) {
        case Decision::Fate::answer:
            if (decision.outcome.status != 0) {
                decision.outcome.cause = cause_of_status(call, decision.outcome.status);
            }
            if (decision.delay > Duration::zero()) {
                call.held = decision.outcome;
                outside_.arm(timer_of(call, call.layers), after(now, decision.delay));
                return Step::stay();
            }
            return deliver(now, call, decision.outcome);
        case Decision::Fate::pass:
            call.on_wire = true;
            outside_.start(now, AttemptRequest{.id = id,
                                               .slot = call.slot,
                                               .target = call.target,
                                               .request = call.request,
                                               .client = call.client,
                                               .treatment = decision.treated ? &decision.treatment : nullptr,
                                               .deadline = deadline_of(call, call.layers)});
            return Step::stay();
    }
    FORTIFY_ASSERT(false && "a fate outside its enumeration");
}

}  // namespace fortify::run
