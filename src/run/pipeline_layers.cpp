// What each layer does when a call enters it, when an outcome comes back through it, when its time is
// up, and when the call is withdrawn from it.

#include "core/rng.hpp"
#include "run/pipeline.hpp"

namespace fortify::run {

using measure::Counter;
using measure::Timing;
using policy::LayerKind;

Pipeline::Step Pipeline::enter(Instant now, Call& call, std::uint8_t layer) {
    call.at = layer;
    if (layer == call.layers) {
        return dispatch(now, call);
    }
    call.frames[layer].entered = now;
    switch (kind_of(call, layer)) {
        case LayerKind::fallback:
            return Step::in(layer + 1U);
        case LayerKind::bulkhead:
            return enter_bulkhead(now, call, layer);
        case LayerKind::rate_limit:
            return enter_rate_limit(now, call, layer);
        case LayerKind::timeout:
            call.frames[layer].until = after(now, call.policy->config->timeout->limit);
            outside_.arm(timer_of(call, layer), call.frames[layer].until);
            return Step::in(layer + 1U);
        case LayerKind::retry:
            call.frames[layer].waiting = false;
            call.progress = {.attempts = 1};
            call.policy->retry->begin(now);
            return Step::in(layer + 1U);
        case LayerKind::circuit_breaker:
            return enter_breaker(now, call, layer);
        case LayerKind::attempt_timeout:
            call.frames[layer].until = after(now, call.policy->config->attempt_timeout->limit);
            outside_.arm(timer_of(call, layer), call.frames[layer].until);
            return Step::in(layer + 1U);
    }
    FORTIFY_ASSERT(false && "a layer outside its enumeration");
}

Pipeline::Step Pipeline::pass(Instant now, Call& call, std::uint8_t layer, const Outcome& outcome) {
    call.at = layer;
    switch (kind_of(call, layer)) {
        case LayerKind::fallback:
            if (const auto answer = call.policy->fallback->answer(outcome)) {
                count_policy(Counter::fallback_served, *call.policy, now);
                return Step::out(layer, *answer);
            }
            return Step::out(layer, outcome);
        case LayerKind::bulkhead:
            if (call.frames[layer].holding) {
                call.frames[layer].holding = false;
                release_bulkhead(now, *call.policy);
            }
            return Step::out(layer, outcome);
        case LayerKind::rate_limit:
            return Step::out(layer, outcome);
        case LayerKind::timeout:
        case LayerKind::attempt_timeout:
            outside_.disarm(timer_of(call, layer));
            return Step::out(layer, outcome);
        case LayerKind::retry:
            return pass_retry(now, call, layer, outcome);
        case LayerKind::circuit_breaker:
            settle_breaker(now, call, layer, outcome.outcome_class());
            return Step::out(layer, outcome);
    }
    FORTIFY_ASSERT(false && "a layer outside its enumeration");
}

Pipeline::Step Pipeline::expire(Instant now, Call& call, std::uint8_t layer) {
    if (layer == call.layers) {  // the result has been held back for long enough
        return call.held_above ? Step::out(0, call.held) : deliver(now, call, call.held);
    }
    Frame& frame = call.frames[layer];
    switch (kind_of(call, layer)) {
        case LayerKind::bulkhead:
            FORTIFY_ASSERT(frame.waiting);
            frame.waiting = false;
            call.policy->bulkhead->abandon(call.slot);
            gauge_bulkhead(*call.policy, now, 0, -1);
            count_policy(Counter::bulkhead_rejected_timeout, *call.policy, now);
            return Step::out(layer, Outcome{.cause = Cause::bulkhead_timeout});
        case LayerKind::rate_limit:
            frame.waiting = false;
            outside_.recorder.time(Timing::rate_limit_wait, call.policy->index, now,
                                   outside_.recorder.scopes_at(now), now - frame.entered);
            return Step::in(layer + 1U);
        case LayerKind::retry:
            frame.waiting = false;
            ++call.progress.attempts;
            count_policy(Counter::retries, *call.policy, now);
            return Step::in(layer + 1U);
        case LayerKind::timeout:
            withdraw(now, call, static_cast<std::uint8_t>(layer + 1), Cause::call_timeout);
            count_policy(Counter::timeout_fired, *call.policy, now);
            return Step::out(layer, Outcome{.cause = Cause::call_timeout});
        case LayerKind::attempt_timeout:
            withdraw(now, call, static_cast<std::uint8_t>(layer + 1), Cause::attempt_timeout);
            count_policy(Counter::attempt_timeout_fired, *call.policy, now);
            return Step::out(layer, Outcome{.cause = Cause::attempt_timeout});
        case LayerKind::fallback:
        case LayerKind::circuit_breaker:
            break;  // they never wait
    }
    FORTIFY_ASSERT(false && "a timer fired for a layer that has none");
}

void Pipeline::withdraw_layer(Instant now, Call& call, std::uint8_t layer) {
    Frame& frame = call.frames[layer];
    switch (kind_of(call, layer)) {
        case LayerKind::fallback:
            return;
        case LayerKind::bulkhead:
            if (frame.waiting) {
                frame.waiting = false;
                call.policy->bulkhead->abandon(call.slot);
                gauge_bulkhead(*call.policy, now, 0, -1);
                outside_.disarm(timer_of(call, layer));
            } else if (frame.holding) {
                frame.holding = false;
                release_bulkhead(now, *call.policy);
            }
            return;
        case LayerKind::rate_limit:
            if (frame.waiting) {
                frame.waiting = false;
                call.policy->rate_limit->cancel(now, rate_keys_[call.target][call.request], frame.until);
                outside_.disarm(timer_of(call, layer));
            }
            return;
        case LayerKind::timeout:
        case LayerKind::attempt_timeout:
            outside_.disarm(timer_of(call, layer));
            return;
        case LayerKind::retry:
            if (frame.waiting) {
                frame.waiting = false;
                outside_.disarm(timer_of(call, layer));
            }
            return;
        case LayerKind::circuit_breaker:
            settle_breaker(now, call, layer, OutcomeClass::cancelled);
            return;
    }
}

Pipeline::Step Pipeline::enter_bulkhead(Instant now, Call& call, std::uint8_t layer) {
    Frame& frame = call.frames[layer];
    PolicyState& policy = *call.policy;
    frame.waiting = false;
    frame.holding = false;
    switch (policy.bulkhead->admit(call.slot)) {
        case policy::Bulkhead::Admission::admitted:
            frame.holding = true;
            count_policy(Counter::bulkhead_admitted, policy, now);
            gauge_bulkhead(policy, now, +1, 0);
            return Step::in(layer + 1U);
        case policy::Bulkhead::Admission::queued:
            frame.waiting = true;
            count_policy(Counter::bulkhead_queued, policy, now);
            gauge_bulkhead(policy, now, 0, +1);
            if (policy.config->bulkhead->queue_timeout > Duration::zero()) {
                outside_.arm(timer_of(call, layer), after(now, policy.config->bulkhead->queue_timeout));
            }
            return Step::stay();
        case policy::Bulkhead::Admission::rejected:
            count_policy(Counter::bulkhead_rejected_full, policy, now);
            return Step::out(layer, Outcome{.cause = Cause::bulkhead_full});
    }
    FORTIFY_ASSERT(false && "an admission outside its enumeration");
}

void Pipeline::release_bulkhead(Instant now, PolicyState& policy) {
    gauge_bulkhead(policy, now, -1, 0);
    if (const auto next = policy.bulkhead->release()) {
        ready_.push_back(*next);
    }
}

Pipeline::Step Pipeline::enter_rate_limit(Instant now, Call& call, std::uint8_t layer) {
    Frame& frame = call.frames[layer];
    frame.waiting = false;
    const auto admission = call.policy->rate_limit->admit(now, rate_keys_[call.target][call.request]);
    if (admission.start == never) {
        count_policy(Counter::rate_limit_limited, *call.policy, now);
        return Step::out(layer, Outcome{.cause = Cause::rate_limited, .retry_after = admission.retry_after});
    }
    count_policy(Counter::rate_limit_allowed, *call.policy, now);
    if (admission.start <= now) {
        return Step::in(layer + 1U);
    }
    frame.waiting = true;
    frame.until = admission.start;
    outside_.arm(timer_of(call, layer), admission.start);
    return Step::stay();
}

Pipeline::Step Pipeline::enter_breaker(Instant now, Call& call, std::uint8_t layer) {
    PolicyState& policy = *call.policy;
    const auto admission = policy.breaker->admit(now);
    if (admission.transition) {
        on_transition(policy, *admission.transition);
    }
    if (!admission.admitted) {
        count_policy(Counter::breaker_rejected, policy, now);
        return Step::out(layer, Outcome{.cause = Cause::breaker_open, .retry_after = admission.retry_after});
    }
    call.frames[layer].token = admission.token;
    return Step::in(layer + 1U);
}

void Pipeline::settle_breaker(Instant now, Call& call, std::uint8_t layer, OutcomeClass outcome) {
    PolicyState& policy = *call.policy;
    const Frame& frame = call.frames[layer];
    const auto settlement = policy.breaker->settle(now, frame.token, outcome, now - frame.entered);
    if (settlement.late) {
        count_policy(Counter::breaker_late, policy, now);
    }
    if (settlement.would_open) {
        count_policy(Counter::breaker_would_open, policy, now);
    }
    if (settlement.transition) {
        on_transition(policy, *settlement.transition);
    }
}

Pipeline::Step Pipeline::pass_retry(Instant now, Call& call, std::uint8_t layer, const Outcome& outcome) {
    if (outcome.is_success()) {
        return Step::out(layer, outcome);
    }
    PolicyState& policy = *call.policy;
    Rng rng(fork_seed(fork_seed(retry_seed_, call.id.value), call.progress.attempts));
    const auto decision =
        policy.retry->next_attempt(now, outcome, call.progress, deadline_of(call, layer), rng);
    if (decision.delay) {
        const measure::ScopeMask scopes = outside_.recorder.scopes_at(now);
        outside_.recorder.time(Timing::retry_delay, policy.index, now, scopes, *decision.delay);
        outside_.recorder.blame(measure::Caused::retries, policy.index, scopes, outcome);
        if (*decision.delay == Duration::zero()) {
            return expire(now, call, layer);
        }
        call.frames[layer].waiting = true;
        outside_.arm(timer_of(call, layer), after(now, *decision.delay));
        return Step::stay();
    }
    switch (decision.reason) {
        case policy::GiveUp::not_retryable:
            break;
        case policy::GiveUp::exhausted:
            count_policy(Counter::retry_exhausted, policy, now);
            break;
        case policy::GiveUp::budget_denied:
            count_policy(Counter::retry_budget_denied, policy, now);
            break;
        case policy::GiveUp::past_deadline:
            count_policy(Counter::retry_past_deadline, policy, now);
            break;
    }
    return Step::out(layer, outcome);
}

Pipeline::Step Pipeline::deliver(Instant now, Call& call, const Outcome& outcome) {
    measure::Recorder& recorder = outside_.recorder;
    const measure::ScopeMask scopes = recorder.scopes_at(now);
    recorder.count(outcome.is_success() ? Counter::attempts_succeeded : Counter::attempts_failed, call.target,
                   now, scopes);
    recorder.time(Timing::service_time, call.target, now, scopes, now - call.sent);
    if (!outcome.is_success()) {
        recorder.blame(measure::Caused::attempts_failed, call.target, scopes, outcome);
    }
    release_faults(call.decision.fired);
    return Step::out(call.layers, outcome);
}

namespace {

// So that its work there is for nobody, now that the attempt is withdrawn.
bool has_reached_target(Instant now, const Call& call) {
    const fault::Decision& decision = call.decision;
    return !decision.treated ||
           (decision.treatment.reaches_target() && now - call.sent >= decision.treatment.until_asked());
}

}  // namespace

void Pipeline::withdraw_attempt(Instant now, Call& call, Cause cause) {
    const bool is_timeout = cause == Cause::attempt_timeout || cause == Cause::call_timeout;
    const measure::ScopeMask scopes = outside_.recorder.scopes_at(now);
    outside_.recorder.count(is_timeout ? Counter::attempts_failed : Counter::attempts_cancelled, call.target,
                            now, scopes);
    if (is_timeout) {
        outside_.recorder.blame(measure::Caused::attempts_failed, call.target, scopes,
                                Outcome{.cause = cause});
    }
    if (call.on_wire) {
        call.on_wire = false;
        if (has_reached_target(now, call)) {
            outside_.recorder.count(Counter::wasted, call.target, now, scopes);
        }
        outside_.cancel(now, call.slot);
    } else if (call.decision.delay > Duration::zero()) {
        outside_.disarm(timer_of(call, call.layers));
    }
    release_faults(call.decision.fired);
}

}  // namespace fortify::run
