#include "service/service_model.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <utility>

namespace fortify::service {
namespace {

constexpr std::uint32_t no_slot = 0xFFFFFFFF;
constexpr std::uint64_t handle_limit = std::uint64_t{1} << 24;
constexpr std::uint16_t overloaded = 503;
constexpr std::uint16_t success = 200;

// For the heap functions of the standard library, which keep the greatest on top.
constexpr auto is_later = [](const auto& left, const auto& right) {
    return left.when != right.when ? left.when > right.when : left.sequence > right.sequence;
};

}  // namespace

std::string_view name_of(Health health) {
    switch (health) {
        case Health::healthy:
            return "healthy";
        case Health::degraded:
            return "degraded";
        case Health::unhealthy:
            return "unhealthy";
    }
    FORTIFY_ASSERT(false && "a health outside its enumeration");
    return "";
}

ServiceModel::ServiceModel(const ServiceConfig& config, std::vector<ServiceFault> faults, std::uint64_t seed)
    : config_(config),
      faults_(std::move(faults)),
      seed_(seed),
      queue_limit_(std::min(config.queue_limit.value_or(queue_hard_limit), queue_hard_limit)) {
    FORTIFY_ASSERT(config_.workers > 0 && config_.instances > 0);
    for (std::uint32_t instance = 0; instance < config_.instances; ++instance) {
        instances_.push_back({Conditions(faults_, instance), {}, 0, 0, 0});
        const auto outages = instances_.back().conditions.outages();
        next_outage_ = outages.empty() ? next_outage_ : std::min(next_outage_, outages.front().start);
    }
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        if (faults_[index].kind == ServiceFault::Kind::errors) {
            error_faults_.push_back(index);
        }
    }
    totals_.fault_hits.assign(faults_.size(), 0);
}

std::optional<Completion> ServiceModel::arrive(Instant now, std::uint64_t job, JobKey key) {
    FORTIFY_ASSERT(job < handle_limit);
    catch_up(now);
    ++totals_.arrived;
    const std::uint32_t index = turn_;
    turn_ = turn_ + 1 == config_.instances ? 0 : turn_ + 1;
    Instance& instance = instances_[index];
    if (instance.conditions.at(now, instance.condition).is_down) {
        ++totals_.refused;
        count_crashed(now, index);
        return Completion{.job = job, .result = JobResult::refused, .when = now};
    }
    const bool is_full = instance.busy == config_.workers && instance.queue.size() >= queue_limit_;
    if (is_full) {
        ++totals_.shed;
        return Completion{.job = job, .result = JobResult::answered, .status = overloaded, .when = now};
    }
    const Slot slot = take_slot();
    jobs_[slot] = Job{.handle = job, .key = key, .sequence = arrivals_++, .instance = index};
    if (job >= slot_of_.size()) {
        slot_of_.resize(job + 1, no_slot);
    }
    FORTIFY_ASSERT(slot_of_[job] == no_slot);
    slot_of_[job] = slot;
    if (instance.busy < config_.workers) {
        start(now, slot);
    } else {
        jobs_[slot].state = Job::State::queued;
        instance.queue.push_back(slot);
        totals_.queue_peak = std::max(totals_.queue_peak, ++totals_.queued);
    }
    return std::nullopt;
}

void ServiceModel::abandon(Instant now, std::uint64_t job) {
    catch_up(now);
    if (job < slot_of_.size() && slot_of_[job] != no_slot) {
        jobs_[slot_of_[job]].abandoned = true;
        slot_of_[job] = no_slot;
        return;
    }
    for (std::size_t index = 0; index < due_.size(); ++index) {
        Completion& completion = due_.at(index);
        if (completion.job == job && !completion.abandoned) {
            completion.abandoned = true;
            ++totals_.abandoned;
            totals_.wasted += completion.busy;
        }
    }
}

Instant ServiceModel::next_wakeup() const {
    if (!due_.is_empty()) {
        return due_.front().when;
    }
    return heap_.empty() ? never : std::min(heap_.front().when, next_outage_);
}

std::optional<Completion> ServiceModel::next(Instant now) {
    while (due_.is_empty()) {
        if (!has_event(now)) {
            return std::nullopt;
        }
        if (!heap_.empty() && heap_.front().when <= next_outage_) {
            return complete_first();
        }
        crash_first();
    }
    return due_.pop_front();
}

bool ServiceModel::has_event(Instant now) const {
    const Instant first = heap_.empty() ? next_outage_ : std::min(heap_.front().when, next_outage_);
    return first <= now && first != never;
}

// Until now, keeping what ends on the way for those who ask for it later.
void ServiceModel::catch_up(Instant now) {
    while (has_event(now)) {
        if (!heap_.empty() && heap_.front().when <= next_outage_) {
            due_.push_back(complete_first());
        } else {
            crash_first();
        }
    }
}

ServiceModel::Slot ServiceModel::take_slot() {
    if (free_.empty()) {
        jobs_.emplace_back();
        return static_cast<Slot>(jobs_.size() - 1);
    }
    const Slot slot = free_.back();
    free_.pop_back();
    return slot;
}

void ServiceModel::start(Instant now, Slot slot) {
    Job& job = jobs_[slot];
    Instance& instance = instances_[job.instance];
    Rng rng(fork_seed(fork_seed(seed_, job.key.call), job.key.attempt));
    const Duration work = config_.service_time.sample(rng);
    const Conditions::Condition& condition = instance.conditions.at(now, instance.condition);
    Instant finish = after(now, work);
    if (!condition.is_plain || finish > condition.until) {
        finish = instance.conditions.finish(now, work, instance.condition);
        count_slowed(job.instance, {now, finish});
    }
    job.started = now;
    job.state = Job::State::in_service;
    ++instance.busy;
    ++totals_.in_service;
    heap_.push_back({finish, job.sequence, slot});
    std::push_heap(heap_.begin(), heap_.end(), is_later);
}

