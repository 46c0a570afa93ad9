#include "fault/injector.hpp"

#include "core/assert.hpp"
#include "core/overloaded.hpp"
#include "fault/treat.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace fortify::fault {
namespace {

constexpr FaultSet bit(std::size_t index) {
    return FaultSet{1} << index;
}

template <class Act>
void for_each(FaultSet set, Act act) {
    for (; set != 0; set &= set - 1) {
        act(static_cast<std::size_t>(std::countr_zero(set)));
    }
}

// Cheaper than a new one, whose treatment is large and wanted by few.
void clear(Decision& decision) {
    decision.fate = Decision::Fate::pass;
    decision.treated = false;
    decision.delay = Duration::zero();
    decision.eligible = decision.fired = decision.capped = 0;
}

}  // namespace

Injector::Injector(std::vector<FaultConfig> faults, std::uint64_t seed)
    : faults_(std::move(faults)), counts_(faults_.size()) {
    FORTIFY_ASSERT(faults_.size() <= fault_limit);
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        const FaultConfig& fault = faults_[index];
        const std::uint64_t own = decision_seed(seed, fault.id);
        Each each{.decision_seed = own,
                  .delay_seed = fork_seed(own, "delay"),
                  .nature = nature_of(fault.kind),
                  .calls = std::nullopt,
                  .times = std::nullopt};
        if (const auto* calls = std::get_if<BurstByCall>(&fault.choice)) {
            each.calls = CallBursts::create(*calls, fork_seed(own, "burst"));
            FORTIFY_ASSERT(each.calls.has_value());
        } else if (const auto* times = std::get_if<BurstByTime>(&fault.choice)) {
            each.times.emplace(*times, fork_seed(own, "burst"));
        }
        each_.push_back(each);
        asking_ |= fortify::fault::asks_for_policy(fault.condition) ? bit(index) : 0;
        drawing_ |= delay_of(fault.kind) != nullptr ? bit(index) : 0;
        above_ |= fault.place == Place::above ? bit(index) : 0;
        counted_ |= fault.max_active ? bit(index) : 0;
    }
}

FaultSet Injector::of_request(TargetIndex target, const RequestFacts& request) const {
    FaultSet set = 0;
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        const FaultConfig& fault = faults_[index];
        const bool is_wanted = !acts_on_service(fault.kind) && !fault.proxy && fault.target == target &&
                               matches(fault.match, request);
        set |= is_wanted ? bit(index) : 0;
    }
    return set;
}

FaultSet Injector::of_client(InstanceIndex client) const {
    FaultSet set = 0;
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        set |= faults_[index].match.client.value_or(client) == client ? bit(index) : 0;
    }
    return set;
}

bool Injector::may_act(Instant now, FaultSet concerned, Place place) {
    if (!known_for_.contains(now)) {
        look_around(now);
    }
    return (on_ & concerned & (place == Place::above ? above_ : ~above_)) != 0;
}

void Injector::decide(Instant now, const Attempt& attempt, Place place, Decision& decision) {
    clear(decision);
    if (!may_act(now, attempt.concerned, place)) {
        return;
    }
    FaultSet chosen = 0;
    for_each(on_ & attempt.concerned & (place == Place::above ? above_ : ~above_), [&](std::size_t index) {
        if (holds(faults_[index].condition, attempt.id.number, attempt.policy)) {
            decision.eligible |= bit(index);
            ++counts_[index].eligible;
            chosen |= chooses(now, index, attempt.id) ? bit(index) : 0;
        }
    });
    const auto try_to_fire = [&](std::size_t index) {
        if (is_capped(index)) {
            decision.capped |= bit(index);
            ++counts_[index].capped;
            return false;
        }
        fire(now, index, attempt.id, decision);
        return true;
    };
    Nature::Stage reached = Nature::Stage::body;
    bool ended = false;
    for_each(chosen, [&](std::size_t index) {
        if (each_[index].nature.ends && !ended && try_to_fire(index)) {
            ended = true;
            reached = each_[index].nature.stage;
        }
    });
    for_each(chosen, [&](std::size_t index) {
        if (!each_[index].nature.ends && each_[index].nature.stage <= reached) {
            static_cast<void>(try_to_fire(index));
        }
    });
}

