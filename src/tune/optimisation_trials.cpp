#include "tune/optimisation_trials.hpp"

#include "tune/intensity.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace fortify::tune {

namespace {

// Of an SLO that is breached by so little that nothing is left of it in a double.
constexpr double least_lacking = 1e-9;

double lacking(const SloFigure& figure) {
    switch (figure.judgement) {
        case slo::Judgement::passed:
            return 0;
        case slo::Judgement::breached:
            return figure.margin ? std::clamp(-*figure.margin, least_lacking, most_lacking) : 1;
        case slo::Judgement::undecided:
            break;
    }
    return 1;
}

}  // namespace

double violation_of(const Trial& trial) {
    if (trial.conclusion == report::Conclusion::passed) {
        return 0;
    }
    double sum = trial.conclusion == report::Conclusion::stopped ? 1 : 0;
    for (const SloFigure& figure : trial.slos) {
        sum += figure.severity == slo::Severity::warn ? 0 : lacking(figure);
    }
    return sum > 0 ? sum : 1;
}

std::vector<std::optional<Score>> TrialBook::answer(const std::vector<Question>& questions) {
    std::vector<Job> jobs;
    for (const Question& question : questions) {
        Page& page = page_of(setting_of(request_.variations, question.point));
        jobs.push_back({.page = &page, .trial = question.trial});
    }
    simulate(jobs);
    constexpr double endless = std::numeric_limits<double>::infinity();
    std::vector<std::optional<Score>> answers;
    for (const Job& job : jobs) {
        const auto found = job.page->trials.find(job.trial);
        if (!job.page->plans) {
            answers.push_back(Score{.violation = endless, .goal = endless});
        } else if (found == job.page->trials.end()) {
            answers.push_back(std::nullopt);
        } else {
            const auto& value = found->second.values.front();
            // A goal without a value is as good as an SLO that could not be decided.
            answers.push_back(Score{.violation = violation_of(found->second) + (value ? 0 : 1),
                                    .goal = value ? request_.goal.as_cost(*value) : 0});
        }
    }
    return answers;
}

std::optional<std::vector<const Trial*>> TrialBook::of(const Point& point,
                                                       const std::vector<std::size_t>& trials) {
    return read(page_of(setting_of(request_.variations, point)), trials);
}

std::optional<std::vector<const Trial*>> TrialBook::of_scenario(const std::vector<std::size_t>& trials) {
    return read(page_of({}), trials);
}

std::optional<std::vector<const Trial*>> TrialBook::read(Page& page, const std::vector<std::size_t>& trials) {
    std::vector<Job> jobs;
    for (const std::size_t trial : trials) {
        jobs.push_back({.page = &page, .trial = trial});
    }
    simulate(jobs);
    std::vector<const Trial*> found;
    for (const std::size_t trial : trials) {
        const auto known = page.trials.find(trial);
        if (known == page.trials.end()) {
            return std::nullopt;
        }
        found.push_back(&known->second);
    }
    return found;
}

TrialBook::Page& TrialBook::page_of(const Setting& setting) {
    std::string name;
    for (const scenario::Override& change : setting) {
        name += change.value + '\n';
    }
    const auto [place, is_new] = pages_.try_emplace(name);
    if (is_new) {
        if (auto plan = specimen_.plan_with(setting)) {
            plan->slos = request_.slos;
            place->second.plans.emplace();
            for (const double intensity : request_.intensities) {
                place->second.plans->push_back(intensified(*plan, intensity));
            }
        }
    }
    return place->second;
}

void TrialBook::simulate(const std::vector<Job>& jobs) {
    std::vector<Job> missing;
    for (const Job& job : jobs) {
        if (job.page->plans && job.page->trials.count(job.trial) == 0) {
            missing.push_back(job);
        }
    }
    if (is_interrupted_ || missing.empty()) {
        return;
    }
    const std::size_t each = request_.intensities.size();
    const std::uint64_t seed = specimen_.plan().seed;
    const Wanted wanted{.measurements = {request_.goal.measurement}, .slot = {}};
    PoolOptions pool = pool_;
    if (pool_.progress) {
        pool.progress = [&](const PoolProgress& progress) {
            pool_.progress({.done = trials_ + progress.done,
                            .jobs = std::max(request_.trials, trials_ + progress.jobs)});
        };
    }
    const auto trials = map_pool<Trial>(
        missing.size(),
        [&](std::size_t index, const std::stop_token& stop) {
            const Job& job = missing[index];
            return run_trial((*job.page->plans)[job.trial % each], seed + job.trial / each, wanted, stop);
        },
        pool);
    for (std::size_t index = 0; index < missing.size(); ++index) {
        if (!trials[index]) {
            is_interrupted_ = true;
            continue;
        }
        ++trials_;
        calls_ += trials[index]->calls;
        missing[index].page->trials.emplace(missing[index].trial, *trials[index]);
    }
}

}  // namespace fortify::tune
