#include "fault/injector.hpp"

#include "core/assert.hpp"
#include "core/overloaded.hpp"

#include <algorithm>
#include <utility>

namespace fortify::fault {
namespace {

void answer(Decision& decision, const Outcome& outcome) {
    decision.fate = Decision::Fate::answer;
    decision.outcome = outcome;
}

}  // namespace

Injector::Injector(std::vector<FaultConfig> faults, std::uint64_t seed)
    : faults_(std::move(faults)), counts_(faults_.size()) {
    FORTIFY_ASSERT(faults_.size() <= 64);
    active_.reserve(faults_.size());
    for (const FaultConfig& fault : faults_) {
        const std::uint64_t own = decision_seed(seed, fault.id);
        seeds_.push_back({own, fork_seed(own, "delay")});
    }
}

Decision Injector::decide(Instant now, AttemptId attempt, TargetIndex target) {
    if (!known_for_.contains(now)) {
        look_around(now);
    }
    Decision decision;
    for (const std::size_t index : active_) {
        if (faults_[index].target != target) {
            continue;
        }
        ++counts_[index].eligible;
        decision.eligible |= std::uint64_t{1} << index;
        // Of the faults that replace the answer the first one decides; later ones do not fire.
        const bool is_latency = std::holds_alternative<Latency>(faults_[index].kind);
        if ((is_latency || decision.fate == Decision::Fate::pass) && fires(index, attempt)) {
            apply(index, attempt, decision);
            ++counts_[index].fired;
            decision.fired |= std::uint64_t{1} << index;
        }
    }
    return decision;
}

bool Injector::fires(std::size_t index, AttemptId attempt) const {
    const double probability = faults_[index].probability;
    return probability >= 1 ||
           uniform_at(seeds_[index].decision, attempt.call.value, attempt.number) < probability;
}

void Injector::apply(std::size_t index, AttemptId attempt, Decision& decision) const {
    std::visit(
        Overloaded{[&](const Latency& latency) {
                       Rng rng(fork_seed(fork_seed(seeds_[index].delay, attempt.call.value), attempt.number));
                       decision.delay += latency.delay.sample(rng);
                   },
                   [&](const Status& status) {
                       // Which statuses are failures is the target's business; this is the usual answer,
                       // for whoever does not ask again.
                       answer(decision, Outcome{.cause = status.status < 400 ? Cause::none : Cause::status,
                                                .status = status.status,
                                                .retry_after = status.retry_after.value_or(Duration{-1})});
                   },
                   [&](const Refuse&) { answer(decision, Outcome{.cause = Cause::connect_error}); },
                   [&](const Reset&) {
                       decision.fate = Decision::Fate::reset;
                       decision.outcome = Outcome{.cause = Cause::reset};
                   },
                   [&](const BlackHole&) { decision.fate = Decision::Fate::black_hole; }, [](const Stall&) {},
                   [](const Slow&) {}, [](const Errors&) {}, [](const Crash&) {}, [](const Capacity&) {},
                   [](const Pause&) {}, [](const CacheFlush&) {},
                   [](const PoolLeak&) {
                   }},
        faults_[index].kind);
}

void Injector::look_around(Instant now) {
    known_for_ = {Instant::min(), never};
    active_.clear();
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        if (acts_on_service(faults_[index].kind)) {
            continue;
        }
        for (const Interval& window : faults_[index].windows) {
            if (window.contains(now)) {
                active_.push_back(index);
            }
            for (const Instant edge : {window.start, window.end}) {
                if (edge <= now) {
                    known_for_.start = std::max(known_for_.start, edge);
                } else {
                    known_for_.end = std::min(known_for_.end, edge);
                }
            }
        }
    }
}

std::span<const Injector::Counts> Injector::counts() const {
    return counts_;
}

std::span<const FaultConfig> Injector::faults() const {
    return faults_;
}

}  // namespace fortify::fault
