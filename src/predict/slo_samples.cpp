#include "predict/slo_samples.hpp"

#include "core/quantity.hpp"
#include "measure/metric.hpp"
#include "slo/assess.hpp"
#include "slo/reading.hpp"
#include "slo/stretch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace fortify::predict {
namespace {

using measure::Metric;
using measure::SubjectKind;

struct Finding {
    Decidable decidable = Decidable::yes;
    std::string reason;
};

struct Question {
    const run::Plan& plan;
    const Forecast& forecast;
    const measure::Layout& layout;
    const slo::Condition& condition;

    [[nodiscard]] std::optional<TargetIndex> target() const {
        for (std::size_t index = 0; index < plan.targets.size(); ++index) {
            if (condition.of == plan.targets[index].name) {
                return static_cast<TargetIndex>(index);
            }
        }
        return std::nullopt;
    }
    // Calls due in a stretch; none: closed loads have a say in it.
    [[nodiscard]] std::optional<double> calls(const Interval& when) const {
        const auto only = target();
        for (std::size_t index = 0; index < plan.targets.size(); ++index) {
            const auto one = static_cast<TargetIndex>(index);
            if ((!only || only == one) && !forecast.covers(one)) {
                return std::nullopt;
            }
        }
        return only ? forecast.calls(when, *only) : forecast.calls(when);
    }
};

// Whether each call that settles is a sample of it.
bool counts_calls(Metric metric) {
    constexpr std::array counted{Metric::success_rate,       Metric::error_rate,   Metric::availability,
                                 Metric::response_time,      Metric::service_time, Metric::schedule_lag,
                                 Metric::retry_amplification};
    return std::find(counted.begin(), counted.end(), metric) != counted.end();
}

std::string count_text(double count) {
    return fmt::format("{:.0f}", std::floor(count));
}

Duration window_of(const slo::Condition& condition) {
    return condition.over.value_or(slo::default_window);
}

bool has_windows(const slo::Condition& condition) {
    return condition.over || condition.windows || condition.deadline;
}

std::uint64_t needed(const slo::Condition& condition) {
    return condition.aggregate.kind == slo::Aggregate::Kind::percentile
               ? slo::samples_needed(condition.aggregate.percentile)
               : 1;
}

enum class Cut : std::uint8_t { whole, windows };

Finding samples_in(const Question& question, const std::vector<Interval>& intervals, Cut cut) {
    const slo::Condition& condition = question.condition;
    const bool in_windows = cut == Cut::windows;
    if (measure::info(condition.metric).unit == measure::Unit::duration && !counts_calls(condition.metric)) {
        return {Decidable::depends, "how many samples there are depends on the run"};
    }
    if (!counts_calls(condition.metric)) {
        return {};
    }
    double most = 0;
    for (const Interval& interval : intervals) {
        const auto calls = question.calls(interval);
        if (!calls) {
            return {Decidable::depends, "how many calls closed loads make depends on the answers"};
        }
        // Of windows, the fullest one could be on its own; on average they hold this many.
        const double share =
            in_windows ? to_seconds(window_of(condition)) / to_seconds(interval.length()) : 1;
        most = in_windows ? std::max(most, *calls * std::min(share, 1.0)) : most + *calls;
    }
    const std::uint64_t wanted = needed(condition);
    if (most >= static_cast<double>(wanted)) {
        return {};
    }
    return {Decidable::no,
            fmt::format("needs {} samples{}, some {} are expected: {:.1f} times as many calls would do",
                        wanted, in_windows ? " a window" : "", count_text(most),
                        static_cast<double>(wanted) / std::max(most, 1.0))};
}

Finding windows_in(const slo::Condition& condition, const std::vector<Interval>& intervals) {
    const Duration width = window_of(condition);
    const std::int64_t in_a_row = condition.windows ? condition.windows->windows : 1;
    const bool fits = std::any_of(intervals.begin(), intervals.end(), [&](const Interval& interval) {
        return interval.length() >= width * in_a_row;
    });
    if (fits) {
        return {};
    }
    return {Decidable::no,
            fmt::format("no {} of {} fits{}",
                        in_a_row > 1 ? fmt::format("{} windows in a row", in_a_row) : "window",
                        format_duration(width), condition.during ? " into " + *condition.during : "")};
}

Finding deadline_in(const Question& question) {
    const slo::Condition& condition = question.condition;
    const auto event = slo::instant_of(question.layout, condition.deadline->event);
    if (!event || *event >= question.layout.end) {
        return {Decidable::no, fmt::format("{} has no place in the run", condition.deadline->event)};
    }
    const Instant latest = *slo::reach_of(condition, question.layout);
    if (latest <= question.layout.end) {
        return {};
    }
    return {Decidable::depends, fmt::format("the run ends {} too early to call it breached",
                                            format_duration(latest - question.layout.end))};
}

// "N% of <phase>" needs as many samples in that phase.
Finding reference_in(const Question& question) {
    const std::optional<std::string>& phase = question.condition.limit.of_phase;
    if (!phase) {
        return {};
    }
    const slo::Stretch stretch = slo::stretch_of(question.layout, phase, question.layout.end);
    if (stretch.intervals.empty()) {
        return {Decidable::no, fmt::format("{} has no place in the run", *phase)};
    }
    Finding found = samples_in(question, stretch.intervals, Cut::whole);
    if (found.decidable != Decidable::yes) {
        found.reason = fmt::format("{}, with which it compares: {}", *phase, found.reason);
    }
    return found;
}

// A fault that the condition speaks of must fire.
Finding faults_in(const Question& question) {
    const slo::Condition& condition = question.condition;
    for (const fault::FaultConfig& fault : question.plan.faults) {
        const auto event = condition.deadline ? slo::event_of(condition.deadline->event) : std::nullopt;
        const bool is_named =
            condition.during == fault.id || (event && event->name == fault.id) ||
            (condition.of == fault.id && measure::info(condition.metric).subject == SubjectKind::fault);
        const bool can_fire =
            std::any_of(fault.windows.begin(), fault.windows.end(), [&](const Interval& window) {
                return window.start < question.layout.end && window.length() > 0s;
            });
        if (is_named && (!can_fire || !(fault.probability > 0))) {
            return {Decidable::no, fmt::format("fault {} never fires", fault.id)};
        }
    }
    return {};
}

Finding look_at(const Question& question) {
    const slo::Condition& condition = question.condition;
    if (Finding faults = faults_in(question); faults.decidable != Decidable::yes) {
        return faults;
    }
    const slo::Stretch stretch = slo::stretch_of(question.layout, condition.during, question.layout.end);
    if (stretch.intervals.empty()) {
        return {Decidable::no, condition.during ? fmt::format("{} has no place in the run", *condition.during)
                                                : "no phase is measured"};
    }
    if (condition.deadline) {
        Finding deadline = deadline_in(question);
        if (deadline.decidable != Decidable::yes) {
            return deadline;
        }
    }
    if (has_windows(condition)) {
        Finding windows = windows_in(condition, stretch.intervals);
        if (windows.decidable != Decidable::yes) {
            return windows;
        }
    }
    Finding samples =
        samples_in(question, stretch.intervals, has_windows(condition) ? Cut::windows : Cut::whole);
    return samples.decidable == Decidable::yes ? reference_in(question) : samples;
}

void collect(const slo::Expression& expression, std::vector<const slo::Condition*>& conditions) {
    if (expression.kind == slo::Expression::Kind::condition) {
        conditions.push_back(&expression.condition);
        return;
    }
    for (const slo::Expression& operand : expression.operands) {
        collect(operand, conditions);
    }
}

}  // namespace

