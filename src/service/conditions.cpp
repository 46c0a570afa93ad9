#include "service/conditions.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::service {
namespace {

Conditions::Condition condition_of(std::span<const ServiceFault> faults,
                                   std::uint32_t instance,
                                   Interval when) {
    Conditions::Condition condition{when.start, when.end, 1, false, true};
    for (const ServiceFault& fault : faults) {
        if (!concerns(fault, instance) || !fault.when.contains(when.start)) {
            continue;
        }
        switch (fault.kind) {
            case ServiceFault::Kind::stall:
                condition.speed = 0;
                break;
            case ServiceFault::Kind::slow:
                FORTIFY_ASSERT(fault.factor > 0);
                condition.speed /= fault.factor;
                break;
            case ServiceFault::Kind::crash:
                condition.speed = 0;
                condition.is_down = true;
                break;
            case ServiceFault::Kind::errors:
                continue;
        }
        condition.is_plain = false;
    }
    return condition;
}

}  // namespace

Conditions::Conditions(std::span<const ServiceFault> faults, std::uint32_t instance) {
    std::vector<Instant> edges{Instant::min(), never};
    for (const ServiceFault& fault : faults) {
        if (concerns(fault, instance) && fault.kind != ServiceFault::Kind::errors) {
            edges.push_back(fault.when.start);
            edges.push_back(fault.when.end);
        }
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    for (std::size_t index = 0; index + 1 < edges.size(); ++index) {
        const Interval when{edges[index], edges[index + 1]};
        conditions_.push_back(condition_of(faults, instance, when));
        if (!conditions_.back().is_down) {
            continue;
        }
        if (!outages_.empty() && outages_.back().end == when.start) {
            outages_.back().end = when.end;
        } else {
            outages_.push_back(when);
        }
    }
}

const Conditions::Condition& Conditions::at(Instant when, std::size_t& hint) const {
    while (conditions_[hint].until <= when && hint + 1 < conditions_.size()) {
        ++hint;
    }
    return conditions_[hint];
}

const Conditions::Condition& Conditions::at(Instant when) const {
    const auto next =
        std::upper_bound(conditions_.begin(), conditions_.end(), when,
                         [](Instant wanted, const Condition& condition) { return wanted < condition.from; });
    return *(next - 1);
}

Instant Conditions::finish(Instant start, Duration work, std::size_t condition) const {
    auto left = static_cast<double>(work.count());
    Instant position = start;
    for (std::size_t index = condition; index < conditions_.size(); ++index) {
        const auto& [from, until, speed, is_down, is_plain] = conditions_[index];
        if (speed > 0) {
            const Duration needed{std::llround(std::min(left / speed, 9.2e18))};
            if (after(position, needed) <= until) {
                return after(position, needed);
            }
            left -= static_cast<double>((until - position).count()) * speed;
        }
        position = until;
    }
    return never;
}

std::span<const Interval> Conditions::outages() const {
    return outages_;
}

}  // namespace fortify::service
