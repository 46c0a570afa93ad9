#include "service/service_model.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace fortify::service {
namespace {

constexpr std::uint32_t no_slot = 0xFFFFFFFF;
constexpr std::uint64_t handle_limit = std::uint64_t{1} << 24;
constexpr std::uint16_t overloaded = 503;
constexpr std::uint16_t too_late = 504;

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
      seeds_{seed,
             fork_seed(seed, "balance"),
             fork_seed(seed, "cache/hit"),
             fork_seed(seed, "cache/time"),
             fork_seed(seed, "pool/hold"),
             fork_seed(seed, "pool/leak")},
      queue_limit_(std::min(config.queue_limit.value_or(queue_hard_limit), queue_hard_limit)) {
    FORTIFY_ASSERT(config_.workers > 0 && config_.instances > 0);
    for (std::uint32_t index = 0; index < config_.instances; ++index) {
        Instance instance{
            .conditions = Conditions(config_, faults_, index), .queue = {}, .cache = {}, .pool = {}};
        if (config_.cache) {
            instance.cache.emplace(config_.cache->keys);
        }
        if (config_.pool) {
            instance.pool.emplace(config_.pool->size);
        }
        instances_.push_back(std::move(instance));
    }
    if (config_.cache) {
        keys_.emplace(*config_.cache, fork_seed(seed, "cache/key"));
    }
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        faults_of_[static_cast<std::size_t>(faults_[index].kind)].push_back(index);
    }
    totals_.fault_eligible.assign(faults_.size(), 0);
    totals_.fault_hits.assign(faults_.size(), 0);
    plan_changes();
}

void ServiceModel::plan_changes() {
    for (std::uint32_t index = 0; index < config_.instances; ++index) {
        for (const Interval& outage : instances_[index].conditions.outages()) {
            changes_.push_back({Change::What::crash, outage.start, index});
        }
        for (const ServiceFault& fault : faults_) {
            if (!concerns(fault, index)) {
                continue;
            }
            if (fault.kind == Kind::cache_flush) {
                changes_.push_back({Change::What::flush, fault.when.start, index});
            } else if (fault.kind == Kind::capacity) {
                changes_.push_back({Change::What::capacity, fault.when.end, index});
            }
        }
    }
    std::sort(changes_.begin(), changes_.end(), [](const Change& left, const Change& right) {
        return std::tie(left.when, left.what, left.instance) <
               std::tie(right.when, right.what, right.instance);
    });
}

std::optional<Completion> ServiceModel::arrive(Instant now, std::uint64_t job, JobKey key, Instant deadline) {
    FORTIFY_ASSERT(job < handle_limit);
    catch_up(now);
    ++totals_.arrived;
    const std::uint32_t index = choose(now, key);
    Instance& instance = instances_[index];
    const Conditions::Condition condition = instance.conditions.at(now, instance.condition);
    if (condition.is_down) {
        ++totals_.refused;
        count_crashed(now, index);
        return Completion{.job = job, .result = JobResult::refused, .when = now, .key = key, .ticket = {}};
    }
    const bool has_worker = instance.busy < condition.workers;
    if (!has_worker && instance.queue.size() >= queue_limit_) {
        ++totals_.shed;
        count_arrival(now, index);
        return Completion{.job = job,
                          .result = JobResult::answered,
                          .status = overloaded,
                          .when = now,
                          .key = key,
                          .ticket = {}};
    }
    if (config_.deadlines == Deadlines::respected && deadline <= now) {
        ++totals_.dropped;
        return Completion{.job = job,
                          .result = JobResult::answered,
                          .status = too_late,
                          .when = now,
                          .key = key,
                          .ticket = {}};
    }
    const Slot slot = take_slot();
    const std::uint32_t stamp = jobs_[slot].stamp;
    jobs_[slot] = Job{.handle = job,
                      .key = key,
                      .sequence = arrivals_++,
                      .deadline = deadline,
                      .instance = index,
                      .stamp = stamp};
    if (job >= slot_of_.size()) {
        slot_of_.resize(job + 1, no_slot);
    }
    FORTIFY_ASSERT(slot_of_[job] == no_slot);
    slot_of_[job] = slot;
    count_arrival(now, index);
    if (has_worker) {
        start(now, slot);
    } else {
        jobs_[slot].state = Job::State::queued;
        instance.queue.push_back(slot);
        totals_.queue_peak = std::max(totals_.queue_peak, ++totals_.queued);
    }
    return std::nullopt;
}

std::uint32_t ServiceModel::choose(Instant now, JobKey key) {
    if (config_.instances == 1) {
        return 0;
    }
    const std::uint32_t turn = turn_;
    switch (config_.balance) {
        case Balance::round_robin:
            turn_ = turn_ + 1 == config_.instances ? 0 : turn_ + 1;
            return turn;
        case Balance::random: {
            const double point = uniform_at(seeds_.balance, key.call, key.attempt) * config_.instances;
            return std::min(static_cast<std::uint32_t>(point), config_.instances - 1);
        }
        case Balance::least_busy:
            turn_ = turn_ + 1 == config_.instances ? 0 : turn_ + 1;
            return least_busy(now);
    }
    FORTIFY_ASSERT(false && "a balance outside its enumeration");
    return 0;
}

