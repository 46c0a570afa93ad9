#include "run/pipeline.hpp"

#include "core/rng.hpp"

#include <algorithm>

namespace fortify::run {

using measure::Counter;
using measure::Gauge;
using measure::Timing;
using policy::LayerKind;

namespace {

// Header names know no case (RFC 9110, 5.1).
bool same_header(std::string_view left, std::string_view right) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

// The rate-limit key of a request: a hash of its key header's value; 0 without one.
std::uint64_t rate_key(const RequestTemplate& request, std::string_view header) {
    for (const auto& [name, value] : request.headers) {
        if (!header.empty() && same_header(name, header)) {
            return fork_seed(0, value);
        }
    }
    return 0;
}

}  // namespace

Pipeline::Pipeline(const Plan& plan,
                   Outside outside,
                   std::uint32_t first_timer,
                   const FaultedByPolicy& faults)
    : plan_(plan),
      outside_(outside),
      first_timer_(first_timer),
      injector_(plan.faults, plan.seed),
      watch_(plan, faults, outside_.recorder),
      retry_seed_(fork_seed(plan.seed, "retry")),
      levels_(plan.policies.size()),
      in_flight_(plan.targets.size()) {
    policies_.reserve(plan.policies.size() * plan.client_instances);
    for (InstanceIndex client = 0; client < plan.client_instances; ++client) {
        for (std::size_t index = 0; index < plan.policies.size(); ++index) {
            policies_.emplace_back(plan.policies[index], static_cast<PolicyIndex>(index), client);
        }
    }
    first_call_timer_ = first_timer + static_cast<std::uint32_t>(policies_.size());
    for (const TargetPlan& target : plan.targets) {
        const auto* limit = target.policy && plan.policies[*target.policy].rate_limit
                                ? &*plan.policies[*target.policy].rate_limit
                                : nullptr;
        std::vector<std::uint64_t> keys;
        for (const RequestTemplate& request : target.requests) {
            keys.push_back(limit == nullptr ? 0 : rate_key(request, limit->key_header));
        }
        rate_keys_.push_back(std::move(keys));
    }
    prepare_faults();
}

void Pipeline::begin(Instant now, const NewCall& wanted) {
    Call& call = calls_.take();
    call.id = wanted.id;
    call.intended = wanted.intended;
    call.begun = now;
    call.scopes = outside_.recorder.scopes_at(wanted.intended);
    call.target = wanted.target;
    call.request = wanted.request;
    call.load = wanted.load;
    call.user = wanted.user;
    call.client = wanted.client;
    call.deadline = wanted.deadline;
    call.attempts = 0;
    call.progress = {};
    call.at = 0;
    call.on_wire = false;
    call.delay_above = Duration::zero();
    call.held_above = false;
    const std::optional<PolicyIndex> policy = plan_.targets[wanted.target].policy;
    call.policy = policy ? &policies_[wanted.client * plan_.policies.size() + *policy] : nullptr;
    const bool passes = call.policy != nullptr && !call.policy->bypassed;
    call.layers = passes ? static_cast<std::uint8_t>(call.policy->config->order.size()) : std::uint8_t{0};

    outside_.recorder.time(Timing::schedule_lag, call.target, now, call.scopes, now - call.intended);
    outside_.recorder.gauge(Gauge::in_flight, call.target, now, ++in_flight_[call.target]);
    proceed(now, call, enter_chain(now, call));
    drain_ready(now);
}

void Pipeline::on_attempt_done(Instant now, std::uint32_t slot, const AttemptResult& result) {
    Call& call = calls_[slot];
    FORTIFY_ASSERT(call.active && call.on_wire);
    call.on_wire = false;
    Outcome outcome{.cause = result.cause, .status = result.status, .retry_after = result.retry_after};
    if (result.cause == Cause::none) {
        outcome.cause = cause_of_status(call, result.status);
    }
    if (call.decision.delay > Duration::zero()) {
        call.held = outcome;
        outside_.arm(timer_of(call, call.layers), after(now, call.decision.delay));
        return;
    }
    proceed(now, call, deliver(now, call, outcome));
    drain_ready(now);
}

Cause Pipeline::cause_of_status(const Call& call, std::uint16_t status) const {
    const auto& success = plan_.targets[call.target].success;
    return status < success.size() && success.test(status) ? Cause::none : Cause::status;
}

void Pipeline::on_timer(Instant now, TimerId timer) {
    if (timer.value < first_call_timer_) {
        PolicyState& policy = policies_[timer.value - first_timer_];
        if (const auto transition = policy.breaker->expire(now)) {
            on_transition(policy, *transition);
        } else if (const auto next = policy.breaker->next_wakeup()) {
            outside_.arm(timer, *next);
        }
        return;
    }
    const std::uint32_t offset = timer.value - first_call_timer_;
    Call& call = calls_[offset / timers_per_call];
    FORTIFY_ASSERT(call.active);
    proceed(now, call, expire(now, call, static_cast<std::uint8_t>(offset % timers_per_call)));
    drain_ready(now);
}

void Pipeline::withdraw_all(Instant now, Cause cause, std::optional<InstanceIndex> client) {
    for (std::uint32_t slot = 0; slot < calls_.slots(); ++slot) {
        Call& call = calls_[slot];
        if (!call.active || (client && call.client != *client)) {
            continue;
        }
        withdraw(now, call, 0, cause);
        settle(now, call, Outcome{.cause = cause});
        for (const std::uint32_t waiter : ready_) {  // who inherits a place is withdrawn with it
            take_place(now, calls_[waiter]);
        }
        ready_.clear();
    }
}

void Pipeline::proceed(Instant now, Call& call, Step step) {
    for (;;) {
        switch (step.way) {
            case Step::Way::stay:
                return;
            case Step::Way::in:
                step = enter(now, call, step.layer);
                break;
            case Step::Way::out:
                if (step.layer == 0) {
                    leave_chain(now, call, step.outcome);
                    return;
                }
                step = pass(now, call, static_cast<std::uint8_t>(step.layer - 1), step.outcome);
                break;
        }
    }
}

void Pipeline::drain_ready(Instant now) {
    for (std::size_t index = 0; index < ready_.size(); ++index) {  // going on may free further places
        Call& call = calls_[ready_[index]];
        take_place(now, call);
        proceed(now, call, Step::in(call.at + 1U));
    }
    ready_.clear();
}

void Pipeline::take_place(Instant now, Call& call) {
    Frame& frame = call.frames[call.at];
    frame.waiting = false;
    frame.holding = true;
    outside_.disarm(timer_of(call, call.at));
    outside_.recorder.time(Timing::bulkhead_wait, call.policy->index, now, outside_.recorder.scopes_at(now),
                           now - frame.entered);
    count_policy(Counter::bulkhead_admitted, *call.policy, now);
    gauge_bulkhead(*call.policy, now, +1, -1);
}

void Pipeline::withdraw(Instant now, Call& call, std::uint8_t layer, Cause cause) {
    if (call.held_above) {  // it has left its layers
        outside_.disarm(timer_of(call, call.layers));
        return;
    }
    if (call.at == call.layers) {
        withdraw_attempt(now, call, cause);
    }
    for (int inner = std::min<int>(call.at, call.layers - 1); inner >= static_cast<int>(layer); --inner) {
        withdraw_layer(now, call, static_cast<std::uint8_t>(inner));
    }
}

void Pipeline::settle(Instant now, Call& call, const Outcome& outcome) {
    measure::Recorder& recorder = outside_.recorder;
    Counter counter = Counter::succeeded;
    switch (outcome.outcome_class()) {
        case OutcomeClass::success:
            counter = outcome.from_fallback ? Counter::degraded : Counter::succeeded;
            break;
        case OutcomeClass::failure:
            counter = Counter::failed;
            break;
        case OutcomeClass::rejected:
            counter = Counter::rejected;
            break;
        case OutcomeClass::cancelled:
            counter = outcome.cause == Cause::unfinished ? Counter::unfinished : Counter::cancelled;
            break;
    }
    recorder.count(counter, call.target, now, call.scopes);
    if (counter == Counter::failed || counter == Counter::rejected) {
        recorder.blame(measure::Caused::calls_failed, call.target, call.scopes, outcome);
    }
    if (counter != Counter::unfinished) {
        recorder.count(Counter::settled, call.target, now, call.scopes);
    }
    if (counter == Counter::succeeded || counter == Counter::degraded || counter == Counter::failed) {
        recorder.time(Timing::response_time, call.target, now, call.scopes, now - call.intended);
    }
    if (counter == Counter::succeeded && call.policy != nullptr && call.progress.attempts > 1) {
        count_policy(Counter::retry_successes, *call.policy, now);
    }
    recorder.gauge(Gauge::in_flight, call.target, now, --in_flight_[call.target]);
    release_faults(call.fired_above);
    ++settled_;
    const Settled seen{.call = call.id,
                       .target = call.target,
                       .intended = call.intended,
                       .settled = now,
                       .attempts = call.attempts,
                       .outcome = outcome,
                       .user = call.user};
    if (outside_.observer != nullptr) {
        outside_.observer->on_settled(seen);
    }
    if (outside_.journal != nullptr) {
        outside_.journal->settled(seen);
    }
    if (std::holds_alternative<load::Users::Config>(plan_.loads[call.load].model)) {
        finished_.push_back({.load = call.load, .user = call.user});
    }
    calls_.give_back(call);
}

void Pipeline::on_transition(PolicyState& policy, const policy::BreakerTransition& transition) {
    using policy::BreakerState;
    const auto is_open = [](BreakerState state) {
        return state == BreakerState::open || state == BreakerState::forced_open;
    };
    const Instant now = transition.when;
    if (is_open(transition.to) && !is_open(transition.from)) {
        count_policy(Counter::breaker_opens, policy, now);
    } else if (transition.to == BreakerState::half_open) {
        count_policy(Counter::breaker_half_opens, policy, now);
    } else if (transition.to == BreakerState::closed && transition.from != BreakerState::closed) {
        count_policy(Counter::breaker_closes, policy, now);
    }
    Levels& levels = levels_[policy.index];
    levels.open += (is_open(transition.to) ? 1 : 0) - (is_open(transition.from) ? 1 : 0);
    levels.half_open += (transition.to == BreakerState::half_open ? 1 : 0) -
                        (transition.from == BreakerState::half_open ? 1 : 0);
    outside_.recorder.gauge(Gauge::breaker_open, policy.index, now, levels.open);
    outside_.recorder.gauge(Gauge::breaker_half_open, policy.index, now, levels.half_open);

    const TransitionSeen seen{.policy = policy.index, .client = policy.client, .transition = transition};
    watch_.on_transition(seen);
    ++transitions_total_;
    if (transitions_.size() < transitions_kept) {
        transitions_.push_back(seen);
    }
    if (outside_.observer != nullptr) {
        outside_.observer->on_transition(seen);
    }
    if (outside_.journal != nullptr) {
        outside_.journal->transition(seen);
    }
    if (const auto next = policy.breaker->next_wakeup()) {
        outside_.arm(breaker_timer(policy), *next);
    } else {
        outside_.disarm(breaker_timer(policy));
    }
}

std::optional<policy::BreakerState> Pipeline::worst_breaker() const {
    using policy::BreakerState;
    std::optional<BreakerState> worst;
    for (const PolicyState& policy : policies_) {
        if (!policy.breaker) {
            continue;
        }
        const BreakerState state = policy.breaker->state();
        const bool is_worse = !worst || state == BreakerState::open || state == BreakerState::forced_open ||
                              (state == BreakerState::half_open && *worst == BreakerState::closed);
        if (is_worse) {
            worst = state;
        }
    }
    return worst;
}

std::uint32_t Pipeline::timer_limit() const {
    return first_call_timer_ + calls_.slots() * timers_per_call;
}

void Pipeline::count_policy(Counter counter, const PolicyState& policy, Instant now) {
    outside_.recorder.count(counter, policy.index, now, outside_.recorder.scopes_at(now));
}

void Pipeline::gauge_bulkhead(PolicyState& policy,
                              Instant now,
                              std::int64_t concurrent,
                              std::int64_t queued) {
    Levels& levels = levels_[policy.index];
    levels.concurrent += concurrent;
    levels.queued += queued;
    if (concurrent != 0) {
        outside_.recorder.gauge(Gauge::bulkhead_concurrent, policy.index, now, levels.concurrent);
    }
    if (queued != 0) {
        outside_.recorder.gauge(Gauge::bulkhead_queue, policy.index, now, levels.queued);
    }
}

LayerKind Pipeline::kind_of(const Call& call, std::uint8_t layer) const {
    return call.policy->config->order[layer];
}

Instant Pipeline::deadline_of(const Call& call, std::uint8_t layer) const {
    Instant deadline = call.deadline;
    for (std::uint8_t outer = 0; outer < layer; ++outer) {
        const LayerKind kind = kind_of(call, outer);
        if (kind == LayerKind::timeout || kind == LayerKind::attempt_timeout) {
            deadline = std::min(deadline, call.frames[outer].until);
        }
    }
    return deadline;
}

TimerId Pipeline::timer_of(const Call& call, std::uint8_t layer) const {
    return TimerId{first_call_timer_ + call.slot * timers_per_call + layer};
}

TimerId Pipeline::breaker_timer(const PolicyState& policy) const {
    return TimerId{first_timer_ +
                   static_cast<std::uint32_t>(policy.client * plan_.policies.size() + policy.index)};
}

}  // namespace fortify::run
