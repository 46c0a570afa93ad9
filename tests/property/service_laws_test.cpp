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

ServiceConfig any_config(Generator& generator) {
    ServiceConfig config;
    config.workers = static_cast<std::uint32_t>(generator.between(std::uint64_t{1}, std::uint64_t{4}));
    config.instances = static_cast<std::uint32_t>(generator.between(std::uint64_t{1}, std::uint64_t{3}));
    config.service_time = Distribution(Distribution::Exponential{generator.duration(1s)});
    if (generator.rng().chance(0.7)) {
        config.queue_limit = static_cast<std::uint32_t>(generator.rng().below(10));
    }
    config.queue_order = generator.rng().chance(0.5) ? QueueOrder::fifo : QueueOrder::lifo;
    return config;
}

std::vector<ServiceFault> any_faults(Generator& generator, std::uint32_t instances) {
    std::vector<ServiceFault> faults;
    for (std::uint64_t left = generator.rng().below(5); left > 0; --left) {
        ServiceFault fault;
        fault.kind = static_cast<ServiceFault::Kind>(generator.rng().below(4));
        fault.when.start = at(generator.duration(20s));
        fault.when.end = fault.when.start + generator.duration(5s);
        fault.factor = generator.between(0.5, 10.0);
        fault.probability = generator.rng().uniform();
        fault.seed = generator.rng().next();
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
        if (choice < 7) {
            arrive();
        } else if (!waiting_.empty()) {
            const std::uint64_t job = waiting_.begin()->first;
            model_->abandon(now_, job);
            ++left_;
            waiting_.erase(job);
        }
        check();
    }

    void finish() {
        now_ = at(10h);
        fetch();
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
        const auto at_once = model_->arrive(now_, job, {calls_++, 1});
        if (at_once) {
            REQUIRE(at_once->when == now_);
            REQUIRE(at_once->busy == Duration::zero());
            REQUIRE((at_once->result == JobResult::refused || at_once->status == 503));
        } else {
            waiting_[job] = now_;
        }
    }

    void fetch() {
        while (true) {
            const Instant due = model_->next_wakeup();
            const auto completion = model_->next(now_);
            REQUIRE((!completion || due == completion->when));
            if (!completion) {
                REQUIRE(model_->next_wakeup() > now_);
                return;
            }
            REQUIRE(completion->when >= last_);
            REQUIRE(completion->when <= now_);
            last_ = completion->when;
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
                                      totals.in_service + totals.queued);
        REQUIRE(totals.in_service <= config_.workers * config_.instances);
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
    std::uint64_t left_ = 0;                    // clients gone whose jobs are inside
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