std::uint32_t ServiceModel::least_busy(Instant now) {
    std::uint32_t best = turn_;
    std::size_t least = SIZE_MAX;
    for (std::uint32_t step = 0; step < config_.instances; ++step) {
        const std::uint32_t index = (turn_ + step) % config_.instances;
        Instance& instance = instances_[index];
        const std::size_t inside = instance.busy + instance.queue.size();
        if (inside < least && !instance.conditions.at(now, instance.condition).is_down) {
            least = inside;
            best = index;
        }
    }
    return best;
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
        if (completion.job == job && completion.result != JobResult::calling && !completion.abandoned) {
            completion.abandoned = true;
            ++totals_.abandoned;
            totals_.wasted += completion.busy;
        }
    }
}

void ServiceModel::resume(Instant now, Ticket ticket, std::uint16_t status, Quality quality) {
    catch_up(now);
    Job& job = jobs_[ticket.slot];
    if (job.stamp != ticket.stamp) {
        return;
    }
    FORTIFY_ASSERT(job.state == Job::State::calling);
    job.state = Job::State::answering;
    job.answer = status;
    job.quality = quality;
    Instance& instance = instances_[job.instance];
    static_cast<void>(instance.conditions.at(now, instance.condition));
    schedule(ticket.slot, instance.conditions.finish(now, Duration::zero(), instance.condition));
}

Instant ServiceModel::next_wakeup() const {
    if (!due_.is_empty()) {
        return due_.front().when;
    }
    if (totals_.in_service + totals_.queued == 0) {
        return never;
    }
    return heap_.empty() ? next_change() : std::min(heap_.front().when, next_change());
}

std::optional<Completion> ServiceModel::next(Instant now) {
    while (due_.is_empty()) {
        if (!has_event(now)) {
            return std::nullopt;
        }
        advance();
    }
    return due_.pop_front();
}

bool ServiceModel::has_event(Instant now) const {
    const Instant first = heap_.empty() ? next_change() : std::min(heap_.front().when, next_change());
    return first <= now && first != never;
}

// Until now, keeping what ends on the way for those who ask for it later.
void ServiceModel::catch_up(Instant now) {
    while (has_event(now)) {
        advance();
    }
}

void ServiceModel::change(Instant now) {
    std::vector<std::uint32_t> crashed;
    std::vector<std::uint32_t> changed;
    for (; next_change() == now; ++change_) {
        const std::uint32_t index = changes_[change_].instance;
        switch (changes_[change_].what) {
            case Change::What::crash:
                crashed.push_back(index);
                break;
            case Change::What::flush:
                if (instances_[index].cache) {
                    instances_[index].cache->flush();
                }
                break;
            case Change::What::capacity:
                changed.push_back(index);
                break;
        }
    }
    if (!crashed.empty()) {
        crash(now, crashed);
    }
    for (const std::uint32_t index : changed) {
        refill(now, index);
    }
}

// Every job inside is reset, in order of arrival.
void ServiceModel::crash(Instant now, const std::vector<std::uint32_t>& instances) {
    std::vector<Slot> inside;
    for (const std::uint32_t index : instances) {
        Instance& instance = instances_[index];
        instance.queue.clear();
        for (Slot slot = 0; slot < jobs_.size(); ++slot) {
            if (jobs_[slot].state != Job::State::free && jobs_[slot].instance == index) {
                inside.push_back(slot);
            }
        }
        if (instance.cache) {
            instance.cache->flush();
            instance.cache->forget_fetches();
        }
    }
    std::sort(inside.begin(), inside.end(),
              [this](Slot left, Slot right) { return jobs_[left].sequence < jobs_[right].sequence; });
    for (const Slot slot : inside) {
        ++totals_.reset;
        count_crashed(now, jobs_[slot].instance);
        due_.push_back(leave(now, slot, JobResult::reset, 0));
    }
    forget_stale();
    for (const std::uint32_t index : instances) {
        if (instances_[index].pool) {
            instances_[index].pool->reset();
        }
    }
}

Health ServiceModel::health(Instant now) const {
    std::uint32_t stopped = 0;
    std::uint64_t workers = 0;
    bool is_short = false;
    for (const Instance& instance : instances_) {
        const Conditions::Condition condition = instance.conditions.at(now);
        const bool has_dead_pool = instance.pool && instance.pool->is_dead();
        stopped += condition.speed == 0 || condition.workers == 0 || has_dead_pool ? 1 : 0;
        workers += condition.workers;
        is_short = is_short || condition.workers < config_.workers || instance.acquiring > 0;
    }
    if (stopped == config_.instances) {
        return Health::unhealthy;
    }
    const std::uint64_t long_queue =
        config_.queue_limit ? std::uint64_t{queue_limit_} * config_.instances / 2 : workers;
    const bool is_strained = totals_.in_service >= workers && totals_.queued > long_queue;
    return stopped > 0 || is_short || is_strained ? Health::degraded : Health::healthy;
}

bool ServiceModel::accepts_connections(Instant now) const {
    return !std::all_of(instances_.begin(), instances_.end(),
                        [now](const Instance& instance) { return instance.conditions.at(now).is_down; });
}

const ServiceModel::Totals& ServiceModel::totals() const {
    return totals_;
}

}  // namespace fortify::service
