#include "sim/simulator.hpp"

namespace fortify::sim {

std::vector<std::string> targets_without_model(const run::Plan& plan) {
    std::vector<std::string> names;
    for (const run::TargetPlan& target : plan.targets) {
        if (!target.service && !target.model) {
            names.push_back(target.name);
        }
    }
    return names;
}

Simulator::Simulator(const run::Plan& plan, measure::Recorder& recorder, Options options)
    : plan_(plan),
      backends_(run::backends_of(plan)),
      recorder_(recorder),
      wire_(plan, backends_),
      errands_(plan, backends_, wire_),
      runner_(plan,
              {.wire = wire_,
               .timers = timers_,
               .recorder = recorder,
               .errands = &errands_,
               .observer = options.observer,
               .journal = options.journal}) {
}

void Simulator::run() {
    while (advance(UINT64_MAX)) {
    }
}

bool Simulator::advance(std::uint64_t events) {
    if (!is_started_) {
        is_started_ = true;
        now_ = run::opening_of(plan_);
        runner_.start(now_);
    }
    const std::uint64_t until = events > UINT64_MAX - events_ ? UINT64_MAX : events_ + events;
    while (!runner_.finished() && events_ < until) {
        if (runner_.is_ready()) {
            now_ = run_start;
            tell(run::Begun{});
        } else if (errands_.has_answers()) {
            tell(errands_.pop());
        } else if (wire_.next() <= timers_.next()) {
            now_ = wire_.next();
            if (const auto done = wire_.pop(now_)) {
                tell(*done);
            }
        } else {
            now_ = timers_.next();
            if (const auto timer = timers_.pop_due(now_)) {
                tell(run::TimerFired{*timer});
            }
        }
    }
    if (!runner_.finished() || is_ended_) {
        return !is_ended_;
    }
    is_ended_ = true;
    calls_ = wire_.finish(now_);
    for (const std::optional<run::CallsMade>& made : calls_) {
        if (made) {
            run::record_calls(recorder_, *made);
        }
    }
    for (std::size_t index = 0; index < backends_.list.size(); ++index) {
        run::record_service_faults(recorder_, backends_.list[index], wire_.services()[index].totals());
    }
    return false;
}

std::vector<service::ServiceModel::Totals> Simulator::services() const {
    std::vector<service::ServiceModel::Totals> totals;
    for (const service::ServiceModel& service : wire_.services()) {
        totals.push_back(service.totals());
    }
    return totals;
}

}  // namespace fortify::sim