// Of a job in service for that long, if no crash cuts it short.
void ServiceModel::count_slowed(std::uint32_t instance, Interval service) {
    const auto outages = instances_[instance].conditions.outages();
    const auto outage = instances_[instance].outage;
    const Instant end = outage < outages.size() ? std::min(service.end, outages[outage].start) : service.end;
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        const ServiceFault& fault = faults_[index];
        const bool slows = fault.kind == ServiceFault::Kind::stall || fault.kind == ServiceFault::Kind::slow;
        if (slows && concerns(fault, instance) && fault.when.start < end && service.start < fault.when.end) {
            ++totals_.fault_hits[index];
        }
    }
}

void ServiceModel::count_crashed(Instant now, std::uint32_t instance) {
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        const ServiceFault& fault = faults_[index];
        if (fault.kind == ServiceFault::Kind::crash && concerns(fault, instance) &&
            fault.when.contains(now)) {
            ++totals_.fault_hits[index];
        }
    }
}

std::uint16_t ServiceModel::status_of(Instant now, const Job& job) {
    for (const std::size_t index : error_faults_) {
        const ServiceFault& fault = faults_[index];
        if (fault.when.contains(now) && concerns(fault, job.instance) &&
            uniform_at(fault.seed, job.key.call, job.key.attempt) < fault.probability) {
            ++totals_.fault_hits[index];
            return fault.status;
        }
    }
    return success;
}

Completion ServiceModel::complete_first() {
    const auto [now, sequence, slot] = heap_.front();
    std::pop_heap(heap_.begin(), heap_.end(), is_later);
    heap_.pop_back();
    Instance& instance = instances_[jobs_[slot].instance];
    ++totals_.answered;
    const Completion completion = leave(now, slot, JobResult::answered, status_of(now, jobs_[slot]));
    if (!instance.queue.is_empty()) {
        const bool is_fifo = config_.queue_order == QueueOrder::fifo;
        const Slot waiting = is_fifo ? instance.queue.pop_front() : instance.queue.pop_back();
        --totals_.queued;
        start(now, waiting);
    }
    return completion;
}

Completion ServiceModel::leave(Instant now, Slot slot, JobResult result, std::uint16_t status) {
    Job& job = jobs_[slot];
    Completion completion{job.handle, result, status, job.abandoned, now, Duration::zero()};
    if (job.state == Job::State::in_service) {
        completion.busy = now - job.started;
        --instances_[job.instance].busy;
        --totals_.in_service;
    } else {
        --totals_.queued;
    }
    totals_.busy += completion.busy;
    if (job.abandoned) {
        ++totals_.abandoned;
        totals_.wasted += completion.busy;
    } else {
        slot_of_[job.handle] = no_slot;
    }
    job.state = Job::State::free;
    free_.push_back(slot);
    return completion;
}

// The outage that starts first begins: every job inside is reset.
void ServiceModel::crash_first() {
    const Instant now = std::exchange(next_outage_, never);
    std::vector<Slot> inside;
    for (std::uint32_t index = 0; index < instances_.size(); ++index) {
        Instance& instance = instances_[index];
        const auto outages = instance.conditions.outages();
        if (instance.outage < outages.size() && outages[instance.outage].start == now) {
            ++instance.outage;
            instance.queue.clear();
            for (Slot slot = 0; slot < jobs_.size(); ++slot) {
                if (jobs_[slot].state != Job::State::free && jobs_[slot].instance == index) {
                    inside.push_back(slot);
                }
            }
        }
        if (instance.outage < outages.size()) {
            next_outage_ = std::min(next_outage_, outages[instance.outage].start);
        }
    }
    std::sort(inside.begin(), inside.end(),
              [this](Slot left, Slot right) { return jobs_[left].sequence < jobs_[right].sequence; });
    for (const Slot slot : inside) {
        ++totals_.reset;
        count_crashed(now, jobs_[slot].instance);
        due_.push_back(leave(now, slot, JobResult::reset, 0));
    }
    const auto gone = std::remove_if(heap_.begin(), heap_.end(), [this](const Finish& finish) {
        return jobs_[finish.slot].state == Job::State::free;
    });
    heap_.erase(gone, heap_.end());
    std::make_heap(heap_.begin(), heap_.end(), is_later);
}

Health ServiceModel::health(Instant now) const {
    const auto stopped = std::count_if(instances_.begin(), instances_.end(), [now](const Instance& instance) {
        return instance.conditions.at(now).speed == 0;
    });
    if (stopped == static_cast<std::ptrdiff_t>(instances_.size())) {
        return Health::unhealthy;
    }
    const std::uint64_t workers = std::uint64_t{config_.workers} * config_.instances;
    const std::uint64_t long_queue =
        config_.queue_limit ? std::uint64_t{queue_limit_} * config_.instances / 2 : workers;
    const bool is_strained = totals_.in_service == workers && totals_.queued > long_queue;
    return stopped > 0 || is_strained ? Health::degraded : Health::healthy;
}

bool ServiceModel::accepts_connections(Instant now) const {
    return !std::all_of(instances_.begin(), instances_.end(),
                        [now](const Instance& instance) { return instance.conditions.at(now).is_down; });
}

const ServiceModel::Totals& ServiceModel::totals() const {
    return totals_;
}

}  // namespace fortify::service
