#include "predict/forecast.hpp"

#include <algorithm>
#include <variant>

namespace fortify::predict {
namespace {

double expected_in(const load::RateProfile& profile, Interval when) {
    return profile.expected(when.end) - profile.expected(when.start);
}

}  // namespace

Forecast::Forecast(const run::Plan& plan) {
    for (std::size_t index = 0; index < plan.loads.size(); ++index) {
        const auto* const open = std::get_if<run::OpenLoad>(&plan.loads[index].model);
        if (open == nullptr) {
            closed_.push_back(plan.loads[index].target);
            continue;
        }
        for (const load::RateSegment& segment : open->segments) {
            edges_.push_back(segment.when.start);
            edges_.push_back(segment.when.end);
        }
        loads_.push_back({.index = index,
                          .target = plan.loads[index].target,
                          .profile = load::RateProfile(open->segments)});
    }
}

double Forecast::calls(Interval when) const {
    double sum = 0;
    for (const Load& load : loads_) {
        sum += expected_in(load.profile, when);
    }
    return sum;
}

double Forecast::calls(Interval when, TargetIndex target) const {
    double sum = 0;
    for (const Load& load : loads_) {
        sum += load.target == target ? expected_in(load.profile, when) : 0;
    }
    return sum;
}

std::optional<double> Forecast::calls_of_load(std::size_t load, Interval when) const {
    for (const Load& candidate : loads_) {
        if (candidate.index == load) {
            return expected_in(candidate.profile, when);
        }
    }
    return std::nullopt;
}

bool Forecast::covers(TargetIndex target) const {
    return std::find(closed_.begin(), closed_.end(), target) == closed_.end();
}

double Forecast::peak(Interval when) const {
    return highest(when, std::nullopt);
}

double Forecast::peak(Interval when, TargetIndex target) const {
    return highest(when, target);
}

double Forecast::highest(Interval when, Only target) const {
    // Every rate is linear between edges, so the highest value lies at one, or just before it.
    double highest = std::max(rate(when.start, target), rate(when.end - Duration{1}, target));
    for (const Instant edge : edges_) {
        if (when.contains(edge)) {
            highest = std::max(highest, rate(edge, target));
        }
        if (when.contains(edge - Duration{1})) {
            highest = std::max(highest, rate(edge - Duration{1}, target));
        }
    }
    return highest;
}

double Forecast::rate(Instant when, Only target) const {
    double sum = 0;
    for (const Load& load : loads_) {
        sum += !target || target == load.target ? load.profile.rate(when).per_second : 0;
    }
    return sum;
}

}  // namespace fortify::predict
