#include "net/server/service_calls.hpp"

#include <algorithm>
#include <utility>

namespace fortify::net {

Result<std::unique_ptr<ServiceCalls>, std::string> ServiceCalls::create(Loop& loop, const CallPlan& plan) {
    CurlWire::Options options{.endpoints = {}, .allow = run::SafetyPlan{}.allow};
    for (const run::TargetPlan& target : run::call_targets(*plan.plan, plan.service)) {
        options.endpoints.push_back(endpoint_of(target, plan.urls[*target.service]));
    }
    auto wire = CurlWire::create(loop, options);
    if (!wire) {
        return Err{wire.error()};
    }
    std::unique_ptr<ServiceCalls> calls(new ServiceCalls);
    calls->wire_ = std::move(*wire);
    calls->downstream_ =
        std::make_unique<run::Downstream>(*plan.plan, plan.service, *calls->wire_, calls->timers_);
    return calls;
}

void ServiceCalls::take_due(Instant now) {
    while (const std::optional<run::AttemptDone> done = wire_->next_result()) {
        downstream_->on_attempt_done(now, done->slot, done->result);
    }
    while (const std::optional<run::TimerId> timer = timers_.pop_due(now)) {
        downstream_->on_timer(now, *timer);
    }
}

Instant ServiceCalls::next_wakeup() const {
    return std::min(wire_->next_wakeup(), timers_.next());
}

}  // namespace fortify::net
