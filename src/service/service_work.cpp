// A job from the moment at which it gets a worker to its end.

#include "core/assert.hpp"
#include "service/service_model.hpp"

#include <algorithm>

namespace fortify::service {
namespace {

constexpr std::uint32_t no_slot = 0xFFFFFFFF;
constexpr std::uint16_t success = 200;
constexpr std::uint16_t no_connection = 503;
constexpr std::uint16_t too_late = 504;

// For the heap functions of the standard library, which keep the greatest on top.
constexpr auto is_later = [](const auto& left, const auto& right) {
    return left.when != right.when ? left.when > right.when : left.sequence > right.sequence;
};

}  // namespace

ServiceModel::Slot ServiceModel::take_slot() {
    if (free_.empty()) {
        jobs_.emplace_back();
        return static_cast<Slot>(jobs_.size() - 1);
    }
    const Slot slot = free_.back();
    free_.pop_back();
    return slot;
}

void ServiceModel::schedule(Slot slot, Instant when) {
    Job& job = jobs_[slot];
    heap_.push_back({when, job.sequence, slot, ++job.stamp});
    std::push_heap(heap_.begin(), heap_.end(), is_later);
}

// What nobody waits for any more would wake the driver for nothing.
void ServiceModel::forget_stale() {
    const auto gone =
        std::remove_if(heap_.begin(), heap_.end(), [this](const Event& event) { return is_stale(event); });
    heap_.erase(gone, heap_.end());
    std::make_heap(heap_.begin(), heap_.end(), is_later);
}

void ServiceModel::advance() {
    if (heap_.empty() || next_change() < heap_.front().when) {
        change(next_change());
        return;
    }
    const Event event = heap_.front();
    std::pop_heap(heap_.begin(), heap_.end(), is_later);
    heap_.pop_back();
    if (!is_stale(event)) {
        go_on(event.when, event.slot);
    }
}

void ServiceModel::start(Instant now, Slot slot) {
    Job& job = jobs_[slot];
    job.started = now;
    job.state = Job::State::working;
    ++instances_[job.instance].busy;
    ++totals_.in_service;
    if (config_.cache) {
        look_up(now, slot);
    } else if (config_.pool) {
        acquire(now, slot);
    } else {
        work(now, slot);
    }
}

void ServiceModel::look_up(Instant now, Slot slot) {
    Job& job = jobs_[slot];
    job.cache_key = keys_->key_of(job.key.call);
    const bool is_cacheable =
        uniform_at(seeds_.cache_hit, job.key.call, job.key.attempt) < config_.cache->hit_ratio;
    const bool is_there = instances_[job.instance].cache->has(job.cache_key);
    if (!faults_of(Kind::cache_flush).empty()) {
        count_lookup(now, job.instance, is_cacheable && !is_there ? Touch::did : Touch::could);
    }
    if (is_cacheable && is_there) {
        ++totals_.hits;
        hit(now, slot);
    } else {
        ++totals_.misses;
        miss(now, slot);
    }
}

void ServiceModel::hit(Instant now, Slot slot) {
    Job& job = jobs_[slot];
    job.is_hit = true;
    job.state = Job::State::working;
    Rng rng(fork_seed(fork_seed(seeds_.hit_time, job.key.call), job.key.attempt));
    const Duration work = config_.cache->hit_time.sample(rng);
    Instance& instance = instances_[job.instance];
    static_cast<void>(instance.conditions.at(now, instance.condition));
    const Instant ends = instance.conditions.finish(now, work, instance.condition);
    count_slowed(job.instance, {now, ends});
    schedule(slot, ends);
}

void ServiceModel::miss(Instant now, Slot slot) {
    Job& job = jobs_[slot];
    if (config_.cache->misses == CacheConfig::Misses::coalesced) {
        if (!instances_[job.instance].cache->fetch(job.cache_key, slot)) {
            job.state = Job::State::following;
            return;
        }
        job.is_fetching = true;
    }
    if (config_.pool) {
        acquire(now, slot);
    } else {
        work(now, slot);
    }
}

void ServiceModel::acquire(Instant now, Slot slot) {
    Job& job = jobs_[slot];
    Instance& instance = instances_[job.instance];
    if (instance.pool->take()) {
        job.is_connected = true;
        work(now, slot);
        return;
    }
    ++totals_.pool_waits;
    ++instance.acquiring;
    job.state = Job::State::acquiring;
    static_cast<void>(instance.conditions.at(now, instance.condition));
    const Instant in_vain = after(now, config_.pool->acquire_timeout);
    schedule(slot, instance.conditions.finish(in_vain, Duration::zero(), instance.condition));
    instance.pool->wait({slot, job.stamp});
}

void ServiceModel::work(Instant now, Slot slot) {
    Job& job = jobs_[slot];
    Instance& instance = instances_[job.instance];
    Rng rng(fork_seed(fork_seed(seeds_.service, job.key.call), job.key.attempt));
    Duration work = config_.service_time.sample(rng);
    Duration hold{-1};
    if (job.is_connected && config_.pool->hold) {
        Rng own(fork_seed(fork_seed(seeds_.hold, job.key.call), job.key.attempt));
        hold = config_.pool->hold->sample(own);
        work = std::max(work, hold);
    }
    if (!faults_of(Kind::slow).empty()) {
        const double factor = slowed_by(now, job);
        if (factor != 1) {
            work = from_seconds(to_seconds(work) * factor);
            hold = hold < Duration::zero() ? hold : from_seconds(to_seconds(hold) * factor);
        }
    }
    const Conditions::Condition condition = instance.conditions.at(now, instance.condition);
    Instant ends = after(now, work);
    if (!condition.is_plain || ends > condition.until || !faults_of(Kind::pause).empty()) {
        ends = instance.conditions.finish(now, work, instance.condition);
        count_slowed(job.instance, {now, ends});
    }
    job.state = Job::State::working;
    if (hold >= Duration::zero()) {
        job.state = Job::State::holding;
        job.ends = ends;
        ends = instance.conditions.finish(now, hold, instance.condition);
    }
    schedule(slot, ends);
}

// What the job waited for has come.
void ServiceModel::go_on(Instant now, Slot slot) {
    Job& job = jobs_[slot];
    switch (job.state) {
        case Job::State::acquiring:
            ++totals_.pool_timeouts;
            end(now, slot, no_connection);
            return;
        case Job::State::holding:
            job.state = Job::State::working;
            schedule(slot, job.ends);
            give_back(now, slot);
            return;
        case Job::State::working:
            end_own_work(now, slot);
            return;
        case Job::State::answering:
            totals_.degraded += job.quality == Quality::degraded ? 1 : 0;
            end(now, slot, job.answer);
            return;
        case Job::State::free:
        case Job::State::queued:
        case Job::State::dropped:
        case Job::State::following:
        case Job::State::calling:
            break;
    }
    FORTIFY_ASSERT(false && "an event of a job that waits for none");
}

void ServiceModel::end_own_work(Instant now, Slot slot) {
    Job& job = jobs_[slot];
    const std::uint16_t status = status_of(now, job);
    if (config_.calls.empty() || job.is_hit || status != success) {
        end(now, slot, status);
        return;
    }
    job.state = Job::State::calling;
    due_.push_back({.job = job.handle,
                    .result = JobResult::calling,
                    .abandoned = job.abandoned,
                    .when = now,
                    .key = job.key,
                    .deadline = config_.deadlines == Deadlines::respected ? job.deadline : never,
                    .instance = job.instance,
                    .ticket = {slot, ++job.stamp}});
}

void ServiceModel::end(Instant now, Slot slot, std::uint16_t status) {
    ++totals_.answered;
    const Job job = jobs_[slot];
    Instance& instance = instances_[job.instance];
    due_.push_back(leave(now, slot, JobResult::answered, status));
    if (job.is_connected) {
        give_back(now, slot);
    }
    if (config_.cache && !job.is_hit) {
        if (status == success) {
            instance.cache->fill(job.cache_key);
        }
        for (const Slot waiting :
             job.is_fetching ? instance.cache->end_fetch(job.cache_key) : std::vector<Slot>{}) {
            if (status == success) {
                ++totals_.coalesced;
                hit(now, waiting);
            } else {
                miss(now, waiting);
            }
        }
    }
    refill(now, job.instance);
}

// The connection of a job that has just left, or goes on without it.
void ServiceModel::give_back(Instant now, Slot slot) {
    Job& job = jobs_[slot];
    job.is_connected = false;
    Pool& pool = *instances_[job.instance].pool;
    if (leaks(now, job)) {
        ++totals_.pool_leaked;
        pool.leak();
        return;
    }
    while (const auto waiter = pool.next_waiter()) {
        Job& waiting = jobs_[waiter->slot];
        if (waiting.stamp == waiter->stamp) {
            waiting.is_connected = true;
            --instances_[waiting.instance].acquiring;
            work(now, waiter->slot);
            return;
        }
    }
    pool.give_back();
}

void ServiceModel::refill(Instant now, std::uint32_t index) {
    Instance& instance = instances_[index];
    while (!instance.queue.is_empty() &&
           instance.busy < instance.conditions.at(now, instance.condition).workers) {
        const bool is_fifo = config_.queue_order == QueueOrder::fifo;
        const Slot slot = is_fifo ? instance.queue.pop_front() : instance.queue.pop_back();
        --totals_.queued;
        const Job& job = jobs_[slot];
        if (config_.deadlines == Deadlines::respected && (job.abandoned || job.deadline <= now)) {
            ++totals_.dropped;
            jobs_[slot].state = Job::State::dropped;
            due_.push_back(leave(now, slot, JobResult::answered, too_late));
        } else {
            start(now, slot);
        }
    }
}

Completion ServiceModel::leave(Instant now, Slot slot, JobResult result, std::uint16_t status) {
    Job& job = jobs_[slot];
    Instance& instance = instances_[job.instance];
    Completion completion{.job = job.handle,
                          .result = result,
                          .status = status,
                          .abandoned = job.abandoned,
                          .when = now,
                          .key = job.key,
                          .instance = job.instance,
                          .ticket = {slot, job.stamp}};
    if (job.has_worker()) {
        completion.busy = now - job.started;
        --instance.busy;
        --totals_.in_service;
        instance.acquiring -= job.state == Job::State::acquiring ? 1 : 0;
    } else if (job.state == Job::State::queued) {
        --totals_.queued;
    }
    totals_.busy += completion.busy;
    if (!job.abandoned) {
        slot_of_[job.handle] = no_slot;
    } else if (job.state != Job::State::dropped) {
        ++totals_.abandoned;
        totals_.wasted += completion.busy;
    }
    const bool was_acquiring = job.state == Job::State::acquiring;
    job.state = Job::State::free;
    ++job.stamp;
    free_.push_back(slot);
    if (was_acquiring) {
        instance.pool->forget(
            [this](const Pool::Waiter& waiter) { return jobs_[waiter.slot].stamp != waiter.stamp; });
    }
    return completion;
}

}  // namespace fortify::service
