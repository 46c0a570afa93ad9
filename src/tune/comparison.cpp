#include "tune/comparison.hpp"

#include "core/assert.hpp"
#include "core/student.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fortify::tune {

namespace {

using Values = std::vector<double>;

// The values of one metric that can be used.
struct Sides {
    Values base;
    Values head;
    Values differences;  // of pairs
};

Sides sides_of(const Samples& samples, Pairing pairing) {
    Sides sides;
    if (pairing == Pairing::paired) {
        FORTIFY_ASSERT(samples.base.size() == samples.head.size());
        for (std::size_t pair = 0; pair < samples.base.size(); ++pair) {
            if (samples.base[pair] && samples.head[pair]) {
                sides.base.push_back(*samples.base[pair]);
                sides.head.push_back(*samples.head[pair]);
                sides.differences.push_back(*samples.head[pair] - *samples.base[pair]);
            }
        }
        return sides;
    }
    for (const std::optional<double>& value : samples.base) {
        if (value) {
            sides.base.push_back(*value);
        }
    }
    for (const std::optional<double>& value : samples.head) {
        if (value) {
            sides.head.push_back(*value);
        }
    }
    return sides;
}

double band_of(double base, measure::Unit unit, double relative) {
    const double whole = unit == measure::Unit::ratio ? std::min(std::abs(base), std::abs(1 - base)) : base;
    return relative * std::abs(whole);
}

double typical_gap(const Values& values) {
    Values gaps;
    for (std::size_t left = 0; left < values.size(); ++left) {
        for (std::size_t right = left + 1; right < values.size(); ++right) {
            gaps.push_back(std::abs(values[left] - values[right]));
        }
    }
    return median(gaps);
}

// What two runs of the same thing typically differ by. Two pairs differ by more than two runs, by the root of
// two, since each difference has the noise of two runs.
std::optional<double> noise_of(const Sides& sides, Pairing pairing) {
    if (sides.base.size() < 2 || sides.head.size() < 2) {
        return std::nullopt;
    }
    if (pairing == Pairing::paired) {
        return typical_gap(sides.differences) / std::sqrt(2.0);
    }
    return std::max(typical_gap(sides.base), typical_gap(sides.head));
}

double mean_of(const Values& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Of the mean, squared.
double squared_error(const Values& values) {
    const double mean = mean_of(values);
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    const auto count = static_cast<double>(values.size());
    return squares / (count * (count - 1));
}

// Whether the mean difference is within the band, too.
bool is_mean_within(const Sides& sides, const Finding& finding, Pairing pairing) {
    const bool paired = pairing == Pairing::paired;
    const std::size_t fewest = std::min(sides.base.size(), sides.head.size());
    if (fewest < 2) {
        return false;
    }
    const double mean = paired ? mean_of(sides.differences) : mean_of(sides.head) - mean_of(sides.base);
    const double square =
        paired ? squared_error(sides.differences) : squared_error(sides.base) + squared_error(sides.head);
    const double reach = student_quantile(1 - (1 - finding.confidence) / 2, static_cast<double>(fewest - 1)) *
                         std::sqrt(square);
    return std::abs(mean) + reach <= finding.band;
}

double least_p(const Sides& sides, Pairing pairing) {
    return pairing == Pairing::paired ? least_signed_rank_p(sides.differences.size())
                                      : least_rank_sum_p(sides.base.size(), sides.head.size());
}

bool differs(const Sides& sides, Pairing pairing) {
    if (pairing == Pairing::paired) {
        return std::any_of(sides.differences.begin(), sides.differences.end(),
                           [](double difference) { return difference != 0; });
    }
    const double first = sides.base.front();
    const auto is_other = [first](double value) {
        return value != first;
    };
    return std::any_of(sides.base.begin(), sides.base.end(), is_other) ||
           std::any_of(sides.head.begin(), sides.head.end(), is_other);
}

Finding begin_finding(const Samples& samples, const Sides& sides, const Rules& rules) {
    Finding finding;
    finding.metric = samples.metric;
    finding.unit = samples.unit;
    finding.better = samples.better;
    finding.base_runs = sides.base.size();
    finding.head_runs = sides.head.size();
    if (sides.base.empty() || sides.head.empty()) {
        finding.doubt = Doubt::unmeasured;
        return finding;
    }
    finding.base = median(sides.base);
    finding.head = median(sides.head);
    finding.band = band_of(*finding.base, finding.unit, rules.band);
    finding.p = rules.pairing == Pairing::paired ? signed_rank_p(sides.differences)
                                                 : rank_sum_p(sides.base, sides.head);
    if (rules.noise == Noise::measured) {
        finding.noise = noise_of(sides, rules.pairing);
    }
    return finding;
}

Judgement direction_of(const Finding& finding) {
    const bool larger = finding.shift->estimate > 0;
    return larger == (finding.better == slo::Better::larger) ? Judgement::better : Judgement::worse;
}

// `significant`: Holm's procedure has come to it.
enum class Significance : std::uint8_t { none, shown };

void judge(Finding& finding, const Sides& sides, const Rules& rules, Significance significance) {
    finding.shift = rules.pairing == Pairing::paired
                        ? signed_rank_shift(sides.differences, finding.confidence)
                        : rank_sum_shift(sides.base, sides.head, finding.confidence);
    if (!finding.shift->bounds) {
        finding.doubt = Doubt::too_few;
        return;
    }
    const auto [low, high] = *finding.shift->bounds;
    if (low >= -finding.band && high <= finding.band) {
        const bool whole = is_mean_within(sides, finding, rules.pairing);
        finding.judgement = whole ? Judgement::same : Judgement::undecided;
        finding.doubt = whole ? Doubt::none : Doubt::uneven;
        return;
    }
    if (significance == Significance::none || (low <= 0 && high >= 0)) {
        finding.doubt = least_p(sides, rules.pairing) > 1 - finding.confidence ? Doubt::too_few : Doubt::wide;
        return;
    }
    if (rules.noise == Noise::measured &&
        (!finding.noise || std::abs(finding.shift->estimate) <= *finding.noise)) {
        finding.doubt = Doubt::within_noise;
        return;
    }
    finding.judgement = direction_of(finding);
}

// The fewest runs whose clearest outcome is rarer than `miss`.
std::size_t needed_for(double miss, Pairing pairing) {
    std::size_t runs = 1;
    while ((pairing == Pairing::paired ? least_signed_rank_p(runs) : least_rank_sum_p(runs, runs)) > miss) {
        ++runs;
    }
    return runs;
}

}  // namespace

std::size_t Comparison::count(Judgement judgement) const {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(),
                      [judgement](const Finding& finding) { return finding.judgement == judgement; }));
}

