#include "tune/margin_trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::tune {

namespace {

// Trials that run side by side, whatever the number of threads: the result must not depend on it.
constexpr std::size_t batch = 8;
// Trials without a verdict before the value is given up.
constexpr std::size_t patience = 2 * batch;

}  // namespace

std::string reason_in(const Diagnostics& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity == Severity::error) {
            return fmt::format("{} {}", diagnostic.code, diagnostic.message);
        }
    }
    return {};
}

std::optional<Decision> decision_of(const Trial& trial) {
    if (trial.conclusion == report::Conclusion::stopped) {
        return Decision::breaks;
    }
    // What was held back was not borne.
    bool is_open = trial.unsent > 0;
    for (const SloFigure& figure : trial.slos) {
        if (figure.severity == slo::Severity::warn) {
            continue;
        }
        if (figure.judgement == slo::Judgement::breached) {
            return Decision::breaks;
        }
        is_open = is_open || figure.judgement == slo::Judgement::undecided;
    }
    return is_open ? std::nullopt : std::optional(Decision::holds);
}

ProbeTrial probe_trial_of(const Trial& trial) {
    ProbeTrial told{.seed = trial.seed,
                    .decision = decision_of(trial),
                    .is_stopped = trial.conclusion == report::Conclusion::stopped,
                    .breached = {}};
    for (std::size_t slo = 0; slo < trial.slos.size(); ++slo) {
        if (is_breach(trial.slos[slo])) {
            told.breached.push_back(slo);
        }
    }
    return told;
}

TrialJudge::TrialJudge(
    const Specimen& specimen, KeyPath key, Setting fixed, Promise promise, TrialSettings settings)
    : specimen_(specimen),
      key_(std::move(key)),
      fixed_(std::move(fixed)),
      promise_(std::move(promise)),
      settings_(settings) {
}

Probe TrialJudge::ask(const Value& value, const PoolOptions& pool) {
    Probe probe;
    probe.value = value;
    Setting setting = fixed_;
    setting.push_back({.path = key_.path, .value = value.text});
    auto plan = specimen_.plan_with(setting);
    if (!plan) {
        probe.state = Probe::State::no_answer;
        probe.why = reason_in(plan.error());
        return probe;
    }
    if (promise_.expectation) {
        plan->slos = {*promise_.expectation};
    }
    SequentialTest test({.error = error_of_one(settings_.confidence)});
    std::size_t first = 0;
    while (!test.decision() && first < settings_.most_trials && probe.undecided < patience) {
        const auto trials = map_pool<Trial>(
            std::min(batch, settings_.most_trials - first),
            [&](std::size_t job, const std::stop_token& stop) {
                return run_trial(*plan, plan->seed + first + job, {}, stop);
            },
            pool);
        first += trials.size();
        for (const auto& trial : trials) {
            if (!trial) {
                probe.state = Probe::State::cut_short;
                return probe;
            }
            calls_ += trial->calls;
            ++trials_;
            // What the batch did beyond need tells no more.
            if (!test.decision()) {
                ProbeTrial told = probe_trial_of(*trial);
                if (told.decision) {
                    test.add(*told.decision);
                }
                probe.count(std::move(told));
            }
        }
    }
    if (probe.held + probe.broke == 0 || probe.undecided >= patience) {
        probe.state = Probe::State::no_answer;
        probe.why = "too few samples, a fault that never fired, or calls held back by [safety]";
        return probe;
    }
    probe.state = test.decision() ? Probe::State::decided : Probe::State::leaning;
    probe.decision = test.leaning();
    return probe;
}

}  // namespace fortify::tune
