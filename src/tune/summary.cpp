#include "tune/summary.hpp"

#include <algorithm>

namespace fortify::tune {

namespace {

void count(Summary& summary, report::Conclusion conclusion) {
    switch (conclusion) {
        case report::Conclusion::passed:
            ++summary.passed;
            return;
        case report::Conclusion::breached:
        case report::Conclusion::stopped:
            ++summary.breached;
            return;
        case report::Conclusion::inconclusive:
        case report::Conclusion::interrupted:
            ++summary.undecided;
            return;
    }
}

std::optional<Spread> spread_of(std::span<const Trial> trials, std::size_t measurement) {
    std::optional<Spread> spread;
    double sum = 0;
    std::size_t values = 0;
    for (const Trial& trial : trials) {
        if (const auto value = trial.values[measurement]) {
            spread = spread.value_or(Spread{.mean = 0, .low = *value, .high = *value});
            spread->low = std::min(spread->low, *value);
            spread->high = std::max(spread->high, *value);
            sum += *value;
            ++values;
        }
    }
    if (spread) {
        spread->mean = sum / static_cast<double>(values);
    }
    return spread;
}

using Row = std::vector<std::optional<double>>;

bool is_whole(const Row& row) {
    return std::all_of(row.begin(), row.end(), [](const auto& value) { return value.has_value(); });
}

bool beats(const Row& left, const Row& right, const std::vector<slo::Better>& better) {
    bool is_better_once = false;
    for (std::size_t index = 0; index < better.size(); ++index) {
        const double sign = better[index] == slo::Better::larger ? 1 : -1;
        const double difference = sign * (*left[index] - *right[index]);
        if (difference < 0) {
            return false;
        }
        is_better_once = is_better_once || difference > 0;
    }
    return is_better_once;
}

// The last `words` words of a path.
std::string ending(const std::string& path, std::size_t words) {
    std::size_t at = path.size();
    for (; words > 0 && at != std::string::npos && at > 0; --words) {
        at = path.rfind('.', at - 1);
    }
    return at == std::string::npos ? path : path.substr(at + 1);
}

}  // namespace

Summary summarise(std::span<const Trial> trials, std::size_t measurements) {
    Summary summary;
    summary.trials = trials.size();
    for (const Trial& trial : trials) {
        count(summary, trial.conclusion);
        if (const auto margin = trial.worst_margin()) {
            summary.worst_margin = std::min(summary.worst_margin.value_or(*margin), *margin);
        }
    }
    for (std::size_t index = 0; index < measurements; ++index) {
        summary.measured.push_back(spread_of(trials, index));
    }
    return summary;
}

std::vector<bool> pareto_front(const std::vector<Row>& rows, const std::vector<slo::Better>& better) {
    std::vector<bool> front(rows.size(), false);
    for (std::size_t index = 0; index < rows.size(); ++index) {
        front[index] = is_whole(rows[index]) && std::none_of(rows.begin(), rows.end(), [&](const Row& other) {
                           return is_whole(other) && beats(other, rows[index], better);
                       });
    }
    return front;
}

std::vector<std::string> short_names(const std::vector<Variation>& variations, std::size_t least_words) {
    std::vector<std::string> names;
    for (const Variation& variation : variations) {
        std::size_t words = least_words;
        const auto is_shared = [&] {
            return std::any_of(variations.begin(), variations.end(), [&](const Variation& other) {
                return other.key.path != variation.key.path &&
                       ending(other.key.path, words) == ending(variation.key.path, words);
            });
        };
        while (is_shared()) {
            ++words;
        }
        names.push_back(ending(variation.key.path, words));
    }
    return names;
}

}  // namespace fortify::tune