Comparison compare(std::span<const Samples> samples, const Rules& rules) {
    FORTIFY_ASSERT(rules.level > 0 && rules.level < 1 && rules.band >= 0);
    Comparison comparison{.rules = rules, .findings = {}, .counted = 0, .needed = 0};
    std::vector<Sides> sides;
    std::vector<std::size_t> order;  // of those that differ, the clearest first
    for (std::size_t index = 0; index < samples.size(); ++index) {
        sides.push_back(sides_of(samples[index], rules.pairing));
        comparison.findings.push_back(begin_finding(samples[index], sides[index], rules));
        Finding& finding = comparison.findings[index];
        if (finding.doubt == Doubt::unmeasured) {
            continue;
        }
        if (differs(sides[index], rules.pairing)) {
            order.push_back(index);
        } else {
            finding.confidence = rules.level;
            judge(finding, sides[index], rules, Significance::none);
        }
    }
    comparison.counted = order.size();
    const double miss = 1 - rules.level;
    comparison.needed =
        needed_for(miss / static_cast<double>(std::max<std::size_t>(order.size(), 1)), rules.pairing);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        return comparison.findings[left].p < comparison.findings[right].p;
    });
    Significance significance = Significance::shown;
    double step = miss;
    for (std::size_t place = 0; place < order.size(); ++place) {
        Finding& finding = comparison.findings[order[place]];
        if (significance == Significance::shown) {
            step = miss / static_cast<double>(order.size() - place);
            significance = finding.p <= step ? Significance::shown : Significance::none;
        }
        finding.confidence = 1 - step;
        judge(finding, sides[order[place]], rules, significance);
    }
    return comparison;
}

}  // namespace fortify::tune
