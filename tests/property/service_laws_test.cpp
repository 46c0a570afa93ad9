// Goal: no job is ever lost, made up, or answered out of its time, whatever the faults. Method: random
// services, faults, arrivals and departures of clients, checked against a list of who is inside.
#include "generator.hpp"
#include "service/service_model.hpp"

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <vector>

using namespace fortify;
using namespace fortify::service;

namespace {

CacheConfig any_cache(Generator& generator) {
    return {.hit_ratio = generator.rng().uniform(),
            .hit_time = Distribution(Distribution::Constant{1ms}),
            .keys = static_cast<std::uint32_t>(generator.between(std::uint64_t{1}, std::uint64_t{5})),
            .zipf = 2 * generator.rng().uniform(),
            .misses =
                generator.rng().chance(0.5) ? CacheConfig::Misses::coalesced : CacheConfig::Misses::separate};
}

PoolConfig any_pool(Generator& generator) {
    PoolConfig pool{.size = static_cast<std::uint32_t>(generator.between(std::uint64_t{1}, std::uint64_t{3})),
                    .acquire_timeout = generator.duration(2s),
                    .hold = {},
                    .leak = generator.rng().chance(0.3) ? 0.1 : 0};
    if (generator.rng().chance(0.5)) {
        pool.hold = Distribution(Distribution::Exponential{200ms});
    }
    return pool;
}

ServiceConfig any_config(Generator& generator) {
    ServiceConfig config;
    config.workers = static_cast<std::uint32_t>(generator.between(std::uint64_t{1}, std::uint64_t{4}));
    config.instances = static_cast<std::uint32_t>(generator.between(std::uint64_t{1}, std::uint64_t{3}));
    config.service_time = Distribution(Distribution::Exponential{generator.duration(1s)});
    if (generator.rng().chance(0.7)) {
        config.queue_limit = static_cast<std::uint32_t>(generator.rng().below(10));
    }
    config.queue_order = generator.rng().chance(0.5) ? QueueOrder::fifo : QueueOrder::lifo;
    config.balance = static_cast<Balance>(generator.rng().below(3));
    config.deadlines = generator.rng().chance(0.3) ? Deadlines::respected : Deadlines::ignored;
    if (generator.rng().chance(0.3)) {
        config.cache = any_cache(generator);
    }
    if (generator.rng().chance(0.3)) {
        config.pool = any_pool(generator);
    }
    if (generator.rng().chance(0.2)) {
        config.pauses = PauseConfig{.every = 1s, .length = 300ms};
    }
    config.calls.resize(generator.rng().chance(0.3) ? 1 : 0);
    return config;
}

std::vector<ServiceFault> any_faults(Generator& generator, std::uint32_t instances) {
    std::vector<ServiceFault> faults;
    for (std::uint64_t left = generator.rng().below(5); left > 0; --left) {
        ServiceFault fault;
        fault.kind = static_cast<ServiceFault::Kind>(generator.rng().below(8));
        fault.when.start = at(generator.duration(20s));
        fault.when.end = fault.when.start + generator.duration(5s);
        fault.factor = generator.between(0.5, 10.0);
        fault.probability = generator.rng().uniform();
        fault.seed = generator.rng().next();
        fault.workers = static_cast<std::uint32_t>(generator.rng().below(3));
        fault.every = 500ms;
        fault.length = 1ms + generator.duration(498ms);
        if (generator.rng().chance(0.5)) {
            fault.instance = static_cast<std::uint32_t>(generator.rng().below(instances));
        }
        faults.push_back(fault);
    }
    return faults;
}

// The service beside a list of the clients that still wait.
class World {
public:
    explicit World(Generator& generator) : generator_(generator), config_(any_config(generator)) {
        faults_ = any_faults(generator, config_.instances);
        model_.emplace(config_, faults_, 1);
    }

