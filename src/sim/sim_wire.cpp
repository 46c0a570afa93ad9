#include "sim/sim_wire.hpp"

#include "core/assert.hpp"
#include "sim/completion_result.hpp"

#include <algorithm>

namespace fortify::sim {
namespace {

// Given as the job's number to every request that is delivered twice, since nobody waits for it from the
// start.
constexpr std::uint64_t second_delivery = 0;

// For the heap functions of the standard library, which keep the greatest in front.
constexpr auto is_later = [](const auto& left, const auto& right) {
    return left.when != right.when ? left.when > right.when : left.sequence > right.sequence;
};

std::vector<service::ServiceModel> models_of(const run::Backends& backends) {
    std::vector<service::ServiceModel> services;
    services.reserve(backends.list.size());
    for (const run::Backend& backend : backends.list) {
        services.emplace_back(*backend.config, backend.faults, backend.seed);
    }
    return services;
}

}  // namespace

run::AttemptResult result_of(const service::Completion& completion) {
    switch (completion.result) {
        case service::JobResult::answered:
            return {.cause = Cause::none, .status = completion.status};
        case service::JobResult::refused:
            return {.cause = Cause::connect_error};
        case service::JobResult::reset:
            return {.cause = Cause::reset};
        case service::JobResult::calling:
            break;  // is no result
    }
    FORTIFY_ASSERT(false && "a job result outside its enumeration");
}

SimWire::SimWire(const run::Plan& plan, const run::Backends& backends)
    : backends_(backends), services_(models_of(backends)), inner_(plan, backends, services_) {
}

std::uint64_t SimWire::job_of(std::uint32_t slot) const {
    return (std::uint64_t{slot} + 1) * inner_.stride(slots_[slot].backend);
}

void SimWire::start(Instant now, const run::AttemptRequest& attempt) {
    const std::optional<std::size_t> backend = backends_.of_target[attempt.target];
    FORTIFY_ASSERT(backend.has_value());
    if (attempt.slot >= slots_.size()) {
        slots_.resize(attempt.slot + 1);
    }
    Slot& slot = slots_[attempt.slot];
    slot = {.state = Slot::State::on_the_way,
            .serial = slot.serial + 1,
            .backend = *backend,
            .key = {.call = attempt.id.call.value, .attempt = attempt.id.number},
            .treatment = attempt.treatment,
            .deadline = attempt.deadline};
    if (slot.treatment != nullptr) {
        if (const auto end = end_on_the_way(*slot.treatment)) {
            end_later(now, attempt.slot, *end, {});
            return;
        }
        if (slot.treatment->until_asked() > Duration::zero()) {
            add_step(after(now, slot.treatment->until_asked()), attempt.slot, std::nullopt);
            return;
        }
    }
    ask(now, attempt.slot);
}

void SimWire::ask(Instant now, std::uint32_t index) {
    Slot& slot = slots_[index];
    service::ServiceModel& service = services_[slot.backend];
    slot.state = Slot::State::at_target;
    if (const auto completion = service.arrive(now, job_of(index), slot.key, slot.deadline)) {
        slot.state = Slot::State::on_the_way;
        if (const auto done = receive(now, index, *completion)) {
            immediate_.push_back({.when = now, .done = *done});
        }
    }
    if (slot.treatment == nullptr) {
        return;
    }
    if (slot.treatment->duplicate && !service.arrive(now, second_delivery, slot.key)) {
        service.abandon(now, second_delivery);
    }
    if (slot.treatment->answer == fault::Treatment::Answer::lost && slot.state == Slot::State::at_target) {
        service.abandon(now, job_of(index));
        slot.state = Slot::State::on_the_way;
        immediate_.push_back({.when = now, .done = {.slot = index, .result = {.cause = Cause::reset}}});
    }
}

void SimWire::end_later(Instant now,
                        std::uint32_t slot,
                        const End& end,
                        const run::AttemptResult& otherwise) {
    if (end.after != Duration::max()) {
        add_step(after(now, end.after), slot,
                 end.cause ? run::AttemptResult{.cause = *end.cause} : otherwise);
    }
}

void SimWire::add_step(Instant when, std::uint32_t slot, const std::optional<run::AttemptResult>& result) {
    steps_.push_back({.when = when,
                      .sequence = step_count_++,
                      .slot = slot,
                      .serial = slots_[slot].serial,
                      .result = result});
    std::push_heap(steps_.begin(), steps_.end(), is_later);
}

std::optional<run::AttemptDone> SimWire::receive(Instant now,
                                                 std::uint32_t index,
                                                 const service::Completion& completion) {
    Slot& slot = slots_[index];
    slot.state = Slot::State::on_the_way;
    const run::AttemptResult result = result_of(completion);
    if (slot.treatment == nullptr || completion.result != service::JobResult::answered) {
        return run::AttemptDone{.slot = index, .result = result};
    }
    if (slot.treatment->answer == fault::Treatment::Answer::lost) {
        return run::AttemptDone{.slot = index, .result = {.cause = Cause::reset}};
    }
    const Bytes size = backends_.list[slot.backend].config->answer_size;
    end_later(now, index, end_of_answer(*slot.treatment, size), result);
    return std::nullopt;
}

void SimWire::cancel(Instant now, std::uint32_t index) {
    const auto waiting = std::find_if(immediate_.begin(), immediate_.end(),
                                      [index](const Immediate& one) { return one.done.slot == index; });
    if (waiting != immediate_.end()) {
        immediate_.erase(waiting);
        return;
    }
    Slot& slot = slots_[index];
    if (slot.state == Slot::State::at_target) {
        services_[slot.backend].abandon(now, job_of(index));
    }
    ++slot.serial;  // its steps are nobody's
}

Instant SimWire::next() const {
    if (!immediate_.empty()) {
        return immediate_.front().when;
    }
    Instant earliest = steps_.empty() ? never : steps_.front().when;
    for (const service::ServiceModel& service : services_) {
        earliest = std::min(earliest, service.next_wakeup());
    }
    return std::min(earliest, inner_.next());
}

std::optional<run::AttemptDone> SimWire::pop_step(Instant now) {
    while (!steps_.empty() && steps_.front().when <= now) {
        const Step step = steps_.front();
        std::pop_heap(steps_.begin(), steps_.end(), is_later);
        steps_.pop_back();
        if (step.serial != slots_[step.slot].serial) {
            continue;
        }
        if (step.result) {
            return run::AttemptDone{.slot = step.slot, .result = *step.result};
        }
        ask(step.when, step.slot);
    }
    return std::nullopt;
}

std::optional<run::AttemptDone> SimWire::pop(Instant now) {
    do {
        if (immediate_.empty()) {
            if (const auto done = pop_step(now)) {
                return done;
            }
        }
        if (!immediate_.empty()) {
            const run::AttemptDone done = immediate_.front().done;
            immediate_.pop_front();
            return done;
        }
        if (const auto done = pop_service(now)) {
            return done;
        }
    } while (inner_.run_due(now));
    return std::nullopt;
}

std::optional<run::AttemptDone> SimWire::pop_service(Instant now) {
    for (std::size_t index = 0; index < services_.size(); ++index) {
        while (const auto completion = services_[index].next(now)) {
            if (inner_.take(index, *completion) || completion->abandoned) {
                continue;
            }
            const auto slot = static_cast<std::uint32_t>(completion->job / inner_.stride(index) - 1);
            if (const auto done = receive(completion->when, slot, *completion)) {
                return done;
            }
        }
    }
    return std::nullopt;
}

}  // namespace fortify::sim
