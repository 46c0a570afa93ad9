#include "tune/codes.hpp"
#include "tune/contest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace fortify::tune {

namespace {

using Reports = std::vector<StoredReport>;

std::set<std::uint64_t> seeds_of(const Reports& reports) {
    std::set<std::uint64_t> seeds;
    for (const StoredReport& report : reports) {
        seeds.insert(report.seed());
    }
    return seeds;
}

// Sorts both by seed where they are pairs.
Pairing pair_up(Reports& base, Reports& head) {
    const auto seeds = seeds_of(base);
    if (seeds.size() != base.size() || seeds.size() != head.size() || seeds != seeds_of(head)) {
        return Pairing::unpaired;
    }
    const auto by_seed = [](const StoredReport& left, const StoredReport& right) {
        return left.seed() < right.seed();
    };
    std::sort(base.begin(), base.end(), by_seed);
    std::sort(head.begin(), head.end(), by_seed);
    return Pairing::paired;
}

bool is_simulated(const Reports& reports) {
    return std::all_of(reports.begin(), reports.end(),
                       [](const StoredReport& report) { return report.mode() == report::Mode::simulated; });
}

Contestant contestant_of(const Reports& reports) {
    const auto passed = std::count_if(reports.begin(), reports.end(),
                                      [](const StoredReport& report) { return report.is_passed(); });
    return {.label = reports.size() == 1
                         ? reports.front().file()
                         : fmt::format("{} and {} more", reports.front().file(), reports.size() - 1),
            .runs = reports.size(),
            .passed = static_cast<std::size_t>(passed)};
}

void note_blemishes(const Reports& reports, std::vector<std::string>& notes) {
    for (const StoredReport& report : reports) {
        if (!report.blemish().empty()) {
            notes.push_back(fmt::format("{}: the run was {}.", report.file(), report.blemish()));
        }
    }
}

std::vector<std::string> notes_on(const StoredRuns& runs) {
    std::vector<std::string> notes;
    const std::string& base = runs.base.front().scenario();
    for (const Reports* const side : {&runs.base, &runs.head}) {
        const auto other = std::find_if(side->begin(), side->end(), [&](const StoredReport& report) {
            return report.scenario() != base;
        });
        if (other != side->end()) {
            notes.push_back(fmt::format("{} is of the scenario '{}', {} of '{}'.", runs.base.front().file(),
                                        base, other->file(), other->scenario()));
            break;
        }
    }
    if (is_simulated(runs.base) != is_simulated(runs.head)) {
        notes.emplace_back("One side was simulated, the other ran in real time.");
    }
    note_blemishes(runs.base, notes);
    note_blemishes(runs.head, notes);
    return notes;
}

// Of every report of a side.
Result<std::vector<std::optional<double>>, Refusal> values_of(const Reports& reports,
                                                              const std::string& metric) {
    std::vector<std::optional<double>> values;
    for (const StoredReport& report : reports) {
        const FlagText flag{.flag = "--metric", .text = metric};
        const auto measurement = slo::parse_measurement(metric, flag.span(), report.vocabulary());
        if (!measurement) {
            return Err{Refusal{.mistakes = measurement.error(), .reason = {}, .help = {}}};
        }
        if (!StoredReport::holds(measurement->metric)) {
            return Err{Refusal{.mistakes = {},
                               .reason = fmt::format("reports do not hold {} in a form that can be compared",
                                                     measure::info(measurement->metric).name),
                               .help = "compare the scenarios, or a metric of calls, attempts or times"}};
        }
        const auto value = report.value(*measurement);
        if (!value) {
            return Err{Refusal{
                .mistakes = {},
                .reason = fmt::format("cannot take {} from '{}': {}", metric, report.file(), value.error()),
                .help = {}}};
        }
        values.push_back(*value);
    }
    return values;
}

std::vector<std::string> usual_metrics_of(const StoredRuns& runs) {
    std::vector<std::string> metrics{"success_rate", "p50(response_time)", "p99(response_time)", "goodput"};
    const auto retried = [](const StoredReport& report) {
        return report.has_retries();
    };
    if (std::any_of(runs.base.begin(), runs.base.end(), retried) ||
        std::any_of(runs.head.begin(), runs.head.end(), retried)) {
        metrics.emplace_back("retry.amplification");
    }
    return metrics;
}

std::size_t equal_arrivals(const StoredRuns& runs) {
    std::size_t equal = 0;
    for (std::size_t pair = 0; pair < runs.base.size(); ++pair) {
        equal += runs.base[pair].offered() == runs.head[pair].offered() ? 1U : 0U;
    }
    return equal;
}

}  // namespace

Result<Contest, Refusal> compare_stored(StoredRuns runs, Rules rules) {
    rules.pairing = pair_up(runs.base, runs.head);
    rules.noise = is_simulated(runs.base) && is_simulated(runs.head) ? Noise::drawn : Noise::measured;
    Contest contest;
    contest.origin = Origin::stored;
    contest.base = contestant_of(runs.base);
    contest.head = contestant_of(runs.head);
    contest.notes = notes_on(runs);
    if (rules.pairing == Pairing::paired) {
        contest.same_arrivals = equal_arrivals(runs);
    }
    for (const std::string& metric : runs.metrics.empty() ? usual_metrics_of(runs) : runs.metrics) {
        auto base = values_of(runs.base, metric);
        if (!base) {
            return Err{base.error()};
        }
        auto head = values_of(runs.head, metric);
        if (!head) {
            return Err{head.error()};
        }
        const auto measurement = slo::parse_measurement(metric, {}, runs.base.front().vocabulary());
        Samples samples = samples_of(*measurement);
        samples.base = std::move(*base);
        samples.head = std::move(*head);
        contest.samples.push_back(std::move(samples));
    }
    contest.comparison = compare(contest.samples, rules);
    return contest;
}

}  // namespace fortify::tune
