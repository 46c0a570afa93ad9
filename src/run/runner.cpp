#include "run/runner.hpp"

#include "core/rng.hpp"
#include "run/guard.hpp"
#include "run/pipeline.hpp"
#include "slo/verdict.hpp"

#include <algorithm>

namespace fortify::run {
namespace {

// The run's own timers; those of the loads follow, then the pipeline's.
constexpr TimerId end_of_load{0};
constexpr TimerId end_of_drain{1};
constexpr TimerId deadline_timer{2};
constexpr TimerId monitor_timer{3};
constexpr std::uint32_t first_load_timer = 4;

// Draws which request of a target's mix a call makes; depends on the call alone.
class RequestMix {
public:
    RequestMix(const TargetPlan& target, std::uint64_t seed) : seed_(fork_seed(seed, target.name)) {
        double sum = 0;
        for (const RequestTemplate& request : target.requests) {
            sum += request.weight;
            edges_.push_back(sum);
        }
    }
    [[nodiscard]] std::uint16_t pick(CallId call) const {
        if (edges_.size() < 2) {
            return 0;
        }
        const double point = uniform_at(seed_, call.value, 0) * edges_.back();
        const auto edge = std::upper_bound(edges_.begin(), edges_.end(), point);
        return static_cast<std::uint16_t>(
            std::min<std::size_t>(static_cast<std::size_t>(edge - edges_.begin()), edges_.size() - 1));
    }

private:
    std::uint64_t seed_;
    std::vector<double> edges_;
};

struct Load {
    std::optional<load::Arrivals> arrivals;  // one of the two
    std::optional<load::Users> users;
    TargetIndex target = 0;
    std::uint64_t begun = 0;

