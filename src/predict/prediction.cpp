#include "predict/prediction.hpp"

#include "fault/fault.hpp"
#include "predict/fault_share.hpp"
#include "predict/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fortify::predict {
namespace {

bool is_poisson(const run::LoadPlan& load) {
    const auto* const open = std::get_if<run::OpenLoad>(&load.model);
    return open != nullptr && open->spacing == load::Spacing::poisson;
}

// Counts of independent loads add up: their means, and for the interval their variances, which a constant
// load does not have. Users come to their bound on average only, and each may have begun one call more.
struct Sum {
    double fixed = 0;
    double poisson = 0;
    double users = 0;
    Basis basis = Basis::expected;

    [[nodiscard]] Range range() const {
        Range range = poisson_range(poisson);
        const double slack = (fixed > 0 ? 1 : 0) + users;
        range.expected += fixed;
        range.low = basis == Basis::expected ? range.low + std::max(fixed - slack, 0.0) : 0;
        range.high += fixed + slack;
        return range;
    }
};

Basis worse(Basis left, Basis right) {
    return std::max(left, right);
}

void add_load(const Ground& ground, std::size_t index, Interval when, Sum& sum) {
    const run::LoadPlan& load = ground.plan.loads[index];
    if (const auto calls = ground.forecast.calls_of_load(index, when)) {
        (is_poisson(load) ? sum.poisson : sum.fixed) += *calls;
    } else if (const auto closed = ground.closed_load(index)) {
        sum.poisson += throughput_bound(*closed) * to_seconds(when.length());
        sum.users += closed->users;
        sum.basis = worse(sum.basis, Basis::at_most);
    } else {
        sum.basis = Basis::unknown;
    }
}

// Of all loads, or of those on one target.
Sum calls_in(const Ground& ground, Interval when, std::optional<TargetIndex> target) {
    Sum sum;
    for (std::size_t index = 0; index < ground.plan.loads.size(); ++index) {
        if (!target || ground.plan.loads[index].target == *target) {
            add_load(ground, index, when, sum);
        }
    }
    return sum;
}

double closed_rate(const Ground& ground) {
    double sum = 0;
    for (std::size_t index = 0; index < ground.plan.loads.size(); ++index) {
        const auto closed = ground.closed_load(index);
        sum += closed ? throughput_bound(*closed) : 0;
    }
    return sum;
}

CallsForecast calls_of(const Ground& ground, Interval when) {
    const Sum sum = calls_in(ground, when, std::nullopt);
    return {
        .calls = sum.range(), .basis = sum.basis, .peak = ground.forecast.peak(when) + closed_rate(ground)};
}

std::vector<PhaseForecast> phases_of(const Ground& ground) {
    std::vector<PhaseForecast> phases;
    for (const run::PhasePlan& phase : ground.plan.phases) {
        phases.push_back({.name = phase.name,
                          .when = phase.when,
                          .measured = phase.measured,
                          .calls = calls_of(ground, phase.when)});
    }
    return phases;
}

double peak_of(const run::LoadPlan& load, const std::optional<Closed>& closed) {
    double peak = closed ? throughput_bound(*closed) : 0;
    if (const auto* const open = std::get_if<run::OpenLoad>(&load.model)) {
        for (const load::RateSegment& segment : open->segments) {
            peak = std::max({peak, segment.from.per_second, segment.to.per_second});
        }
    }
    return peak;
}

std::vector<LoadForecast> loads_of(const Ground& ground) {
    std::vector<LoadForecast> loads;
    for (std::size_t index = 0; index < ground.plan.loads.size(); ++index) {
        const run::LoadPlan& load = ground.plan.loads[index];
        Sum sum;
        add_load(ground, index, ground.whole(), sum);
        const auto closed = ground.closed_load(index);
        loads.push_back({.name = load.name,
                         .target = load.target,
                         .calls = {.calls = sum.range(), .basis = sum.basis, .peak = peak_of(load, closed)},
                         .closed = closed});
    }
    return loads;
}

// Of Poisson arrivals hits are a Poisson process again, of others a binomial count.
Range hits_of(const Sum& calls, double attempts, double probability) {
    const double least = calls.poisson + calls.fixed;
    const auto range = [&](double trials) {
        return calls.poisson > 0 ? poisson_range(trials * probability) : binomial_range(trials, probability);
    };
    Range hits = range(least * attempts);
    hits.low = calls.basis == Basis::expected ? range(least).low : 0;
    return hits;
}

// Of these attempts, hit in the way of the fault.
Range fired_of(const Sum& calls, double attempts, const Share& share) {
    Range hits = hits_of(calls, attempts, share.concerned * share.hit);
    const Range all = hits_of(calls, attempts, share.concerned);
    if (!share.scatter) {
        hits.low = 0;
        hits.high = all.high;
    } else if (*share.scatter > 1) {
        const double wider = std::sqrt(*share.scatter);
        hits.low = std::max(hits.expected - (hits.expected - hits.low) * wider, 0.0);
        hits.high = std::min(hits.expected + (hits.high - hits.expected) * wider, all.high);
    }
    if (share.most) {
        const auto most = static_cast<double>(*share.most);
        hits = {.expected = std::min(most, all.expected * share.hit),
                .low = std::min(most, all.low * share.hit),
                .high = std::min(most, all.high)};
    }
    return hits;
}

bool keeps_away(const policy::ChainConfig* policy) {
    return policy != nullptr && (policy->circuit_breaker || policy->bulkhead || policy->rate_limit);
}

FaultForecast fault_of(const Ground& ground,
                       const fault::FaultConfig& fault,
                       const std::vector<TargetForecast>& targets) {
    FaultForecast found{.id = fault.id,
                        .kind = std::string(fault::name_of(fault.kind)),
                        .target = fault.target,
                        .service = fault.service,
                        .proxy = fault.proxy,
                        .in_service = fault::acts_on_service(fault.kind)};
    std::optional<Effect> effect;
    if (!fault.proxy) {
        effect = effect_of(ground, fault);
    }
    if (effect) {
        found.failure = effect->failure;
    }
    const std::optional<TargetIndex> met = met_by(ground, fault);
    if (!met) {
        found.basis = Basis::unknown;
        return found;
    }
    Sum calls;
    for (const Interval& window : fault::stretches(fault)) {
        const Sum more = calls_in(ground, window, met);
        calls.poisson += more.poisson;
        calls.fixed += more.fixed;
        calls.basis = worse(calls.basis, more.basis);
    }
    found.basis = calls.basis;
    const auto share = share_of(fault, ground.plan);
    if (calls.basis == Basis::unknown || !share) {
        found.basis = Basis::unknown;
        return found;
    }
    const TargetForecast& target = targets[*met];
    const double attempts = !share->first_attempts_only && effect && effect->is_retried
                                ? attempts_within(effect->failure, target.most_attempts, target.budget)
                                : 1;
    found.eligible = hits_of(calls, attempts, share->concerned);
    if (!found.in_service) {
        found.fired = fired_of(calls, attempts, *share);
    }
    found.may_be_kept_away = keeps_away(ground.policy_of(*met));
    return found;
}

void conclude(Prediction& prediction) {
    const ServiceForecast* worst = nullptr;
    for (const ServiceForecast& service : prediction.services) {
        // Of several that are as bad, the one that is nearest to its limit.
        const bool is_worse =
            worst == nullptr || service.stability > worst->stability ||
            (service.stability == worst->stability && service.load_retries > worst->load_retries);
        if (service.arrivals > 0 && is_worse) {
            worst = &service;
        }
    }
    if (worst == nullptr) {
        prediction.sentence = "no service with a model is called: what it can do is not known";
        return;
    }
    prediction.stability = worst->stability;
    prediction.sentence = fmt::format("{}: {}", worst->name, worst->sentence);
}

}  // namespace

std::vector<FaultForecast> faults_of(const Ground& ground, const std::vector<TargetForecast>& targets) {
    std::vector<FaultForecast> forecasts;
    for (const fault::FaultConfig& fault : ground.plan.faults) {
        forecasts.push_back(fault_of(ground, fault, targets));
    }
    return forecasts;
}

Prediction predict(const run::Plan& plan) {
    const Ground ground(plan);
    Prediction prediction{.length = ground.whole().length(),
                          .calls = calls_of(ground, ground.whole()),
                          .phases = phases_of(ground),
                          .loads = loads_of(ground),
                          .faults = {},
                          .targets = {},
                          .services = services_of(ground),
                          .slos = slo_forecasts(plan, ground.forecast),
                          .sentence = {},
                          .notes = notes_of(plan)};
    prediction.targets = targets_of(ground, prediction.services);
    prediction.faults = faults_of(ground, prediction.targets);
    conclude(prediction);
    return prediction;
}

}  // namespace fortify::predict