    void step() {
        now_ += generator_.duration(200ms);
        if (generator_.rng().chance(0.7)) {
            fetch();
        }
        const auto choice = generator_.rng().below(10);
        if (choice < 6) {
            arrive();
        } else if (choice < 8 && !calling_.empty()) {
            resume();
        } else if (!waiting_.empty()) {
            const std::uint64_t job = waiting_.begin()->first;
            model_->abandon(now_, job);
            ++left_;
            waiting_.erase(job);
        }
        check();
    }

    void finish() {
        now_ = at(10h + 970ms);  // nobody pauses then
        fetch();
        for (; !calling_.empty(); fetch()) {
            resume();
            now_ += 1h;  // for those who waited for its worker
        }
        const auto& totals = model_->totals();
        REQUIRE(totals.in_service + totals.queued == 0);
        REQUIRE(waiting_.empty());
        REQUIRE(left_ == 0);
        REQUIRE(model_->next_wakeup() == never);
    }

private:
    void arrive() {
        fetch();  // a handle must not be used again before its completion was seen
        std::uint64_t job = 0;
        while (waiting_.count(job) != 0) {
            ++job;
        }
        const Instant deadline = generator_.rng().chance(0.5) ? now_ + generator_.duration(1s) : never;
        const auto at_once = model_->arrive(now_, job, {calls_++, 1}, deadline);
        if (at_once) {
            REQUIRE(at_once->when == now_);
            REQUIRE(at_once->busy == Duration::zero());
            REQUIRE((at_once->result == JobResult::refused || at_once->status >= 503));
        } else {
            waiting_[job] = now_;
        }
    }

    // The calls of any job that makes some have ended; also of one that was reset meanwhile.
    void resume() {
        const std::size_t index = generator_.rng().below(calling_.size());
        model_->resume(now_, calling_[index], 200, ServiceModel::Quality::full);
        calling_.erase(calling_.begin() + static_cast<std::ptrdiff_t>(index));
        fetch();
    }

    void fetch() {
        while (true) {
            const Instant due = model_->next_wakeup();
            const auto completion = model_->next(now_);
            REQUIRE((!completion || due <= completion->when));
            if (!completion) {
                REQUIRE(model_->next_wakeup() > now_);
                return;
            }
            REQUIRE(completion->when >= last_);
            REQUIRE(completion->when <= now_);
            last_ = completion->when;
            if (completion->result == JobResult::calling) {
                calling_.push_back(completion->ticket);
                continue;
            }
            if (completion->abandoned) {
                REQUIRE(left_ > 0);
                --left_;
                continue;
            }
            REQUIRE(waiting_.count(completion->job) == 1);
            REQUIRE(completion->when - completion->busy >= waiting_[completion->job]);
            waiting_.erase(completion->job);
        }
    }

    void check() {
        const auto& totals = model_->totals();
        REQUIRE(totals.arrived == calls_);
        REQUIRE(totals.arrived == totals.answered + totals.shed + totals.refused + totals.reset +
                                      totals.dropped + totals.in_service + totals.queued);
        REQUIRE(totals.in_service <= config_.workers * config_.instances);
        for (std::size_t fault = 0; fault < faults_.size(); ++fault) {
            REQUIRE(totals.fault_hits[fault] <= totals.fault_eligible[fault]);
        }
        REQUIRE(totals.coalesced <= totals.misses);
        REQUIRE(totals.wasted <= totals.busy);
        REQUIRE((!config_.queue_limit || totals.queue_peak <= *config_.queue_limit * config_.instances));
    }

    Generator& generator_;
    ServiceConfig config_;
    std::vector<ServiceFault> faults_;
    std::optional<ServiceModel> model_;
    Instant now_ = run_start;
    Instant last_ = run_start;
    std::map<std::uint64_t, Instant> waiting_;  // handle -> arrival
    std::vector<Ticket> calling_;
    std::uint64_t left_ = 0;  // clients gone whose jobs are inside
    std::uint64_t calls_ = 0;
};

}  // namespace

TEST_SUITE("laws of the service") {
    TEST_CASE("every job that arrives ends exactly once, in order and in time") {
        for_all(400, [](Generator& generator) {
            World world(generator);
            for (int step = 0; step < 200; ++step) {
                world.step();
            }
            world.finish();
        });
    }
}