    [[nodiscard]] Instant next() const {
        return arrivals ? arrivals->next() : users->next();
    }
};

}  // namespace

class Runner::Machine {
public:
    Machine(const Plan& plan, Ports ports)
        : plan_(plan),
          outside_{.wire = ports.wire,
                   .timers = ports.timers,
                   .recorder = ports.recorder,
                   .observer = ports.observer,
                   .journal = ports.journal},
          guard_(plan.safety),
          pipeline_(plan, outside_, first_load_timer + static_cast<std::uint32_t>(plan.loads.size())) {
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

    void start(Instant now) {
        arm_loads();
        outside_.arm(end_of_load, plan_.end());
        outside_.arm(deadline_timer, after(run_start, plan_.safety.deadline));
        if (is_monitored()) {
            outside_.arm(monitor_timer, now + outside_.recorder.slot_width());
        }
    }

    void on(Instant now, const Event& event) {
        if (finished_) {
            return;
        }
        if (const auto* fired = std::get_if<TimerFired>(&event)) {
            on_timer(now, fired->timer);
        } else if (const auto* done = std::get_if<AttemptDone>(&event)) {
            pipeline_.on_attempt_done(now, done->slot, done->result);
        } else {
            end_now(now, Ending::interrupted);
            return;
        }
        return_users(now);
        if (draining_ && pipeline_.in_flight() == 0) {
            finish(now);
        }
    }

    const Plan& plan_;
    Outside outside_;
    Guard guard_;
    Pipeline pipeline_;
    std::vector<Load> loads_;
    std::vector<RequestMix> mixes_;
    std::uint64_t next_call_ = 0;
    bool draining_ = false;
    bool finished_ = false;
    Ending ending_ = Ending::completed;
    std::optional<std::size_t> aborted_by_;
    Instant ended_ = never;

private:
    [[nodiscard]] static TimerId load_timer(std::size_t index) {
        return TimerId{first_load_timer + static_cast<std::uint32_t>(index)};
    }

    void on_timer(Instant now, TimerId timer) {
        if (timer == end_of_load) {
            begin_drain(now);
        } else if (timer == end_of_drain) {
            pipeline_.withdraw_all(now, Cause::unfinished);
        } else if (timer == deadline_timer) {
            end_now(now, Ending::guard);
        } else if (timer == monitor_timer) {
            monitor(now);
        } else if (timer.value < first_load_timer + loads_.size()) {
            on_load(now, timer.value - first_load_timer);
        } else {
            pipeline_.on_timer(now, timer);
        }
    }

    // Begins every call of this load that is due. In real time several may be, after a late wake-up;
    // each keeps the instant at which it was due.
    void on_load(Instant now, std::size_t index) {
        Load& load = loads_[index];
        while (!finished_ && load.next() <= now) {
            const Instant intended = load.next();
            std::uint32_t user = 0;
            if (load.arrivals) {
                load.arrivals->advance();
            } else {
                user = load.users->start();
            }
            begin_call(now, index, intended, user);
        }
        if (!finished_ && load.next() != never) {
            outside_.arm(load_timer(index), load.next());
        }
    }

    void begin_call(Instant now, std::size_t index, Instant intended, std::uint32_t user) {
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

    // Users whose calls settled think, and will call again.
    void return_users(Instant now) {
        auto& settled = pipeline_.finished();
        if (settled.empty()) {
            return;
        }
        for (const Pipeline::Finished& one : settled) {
            loads_[one.load].users->finish(now, one.user);
        }
        settled.clear();
        if (!draining_ && !finished_) {
            for (std::size_t index = 0; index < loads_.size(); ++index) {
                if (loads_[index].users && loads_[index].next() != never) {
                    outside_.arm(load_timer(index), loads_[index].next());
                }
            }
        }
    }

    void arm_loads() {
        for (std::size_t index = 0; index < loads_.size(); ++index) {
            if (loads_[index].next() != never) {
                outside_.arm(load_timer(index), loads_[index].next());
            }
        }
    }

    [[nodiscard]] bool is_monitored() const {
        return plan_.stop.has_value() ||
               std::any_of(plan_.slos.begin(), plan_.slos.end(), [](const slo::Expectation& expectation) {
                   return expectation.severity == slo::Severity::abort;
               });
    }

    void monitor(Instant now) {
        if (plan_.stop && slo::holds_now(plan_.stop->expression, outside_.recorder, now)) {
            end_now(now, Ending::stopped);
            return;
        }
        for (std::size_t index = 0; index < plan_.slos.size(); ++index) {
            const slo::Expectation& expectation = plan_.slos[index];
            if (expectation.severity != slo::Severity::abort) {
                continue;
            }
            const std::optional<double> margin = slo::margin_now(expectation, outside_.recorder, now);
            if (margin && *margin < 0) {
                aborted_by_ = index;
                end_now(now, Ending::stopped);
                return;
            }
        }
        outside_.arm(monitor_timer, now + outside_.recorder.slot_width());
    }

    // The load is over; calls in flight have `drain` to end.
    void begin_drain(Instant now) {
        for (std::size_t index = 0; index < loads_.size(); ++index) {
            on_load(now, index);  // due at this very instant, or before a late wake-up
            if (finished_) {
                return;
            }
            outside_.disarm(load_timer(index));
        }
        ended_ = plan_.end();
        draining_ = true;
        outside_.arm(end_of_drain, after(now, plan_.safety.drain));
    }

    // Before its time: nothing new begins, everything under way is withdrawn.
    void end_now(Instant now, Ending ending) {
        ending_ = ending;
        ended_ = std::min(ended_, now);
        finished_ = true;
        pipeline_.withdraw_all(now, ending == Ending::completed ? Cause::unfinished : Cause::cancelled);
        finish(now);
    }

    void finish(Instant now) {
        finished_ = true;
        for (std::uint32_t timer = 0; timer < pipeline_.first_call_timer(); ++timer) {
            outside_.disarm(TimerId{timer});
        }
        outside_.recorder.finish(now);
    }
};

Runner::Runner(const Plan& plan, Ports ports) : machine_(std::make_unique<Machine>(plan, ports)) {
    FORTIFY_ASSERT(!plan.phases.empty() && !plan.loads.empty() && !plan.targets.empty());
}

Runner::~Runner() = default;

void Runner::start(Instant now) {
    Journal* journal = machine_->outside_.journal;
    if (journal != nullptr) {
        journal->begin_start(now);
    }
    machine_->start(now);
    if (journal != nullptr) {
        journal->end();
    }
}

void Runner::on(Instant now, const Event& event) {
    Journal* journal = machine_->outside_.journal;
    if (journal != nullptr) {
        journal->begin(now, event);
    }
    machine_->on(now, event);
    if (journal != nullptr) {
        journal->end();
    }
}

bool Runner::finished() const {
    return machine_->finished_;
}

Ending Runner::ending() const {
    return machine_->ending_;
}

std::optional<std::size_t> Runner::aborted_by() const {
    return machine_->aborted_by_;
}

Instant Runner::ended() const {
    return machine_->ended_;
}

Progress Runner::progress(Instant now) const {
    const Plan& plan = machine_->plan_;
    std::size_t phase = 0;
    while (phase + 1 < plan.phases.size() && plan.phases[phase].when.end <= now) {
        ++phase;
    }
    return {.phase = phase,
            .begun = machine_->guard_.begun(),
            .settled = machine_->pipeline_.settled(),
            .in_flight = machine_->pipeline_.in_flight(),
            .breaker = machine_->pipeline_.worst_breaker()};
}

std::span<const TransitionSeen> Runner::transitions() const {
    return machine_->pipeline_.transitions();
}

std::uint64_t Runner::transitions_total() const {
    return machine_->pipeline_.transitions_total();
}

std::span<const fault::Injector::Counts> Runner::fault_counts() const {
    return machine_->pipeline_.injector().counts();
}

std::uint32_t Runner::timer_limit() const {
    return machine_->pipeline_.timer_limit();
}

}  // namespace fortify::run
