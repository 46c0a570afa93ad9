#include "run/downstream.hpp"

#include "core/assert.hpp"
#include "core/rng.hpp"

#include <utility>

namespace fortify::run {
namespace {

constexpr std::uint16_t success = 200;

// The service's own little run: it has the scopes and policies of the whole one.
Plan plan_of(const Plan& whole, ServiceIndex index) {
    const service::ServiceConfig& service = whole.services[index];
    Plan plan;
    plan.name = service.name;
    plan.seed = fork_seed(fork_seed(whole.seed, "calls"), service.name);
    plan.client_instances = static_cast<std::uint16_t>(service.instances);
    plan.phases = whole.phases;
    plan.policies = whole.policies;
    plan.safety = whole.safety;
    plan.loads.push_back({.name = service.name, .target = 0, .model = OpenLoad{}});
    plan.targets = call_targets(whole, index);
    return plan;
}

// Scopes as in the whole run, so that its SLOs and this agree on what a phase or a fault is.
measure::Layout layout_of(const Plan& whole, const Plan& own) {
    measure::Layout layout = run::layout_of(whole);
    layout.targets = run::layout_of(own).targets;
    return layout;
}

}  // namespace

std::vector<TargetPlan> call_targets(const Plan& plan, ServiceIndex service) {
    std::vector<TargetPlan> targets;
    for (const service::Dependency& dependency : plan.services[service].calls) {
        TargetPlan target;
        target.name = plan.services[dependency.service].name;
        target.service = dependency.service;
        target.policy = dependency.policy;
        target.requests.push_back({});
        for (std::size_t status = 200; status < 400; ++status) {
            target.success.set(status);
        }
        targets.push_back(std::move(target));
    }
    return targets;
}

void record_calls(measure::Recorder& recorder, const CallsMade& made) {
    recorder.merge(made.recorder, measure::SubjectKind::policy);
}

std::uint16_t gateway_status(Cause cause) {
    switch (class_of(cause)) {
        case OutcomeClass::success:
            return success;
        case OutcomeClass::rejected:
            return 503;
        case OutcomeClass::failure:
        case OutcomeClass::cancelled:
            break;
    }
    const bool timed_out =
        cause == Cause::attempt_timeout || cause == Cause::call_timeout || cause == Cause::connect_timeout;
    return timed_out ? 504 : 502;
}

Downstream::Downstream(const Plan& plan, ServiceIndex service, Wire& wire, Timers& timers)
    : service_(plan.services[service]),
      plan_(plan_of(plan, service)),
      seed_(fork_seed(plan_.seed, "ids")),
      recorder_(layout_of(plan, plan_)),
      pipeline_(std::make_unique<Pipeline>(
          plan_,
          Outside{
              .wire = wire, .timers = timers, .recorder = recorder_, .observer = this, .journal = nullptr},
          0,
          faulted_for_calls(plan, service))) {
}

void Downstream::begin(Instant now, const service::Completion& completion) {
    const service::Ticket ticket = completion.ticket;
    if (ticket.slot >= jobs_.size()) {
        jobs_.resize(ticket.slot + 1);
    }
    Job& job = jobs_[ticket.slot];
    FORTIFY_ASSERT(!job.active);
    job = {.ticket = ticket,
           .key = completion.key,
           .deadline = completion.deadline,
           .instance = static_cast<InstanceIndex>(completion.instance),
           .active = true};
    call_next(now, job);
    take_settled(now);
}

void Downstream::call_next(Instant now, Job& job) {
    const service::Dependency& dependency = service_.calls[job.dependency];
    ++job.made;
    // The number tells nobody who called; it only has to be the same in each kind of time, and another one
    // for each call.
    const std::uint64_t number =
        fork_seed(fork_seed(fork_seed(seed_, job.key.call), job.key.attempt), job.calls++);
    const auto target = static_cast<TargetIndex>(job.dependency);
    recorder_.count(measure::Counter::offered, target, now, recorder_.scopes_at(now));
    FORTIFY_ASSERT(dependency.times >= job.made);
    pipeline_->begin(now, NewCall{.id = CallId{number},
                                  .intended = now,
                                  .target = target,
                                  .user = job.ticket.slot,
                                  .client = job.instance,
                                  .deadline = job.deadline});
}

void Downstream::take_settled(Instant now) {
    for (std::size_t index = 0; index < settled_.size(); ++index) {  // the next call may settle at once
        const Settled settled = settled_[index];
        Job& job = jobs_[settled.user];
        if (!job.active) {
            continue;
        }
        const service::Dependency& dependency = service_.calls[job.dependency];
        if (!settled.outcome.is_success()) {
            if (dependency.need == service::Dependency::Need::needed) {
                end(job, gateway_status(settled.outcome.cause));
                continue;
            }
            job.quality = service::ServiceModel::Quality::degraded;
        }
        if (job.made == dependency.times) {
            job.made = 0;
            ++job.dependency;
        }
        if (job.dependency == service_.calls.size()) {
            end(job, success);
        } else {
            call_next(now, job);
        }
    }
    settled_.clear();
}

void Downstream::end(Job& job, std::uint16_t status) {
    job.active = false;
    ended_.push_back({job.ticket, status, job.quality});
}

void Downstream::crash(Instant now, std::uint32_t instance) {
    bool any = false;
    for (Job& job : jobs_) {
        if (job.active && job.instance == instance) {
            job.active = false;
            any = true;
        }
    }
    if (any) {
        pipeline_->withdraw_all(now, Cause::cancelled, static_cast<InstanceIndex>(instance));
        take_settled(now);
    }
}

void Downstream::on_attempt_done(Instant now, std::uint32_t slot, const AttemptResult& result) {
    pipeline_->on_attempt_done(now, slot, result);
    take_settled(now);
}

void Downstream::on_timer(Instant now, TimerId timer) {
    pipeline_->on_timer(now, timer);
    take_settled(now);
}

std::optional<Downstream::Ended> Downstream::next_ended() {
    if (next_ended_ == ended_.size()) {
        ended_.clear();
        next_ended_ = 0;
        return std::nullopt;
    }
    return ended_[next_ended_++];
}

CallsMade Downstream::finish(Instant now) {
    for (Job& job : jobs_) {
        job.active = false;
    }
    pipeline_->withdraw_all(now, Cause::unfinished);
    settled_.clear();
    pipeline_->advance(now);
    recorder_.finish(now);
    const auto seen = pipeline_->transitions();
    return {.recorder = std::move(recorder_),
            .transitions = {seen.begin(), seen.end()},
            .transitions_total = pipeline_->transitions_total()};
}

void Downstream::on_transition(const TransitionSeen& /*transition*/) {
    // The pipeline keeps them.
}

void Downstream::on_settled(const Settled& settled) {
    settled_.push_back(settled);
}

}  // namespace fortify::run
