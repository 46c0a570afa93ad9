#include "sim/sim_wire.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace fortify::sim {
namespace {

run::AttemptResult result_of(const service::Completion& completion) {
    switch (completion.result) {
        case service::JobResult::answered:
            return {.cause = Cause::none, .status = completion.status};
        case service::JobResult::refused:
            return {.cause = Cause::connect_error};
        case service::JobResult::reset:
            return {.cause = Cause::reset};
    }
    FORTIFY_ASSERT(false && "a job result outside its enumeration");
}

}  // namespace

SimWire::SimWire(const run::Backends& backends) : backends_(backends) {
    services_.reserve(backends.list.size());
    for (const run::Backend& backend : backends.list) {
        services_.emplace_back(*backend.config, backend.faults, backend.seed);
    }
}

void SimWire::start(Instant now, const run::AttemptRequest& attempt) {
    const std::optional<std::size_t> backend = backends_.of_target[attempt.target];
    FORTIFY_ASSERT(backend.has_value());
    if (attempt.slot >= service_of_slot_.size()) {
        service_of_slot_.resize(attempt.slot + 1);
    }
    service_of_slot_[attempt.slot] = *backend;
    const service::JobKey key{.call = attempt.id.call.value, .attempt = attempt.id.number};
    if (const auto completion = services_[*backend].arrive(now, attempt.slot, key)) {
        immediate_.push_back({.when = now, .done = {.slot = attempt.slot, .result = result_of(*completion)}});
    }
}

void SimWire::cancel(Instant now, std::uint32_t slot) {
    const auto waiting = std::find_if(immediate_.begin(), immediate_.end(),
                                      [slot](const Immediate& one) { return one.done.slot == slot; });
    if (waiting != immediate_.end()) {
        immediate_.erase(waiting);
        return;
    }
    services_[service_of_slot_[slot]].abandon(now, slot);
}

Instant SimWire::next() const {
    if (!immediate_.empty()) {
        return immediate_.front().when;
    }
    Instant earliest = never;
    for (const service::ServiceModel& service : services_) {
        earliest = std::min(earliest, service.next_wakeup());
    }
    return earliest;
}

std::optional<run::AttemptDone> SimWire::pop(Instant now) {
    if (!immediate_.empty()) {
        const run::AttemptDone done = immediate_.front().done;
        immediate_.pop_front();
        return done;
    }
    for (service::ServiceModel& service : services_) {
        while (const auto completion = service.next(now)) {
            if (!completion->abandoned) {
                return run::AttemptDone{.slot = static_cast<std::uint32_t>(completion->job),
                                        .result = result_of(*completion)};
            }
        }
    }
    return std::nullopt;
}

}  // namespace fortify::sim