std::string_view name_of(Decidable decidable) {
    switch (decidable) {
        case Decidable::yes:
            return "yes";
        case Decidable::no:
            return "no";
        case Decidable::depends:
            return "depends";
    }
    return "";
}

std::vector<SloForecast> slo_forecasts(const run::Plan& plan, const Forecast& forecast) {
    const measure::Layout layout = run::layout_of(plan);
    std::vector<SloForecast> forecasts;
    for (const slo::Expectation& expectation : plan.slos) {
        SloForecast found{.text = expectation.text, .severity = expectation.severity, .reasons = {}};
        std::vector<const slo::Condition*> conditions;
        collect(expectation.expression, conditions);
        for (const slo::Condition* condition : conditions) {
            const Finding finding = look_at({plan, forecast, layout, *condition});
            if (finding.decidable != Decidable::yes) {
                found.reasons.push_back(
                    conditions.size() == 1 ? finding.reason : slo::text(*condition) + ": " + finding.reason);
            }
            const bool is_worse =
                finding.decidable == Decidable::no ||
                (finding.decidable == Decidable::depends && found.decidable == Decidable::yes);
            found.decidable = is_worse ? finding.decidable : found.decidable;
        }
        forecasts.push_back(std::move(found));
    }
    return forecasts;
}

}  // namespace fortify::predict
