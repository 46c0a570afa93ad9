#include "sim/sim_wire.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace fortify::sim {
namespace {

// Of the jobs at a service: that of a slot, and the one that is given to every request delivered twice,
// since nobody waits for it from the start.
constexpr std::uint64_t second_delivery = 0;
constexpr std::uint64_t job_of(std::uint32_t slot) {
    return std::uint64_t{slot} + 1;
}
std::uint32_t slot_of(const service::Completion& completion) {
    return static_cast<std::uint32_t>(completion.job - 1);
}

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

// For the heap functions of the standard library, which keep the greatest in front.
constexpr auto is_later = [](const auto& left, const auto& right) {
    return left.when != right.when ? left.when > right.when : left.sequence > right.sequence;
};

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
    if (attempt.slot >= slots_.size()) {
        slots_.resize(attempt.slot + 1);
    }
    Slot& slot = slots_[attempt.slot];
    slot = {.state = Slot::State::on_the_way,
            .serial = slot.serial + 1,
            .backend = *backend,
            .key = {.call = attempt.id.call.value, .attempt = attempt.id.number},
            .treatment = attempt.treatment};
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
    if (const auto completion = service.arrive(now, job_of(index), slot.key)) {
        slot.state = Slot::State::on_the_way;
        if (const auto done = receive(now, *completion)) {
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

std::optional<run::AttemptDone> SimWire::receive(Instant now, const service::Completion& completion) {
    const std::uint32_t index = slot_of(completion);
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
    return earliest;
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
    for (service::ServiceModel& service : services_) {
        while (const auto completion = service.next(now)) {
            if (completion->abandoned) {
                continue;
            }
            if (const auto done = receive(completion->when, *completion)) {
                return done;
            }
        }
    }
    return std::nullopt;
}

}  // namespace fortify::sim
