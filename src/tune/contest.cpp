#include "tune/contest.hpp"

#include "measure/metric.hpp"
#include "tune/trial.hpp"

#include <algorithm>
#include <utility>

namespace fortify::tune {

namespace {

bool has_retry(const run::Plan& plan) {
    return std::any_of(plan.policies.begin(), plan.policies.end(),
                       [](const policy::ChainConfig& policy) { return policy.retry.has_value(); });
}

bool has_users(const run::Plan& plan) {
    return std::any_of(plan.loads.begin(), plan.loads.end(), [](const run::LoadPlan& load) {
        return std::holds_alternative<load::Users::Config>(load.model);
    });
}

struct Pair {
    Trial base;
    Trial head;
};

void count(Contestant& contestant, const Trial& trial) {
    ++contestant.runs;
    contestant.passed += trial.conclusion == report::Conclusion::passed ? 1U : 0U;
}

}  // namespace

Samples samples_of(const slo::Measurement& measurement) {
    Samples samples;
    samples.metric = measurement.text;
    samples.unit = measure::info(measurement.metric).unit;
    samples.better = slo::better(measurement.metric);
    return samples;
}

std::vector<std::string> usual_metrics(const run::Plan& base, const run::Plan& head) {
    std::vector<std::string> metrics{"success_rate", "p50(response_time)", "p99(response_time)"};
    if (has_users(base) || has_users(head)) {
        metrics.emplace_back("goodput");
    }
    if (has_retry(base) || has_retry(head)) {
        metrics.emplace_back("retry.amplification");
    }
    return metrics;
}

Contest simulate_pairs(const PairedRuns& runs, const Rules& rules, const PoolOptions& pool) {
    const Wanted base_wanted{.measurements = runs.base_metrics, .slot = {}};
    const Wanted head_wanted{.measurements = runs.head_metrics, .slot = {}};
    const auto work = [&](std::size_t job, const std::stop_token& stop) -> std::optional<Pair> {
        auto base = run_trial(runs.base, runs.first_seed + job, base_wanted, stop);
        auto head = base ? run_trial(runs.head, runs.first_seed + job, head_wanted, stop) : std::nullopt;
        return head ? std::optional(Pair{std::move(*base), std::move(*head)}) : std::nullopt;
    };
    Contest contest;
    contest.origin = Origin::simulated;
    contest.first_seed = runs.first_seed;
    contest.same_arrivals = 0;
    for (const slo::Measurement& measurement : runs.base_metrics) {
        contest.samples.push_back(samples_of(measurement));
    }
    for (const std::optional<Pair>& pair : map_pool<Pair>(runs.pairs, work, pool)) {
        if (!pair) {
            break;
        }
        count(contest.base, pair->base);
        count(contest.head, pair->head);
        *contest.same_arrivals += pair->base.calls == pair->head.calls ? 1U : 0U;
        for (std::size_t index = 0; index < contest.samples.size(); ++index) {
            contest.samples[index].base.push_back(pair->base.values[index]);
            contest.samples[index].head.push_back(pair->head.values[index]);
        }
    }
    contest.comparison = compare(contest.samples, rules);
    return contest;
}

}  // namespace fortify::tune
