#include "run/breaker_watch.hpp"

#include "core/interval.hpp"
#include "run/backend.hpp"

#include <algorithm>
#include <utility>

namespace fortify::run {

using measure::Counter;
using measure::Gauge;
using measure::Timing;
using policy::BreakerCause;
using policy::BreakerState;

namespace {

template <class Acts>
void add_windows(const Plan& plan, std::vector<Interval>& windows, const Acts& acts) {
    for (const fault::FaultConfig& fault : plan.faults) {
        if (fault.probability > 0 && acts(fault)) {
            const std::vector<Interval> on = fault::stretches(fault);
            windows.insert(windows.end(), on.begin(), on.end());
        }
    }
}

FaultedByPolicy joined_each(FaultedByPolicy windows) {
    for (std::vector<Interval>& one : windows) {
        one = joined(std::move(one));
    }
    return windows;
}

bool is_by_hand(BreakerCause cause) {
    return cause == BreakerCause::forced_open || cause == BreakerCause::forced_close ||
           cause == BreakerCause::reset || cause == BreakerCause::disabled ||
           cause == BreakerCause::metrics_only;
}

}  // namespace

std::vector<Interval> faulted(const Plan& plan, PolicyIndex policy) {
    std::vector<Interval> windows = faulted_for_client(plan)[policy];
    for (std::size_t caller = 0; caller < plan.services.size(); ++caller) {
        const FaultedByPolicy more = faulted_for_calls(plan, static_cast<ServiceIndex>(caller));
        windows.insert(windows.end(), more[policy].begin(), more[policy].end());
    }
    return joined(std::move(windows));
}

FaultedByPolicy faulted_for_client(const Plan& plan) {
    const Backends backends = backends_of(plan);
    FaultedByPolicy windows(plan.policies.size());
    for (std::size_t target = 0; target < plan.targets.size(); ++target) {
        if (const std::optional<PolicyIndex> policy = plan.targets[target].policy) {
            add_windows(plan, windows[*policy], [&](const fault::FaultConfig& fault) {
                return acts_on(plan, backends, fault, static_cast<TargetIndex>(target));
            });
        }
    }
    return joined_each(std::move(windows));
}

FaultedByPolicy faulted_for_calls(const Plan& plan, ServiceIndex caller) {
    const Backends backends = backends_of(plan);
    FaultedByPolicy windows(plan.policies.size());
    for (const service::Dependency& dependency : plan.services[caller].calls) {
        if (dependency.policy) {
            add_windows(plan, windows[*dependency.policy], [&](const fault::FaultConfig& fault) {
                return acts_behind(plan, backends, fault, dependency.service);
            });
        }
    }
    return joined_each(std::move(windows));
}

BreakerWatch::BreakerWatch(const Plan& plan, const FaultedByPolicy& faults, measure::Recorder& recorder)
    : recorder_(recorder), policies_(plan.policies.size()) {
    for (std::size_t index = 0; index < plan.policies.size(); ++index) {
        const policy::ChainConfig& config = plan.policies[index];
        if (config.circuit_breaker) {
            const auto policy = static_cast<PolicyIndex>(index);
            policies_[index].breakers.resize(plan.client_instances);
            policies_[index].levels.closed = plan.client_instances;
            add_edges(policy, faults[index], config.circuit_breaker->open_for);
        }
    }
    std::stable_sort(edges_.begin(), edges_.end(),
                     [](const Edge& left, const Edge& right) { return left.when < right.when; });
}

void BreakerWatch::add_edges(PolicyIndex policy, const std::vector<Interval>& faults, Duration excuse) {
    for (std::size_t index = 0; index < faults.size(); ++index) {
        edges_.push_back({faults[index].start, policy, Edge::Kind::fault_begins});
        edges_.push_back({faults[index].end, policy, Edge::Kind::fault_ends});
        const Instant excused = after(faults[index].end, excuse);
        if (index + 1 == faults.size() || excused < faults[index + 1].start) {
            edges_.push_back({excused, policy, Edge::Kind::excuse_ends});
        }
    }
}

void BreakerWatch::advance(Instant now) {
    while (next_edge_ < edges_.size() && edges_[next_edge_].when <= now) {
        pass(edges_[next_edge_++]);
    }
}

void BreakerWatch::pass(const Edge& edge) {
    Policy& policy = policies_[edge.policy];
    switch (edge.kind) {
        case Edge::Kind::fault_begins:
            policy.is_faulted = true;
            policy.is_excused = true;
            policy.fault_began = edge.when;
            for (Breaker& breaker : policy.breakers) {
                breaker.is_due_to_open = breaker.state == BreakerState::closed;
                breaker.is_due_to_close = false;
                breaker.has_closed = false;
            }
            break;
        case Edge::Kind::fault_ends:
            policy.is_faulted = false;
            policy.fault_ended = edge.when;
            for (Breaker& breaker : policy.breakers) {
                breaker.is_due_to_open = false;
                breaker.is_due_to_close = levels_of(breaker.state).away > 0;
            }
            break;
        case Edge::Kind::excuse_ends:
            policy.is_excused = false;
            for (Breaker& breaker : policy.breakers) {
                if (breaker.state == BreakerState::half_open && !breaker.asks_in_time) {
                    breaker.asks_in_time = true;
                    ++policy.levels.asking_in_time;
                }
            }
            break;
    }
    show(edge.policy, edge.when);
}

void BreakerWatch::on_transition(const TransitionSeen& seen) {
    advance(seen.transition.when);
    Policy& policy = policies_[seen.policy];
    Breaker& breaker = policy.breakers[seen.client];
    count_step(seen, breaker, policy);
    if (breaker.asks_in_time) {
        breaker.asks_in_time = false;
        --policy.levels.asking_in_time;
    }
    const Levels left = levels_of(breaker.state);
    breaker.state = seen.transition.to;
    const Levels entered = levels_of(breaker.state);
    policy.levels.closed += entered.closed - left.closed;
    policy.levels.away += entered.away - left.away;
    policy.levels.forced_open += entered.forced_open - left.forced_open;
    policy.levels.disabled += entered.disabled - left.disabled;
    show(seen.policy, seen.transition.when);
}

void BreakerWatch::count_step(const TransitionSeen& seen, Breaker& breaker, Policy& policy) {
    const policy::BreakerTransition& step = seen.transition;
    if (is_by_hand(step.cause)) {
        breaker.is_due_to_open = false;
        breaker.is_due_to_close = false;
        breaker.has_closed = false;
        return;
    }
    if (step.to == BreakerState::open && step.from == BreakerState::closed) {
        if (breaker.is_due_to_open) {
            recorder_.time(Timing::breaker_time_to_open, seen.policy, step.when,
                           recorder_.scopes_at(step.when), step.when - policy.fault_began);
            breaker.is_due_to_open = false;
        }
        if (breaker.has_closed) {
            recorder_.count(Counter::breaker_flaps, seen.policy, step.when, recorder_.scopes_at(step.when));
        }
    } else if (step.to == BreakerState::closed) {
        if (breaker.is_due_to_close) {
            recorder_.time(Timing::breaker_time_to_close, seen.policy, step.when,
                           recorder_.scopes_at(policy.fault_ended - Duration{1}),
                           step.when - policy.fault_ended);
            breaker.is_due_to_close = false;
        }
        breaker.has_closed = true;
    }
}

void BreakerWatch::show(PolicyIndex index, Instant now) {
    const Policy& policy = policies_[index];
    recorder_.gauge(Gauge::breaker_forced_open, index, now, policy.levels.forced_open);
    recorder_.gauge(Gauge::breaker_disabled, index, now, policy.levels.disabled);
    recorder_.gauge(Gauge::breaker_wrongly_open, index, now,
                    policy.is_excused ? 0 : policy.levels.away - policy.levels.asking_in_time);
    recorder_.gauge(Gauge::breaker_late_open, index, now, policy.is_faulted ? policy.levels.closed : 0);
}

BreakerWatch::Levels BreakerWatch::levels_of(BreakerState state) {
    switch (state) {
        case BreakerState::closed:
            return {.closed = 1};
        case BreakerState::open:
        case BreakerState::half_open:
            return {.away = 1};
        case BreakerState::forced_open:
            return {.forced_open = 1};
        case BreakerState::disabled:
        case BreakerState::metrics_only:  // it stops nobody either
            return {.disabled = 1};
    }
    return {};
}

}  // namespace fortify::run
