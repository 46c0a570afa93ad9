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
    : backends_(run::backends_of(plan)),
      recorder_(recorder),
      wire_(backends_),
      runner_(plan,
              {.wire = wire_,
               .timers = timers_,
               .recorder = recorder,
               .observer = options.observer,
               .journal = options.journal}) {
}

void Simulator::run() {
    runner_.start(run_start);
    while (!runner_.finished()) {
        const Instant next_result = wire_.next();
        if (next_result <= timers_.next()) {
            if (const auto done = wire_.pop(next_result)) {
                runner_.on(next_result, *done);
                ++events_;
            }
        } else {
            const Instant now = timers_.next();
            if (const auto timer = timers_.pop_due(now)) {
                runner_.on(now, run::TimerFired{*timer});
                ++events_;
            }
        }
    }
    for (std::size_t index = 0; index < backends_.list.size(); ++index) {
        run::record_service_faults(recorder_, backends_.list[index], wire_.services()[index].totals());
    }
}

std::vector<service::ServiceModel::Totals> Simulator::services() const {
    std::vector<service::ServiceModel::Totals> totals;
    for (const service::ServiceModel& service : wire_.services()) {
        totals.push_back(service.totals());
    }
    return totals;
}

}  // namespace fortify::sim
