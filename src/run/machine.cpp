#include "run/machine.hpp"

#include "slo/verdict.hpp"

namespace fortify::run {
namespace {

// The run's own timers; those of the loads follow, then those of probes, actions and the pipeline.
constexpr TimerId end_of_load{0};
constexpr TimerId end_of_drain{1};
constexpr TimerId deadline_timer{2};
constexpr TimerId monitor_timer{3};
constexpr std::uint32_t first_load_timer = 4;

TimerId load_timer(std::size_t index) {
    return TimerId{first_load_timer + static_cast<std::uint32_t>(index)};
}

std::uint32_t first_probe_timer(const Plan& plan) {
    return first_load_timer + static_cast<std::uint32_t>(plan.loads.size());
}

std::uint32_t first_action_timer(const Plan& plan) {
    return first_probe_timer(plan) + 2 * static_cast<std::uint32_t>(plan.probes.size());
}

std::uint32_t first_pipeline_timer(const Plan& plan) {
    return first_action_timer(plan) + 2 * static_cast<std::uint32_t>(plan.actions.size());
}

}  // namespace

Machine::Machine(const Plan& plan, const Outside& outside)
    : plan_(plan),
      outside_(outside),
      guard_(plan.safety),
      probes_(plan, outside_, first_probe_timer(plan)),
      first_disturbance_(first_disturbance(plan)),
      pipeline_(plan, outside_, first_pipeline_timer(plan), faulted_for_client(plan)),
      actions_(plan, outside_, pipeline_, first_action_timer(plan)) {
    const Rng root(plan.seed);
    for (std::size_t index = 0; index < plan.loads.size(); ++index) {
        const LoadPlan& wanted = plan.loads[index];
        Load load{.arrivals = {}, .users = {}, .target = wanted.target};
        const Rng rng = root.fork("arrivals").fork(index);
        if (const auto* open = std::get_if<OpenLoad>(&wanted.model)) {
            load.arrivals.emplace(load::RateProfile(open->segments), open->spacing, rng);
        } else {
            load.users.emplace(std::get<load::Users::Config>(wanted.model), rng);
        }
        loads_.push_back(std::move(load));
    }
    for (const TargetPlan& target : plan.targets) {
        mixes_.emplace_back(target, fork_seed(plan.seed, "mix"));
    }
}

void Machine::start(Instant now) {
    if (now >= run_start) {
        begin_load(now);
        return;
    }
    stage_ = Stage::waiting;
    opened_ = now;
    probes_.open(now);
    look_around(now);
}

void Machine::look_around(Instant now) {
    const auto unmet = probes_.unmet();
    if (!unmet) {
        probes_.pause(now);
        outside_.disarm(deadline_timer);
        stage_ = Stage::ready;
        return;
    }
    outside_.arm(deadline_timer, after(opened_, plan_.probes[*unmet].ready_within));
}

void Machine::give_up_waiting(Instant now) {
    unready_probe_ = probes_.unmet();
    end_now(now, Ending::unready);
}

void Machine::begin_load(Instant now) {
    stage_ = Stage::running;
    probes_.begin(now);
    actions_.begin();
    arm_loads();
    outside_.arm(end_of_load, plan_.end());
    outside_.arm(deadline_timer, after(run_start, plan_.safety.deadline));
    if (is_monitored()) {
        outside_.arm(monitor_timer, now + outside_.recorder.slot_width());
    }
}

void Machine::on(Instant now, const Event& event) {
    if (stage_ == Stage::finished) {
        return;
    }
    if (const auto* fired = std::get_if<TimerFired>(&event)) {
        on_timer(now, fired->timer);
    } else if (std::holds_alternative<Begun>(event)) {
        begin_load(now);
    } else if (std::holds_alternative<Interrupted>(event)) {
        if (is_over()) {
            actions_.hurry(now);
        } else {
            end_now(now, Ending::interrupted);
        }
    } else {
        on_answer(now, event);
    }
    if (stage_ == Stage::closing) {
        finish_if_closed(now);
        return;
    }
    if (is_over() || stage_ == Stage::waiting || stage_ == Stage::ready) {
        return;
    }
    return_users(now);
    if (stage_ == Stage::draining && pipeline_.in_flight() == 0) {
        close(now);
    }
}

void Machine::on_answer(Instant now, const Event& event) {
    Cause cause = Cause::none;
    if (const auto* done = std::get_if<AttemptDone>(&event)) {
        pipeline_.on_attempt_done(now, done->slot, done->result);
        cause = done->result.cause;
    } else if (const auto* probe = std::get_if<ProbeDone>(&event)) {
        probes_.on_done(now, *probe);
        cause = probe->result.cause;
        check_probes(now);
    } else if (const auto* command = std::get_if<CommandDone>(&event)) {
        actions_.on_done(now, *command);
    }
    if (cause == Cause::forbidden && !is_over()) {  // it will not be allowed the next time either
        end_now(now, Ending::forbidden);
    }
}

void Machine::check_probes(Instant now) {
    if (stage_ == Stage::waiting) {
        look_around(now);
    } else if (stage_ == Stage::running && now < first_disturbance_ && first_disturbance_ != never) {
        unready_probe_ = probes_.unmet();
        if (unready_probe_) {
            end_now(now, Ending::unready);
        }
    }
}

void Machine::on_timer(Instant now, TimerId timer) {
    if (timer.value < first_load_timer) {
        on_own_timer(now, timer);
    } else if (timer.value < first_probe_timer(plan_)) {
        on_load(now, timer.value - first_load_timer);
    } else if (timer.value < first_action_timer(plan_)) {
        probes_.on_timer(now, timer.value - first_probe_timer(plan_));
        check_probes(now);
    } else if (timer.value < first_pipeline_timer(plan_)) {
        actions_.on_timer(now, timer.value - first_action_timer(plan_));
    } else {
        pipeline_.on_timer(now, timer);
    }
}

void Machine::on_own_timer(Instant now, TimerId timer) {
    if (stage_ == Stage::waiting) {
        give_up_waiting(now);
    } else if (timer == end_of_load) {
        begin_drain(now);
    } else if (timer == end_of_drain) {
        pipeline_.withdraw_all(now, Cause::unfinished);
    } else if (timer == deadline_timer) {
        end_now(now, Ending::guard);
    } else {
        FORTIFY_ASSERT(timer == monitor_timer);
        monitor(now);
    }
}

void Machine::on_load(Instant now, std::size_t index) {
    Load& load = loads_[index];
    while (!is_over() && load.next() <= now) {
        const Instant intended = load.next();
        std::uint32_t user = 0;
        if (load.arrivals) {
            load.arrivals->advance();
        } else {
            user = load.users->start();
        }
        begin_call(now, index, intended, user);
    }
    if (!is_over() && load.next() != never) {
        outside_.arm(load_timer(index), load.next());
    }
}

void Machine::begin_call(Instant now, std::size_t index, Instant intended, std::uint32_t user) {
    Load& load = loads_[index];
    const CallId call{next_call_++};
    const measure::ScopeMask scopes = outside_.recorder.scopes_at(intended);
    outside_.recorder.count(measure::Counter::offered, load.target, intended, scopes);
    switch (guard_.admit(now, pipeline_.in_flight())) {
        case Guard::Ruling::go:
            break;
        case Guard::Ruling::hold_back:
            outside_.recorder.count(measure::Counter::unsent, load.target, intended, scopes);
            if (load.users) {
                load.users->finish(now, user);
            }
            return;
        case Guard::Ruling::end:
            outside_.recorder.count(measure::Counter::unsent, load.target, intended, scopes);
            end_now(now, Ending::guard);
            return;
    }
    const std::uint64_t ordinal = load.users ? user : load.begun;
    ++load.begun;
    pipeline_.begin(now, NewCall{.id = call,
                                 .intended = intended,
                                 .target = load.target,
                                 .request = mixes_[load.target].pick(call),
                                 .load = static_cast<std::uint16_t>(index),
                                 .user = user,
                                 .client = static_cast<InstanceIndex>(ordinal % plan_.client_instances)});
}

void Machine::return_users(Instant now) {
    auto& settled = pipeline_.finished();
    if (settled.empty()) {
        return;
    }
    for (const Pipeline::Finished& one : settled) {
        loads_[one.load].users->finish(now, one.user);
    }
    settled.clear();
    if (stage_ == Stage::running) {
        for (std::size_t index = 0; index < loads_.size(); ++index) {
            if (loads_[index].users && loads_[index].next() != never) {
                outside_.arm(load_timer(index), loads_[index].next());
            }
        }
    }
}

void Machine::arm_loads() {
    for (std::size_t index = 0; index < loads_.size(); ++index) {
        if (loads_[index].next() != never) {
            outside_.arm(load_timer(index), loads_[index].next());
        }
    }
}

bool Machine::is_monitored() const {
    return plan_.stop.has_value() ||
           std::any_of(plan_.slos.begin(), plan_.slos.end(), [](const slo::Expectation& expectation) {
               return expectation.severity == slo::Severity::abort;
           });
}

void Machine::monitor(Instant now) {
    pipeline_.advance(now);
    if (plan_.stop && slo::holds_now(plan_.stop->expression, outside_.recorder, now)) {
        end_now(now, Ending::stopped);
        return;
    }
    for (std::size_t index = 0; index < plan_.slos.size(); ++index) {
        const slo::Expectation& expectation = plan_.slos[index];
        if (expectation.severity == slo::Severity::abort &&
            slo::judge_now(expectation.expression, outside_.recorder, now) == slo::Judgement::breached) {
            aborted_by_ = index;
            end_now(now, Ending::stopped);
            return;
        }
    }
    outside_.arm(monitor_timer, now + outside_.recorder.slot_width());
}

void Machine::begin_drain(Instant now) {
    for (std::size_t index = 0; index < loads_.size(); ++index) {
        on_load(now, index);  // due at this very instant, or before a late wake-up
        if (is_over()) {
            return;
        }
        outside_.disarm(load_timer(index));
    }
    ended_ = plan_.end();
    stage_ = Stage::draining;
    outside_.arm(end_of_drain, after(now, plan_.safety.drain));
}

void Machine::end_now(Instant now, Ending ending) {
    ending_ = ending;
    ended_ = std::max(run_start, std::min(ended_, now));
    stage_ = Stage::closing;
    pipeline_.withdraw_all(now, ending == Ending::completed ? Cause::unfinished : Cause::cancelled);
    close(now);
}

void Machine::close(Instant now) {
    stage_ = Stage::closing;
    for (std::uint32_t timer = 0; timer < first_probe_timer(plan_); ++timer) {
        outside_.disarm(TimerId{timer});
    }
    for (std::uint32_t timer = first_pipeline_timer(plan_); timer < pipeline_.first_call_timer(); ++timer) {
        outside_.disarm(TimerId{timer});
    }
    pipeline_.advance(std::max(run_start, now));
    probes_.stop_recording();
    outside_.recorder.finish(std::max(run_start, now));
    actions_.close(now);
    finish_if_closed(now);
}

void Machine::finish_if_closed(Instant now) {
    if (actions_.is_closed()) {
        probes_.stop(now);
        stage_ = Stage::finished;
    }
}

Progress Machine::progress(Instant now) const {
    std::size_t phase = 0;
    while (phase + 1 < plan_.phases.size() && plan_.phases[phase].when.end <= now) {
        ++phase;
    }
    return {.is_waiting = stage_ == Stage::waiting || stage_ == Stage::ready,
            .phase = phase,
            .begun = guard_.begun(),
            .settled = pipeline_.settled(),
            .in_flight = pipeline_.in_flight(),
            .breaker = pipeline_.worst_breaker()};
}

}  // namespace fortify::run