bool Injector::chooses(Instant now, std::size_t index, AttemptId attempt) {
    const FaultConfig& fault = faults_[index];
    Each& each = each_[index];
    const bool is_ramped = fault.ramp && fault.ramp->of == Ramp::Of::probability;
    return std::visit(
        Overloaded{[&](const ByChance&) {
                       const double chance = ramped(now, index, Ramp::Of::probability, fault.probability);
                       return chance >= 1 ||
                              uniform_at(each.decision_seed, attempt.call.value, attempt.number) < chance;
                   },
                   [&](const Every& every) { return counts_[index].eligible % every.number == 0; },
                   [&](const First& first) { return counts_[index].eligible <= first.number; },
                   [&](const Listed& listed) {
                       return std::binary_search(listed.calls.begin(), listed.calls.end(),
                                                 attempt.call.value);
                   },
                   [&](const BurstByCall&) {
                       return is_ramped ? each.calls->is_bad(attempt.call.value,
                                                             ramped(now, index, Ramp::Of::probability, 0))
                                        : each.calls->is_bad(attempt.call.value);
                   },
                   [&](const BurstByTime&) {
                       return is_ramped ? each.times->is_on(now, ramped(now, index, Ramp::Of::probability, 0))
                                        : each.times->is_on(now);
                   }},
        fault.choice);
}

bool Injector::is_capped(std::size_t index) const {
    const FaultConfig& fault = faults_[index];
    return (fault.max_total && counts_[index].fired >= *fault.max_total) ||
           (fault.max_active && each_[index].active >= *fault.max_active);
}

void Injector::fire(Instant now, std::size_t index, AttemptId attempt, Decision& decision) {
    decision.fired |= bit(index);
    ++counts_[index].fired;
    ++each_[index].active;
    act(now, index, attempt, decision);
}

void Injector::act(Instant now, std::size_t index, AttemptId attempt, Decision& decision) {
    const Kind& kind = faults_[index].kind;
    Each& each = each_[index];
    if (const Distribution* delay = delay_of(kind)) {
        Rng rng(fork_seed(fork_seed(each.delay_seed, attempt.call.value), attempt.number));
        const double factor = ramped(now, index, Ramp::Of::delay, 1);
        each.delay = delay->sample(rng);
        if (factor != 1) {
            each.delay =
                std::min(from_seconds(to_seconds(each.delay) * factor), Distribution::longest_sample);
        }
    }
    const auto* const latency = std::get_if<Latency>(&kind);
    if (latency != nullptr && latency->of == Part::answer) {
        decision.delay = sum_of(decision.delay, each.delay);
    } else if (std::holds_alternative<Status>(kind) || faults_[index].place == Place::above) {
        decision.fate = Decision::Fate::answer;
        decision.outcome = answer_of(kind);
    } else {
        if (!decision.treated) {
            decision.treated = true;
            decision.treatment = Treatment{};
        }
        treat(kind, each.delay, ramped(now, index, Ramp::Of::rate, 1), decision.treatment);
    }
}

void Injector::recall(Instant now, AttemptId attempt, FaultSet fired, Decision& decision) {
    clear(decision);
    if (may_act(now, fired, Place::below)) {
        for_each(fired & on_ & ~above_, [&](std::size_t index) { act(now, index, attempt, decision); });
    }
}

std::vector<FaultSet> Injector::inherit(const Injector& before) {
    std::vector<FaultSet> here(before.faults_.size(), 0);
    for (std::size_t old = 0; old < here.size(); ++old) {
        for (std::size_t index = 0; index < faults_.size(); ++index) {
            if (faults_[index].id == before.faults_[old].id) {
                counts_[index] = before.counts_[old];
                each_[index].active = before.each_[old].active;
                here[old] = bit(index);
            }
        }
    }
    return here;
}

void Injector::release(FaultSet fired) {
    for_each(fired & counted_, [&](std::size_t index) { --each_[index].active; });
}

double Injector::ramped(Instant now, std::size_t index, Ramp::Of of, double otherwise) const {
    const FaultConfig& fault = faults_[index];
    if (!fault.ramp || fault.ramp->of != of) {
        return otherwise;
    }
    const Interval* window = window_at(fault, now);
    return window == nullptr ? otherwise : level(*fault.ramp, now - window->start);
}

void Injector::look_around(Instant now) {
    known_for_ = {now, never};
    on_ = 0;
    for (std::size_t index = 0; index < faults_.size(); ++index) {
        if (acts_on_service(faults_[index].kind)) {
            continue;
        }
        on_ |= is_on(faults_[index], now) ? bit(index) : 0;
        known_for_.end = std::min(known_for_.end, next_edge(faults_[index], now));
    }
}

std::span<const Injector::Counts> Injector::counts() const {
    return counts_;
}

std::span<const FaultConfig> Injector::faults() const {
    return faults_;
}

}  // namespace fortify::fault
