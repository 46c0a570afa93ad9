#include "service/conditions.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::service {
namespace {

using Kind = ServiceFault::Kind;

// The kinds that change what an instance can do from one instant to another.
bool shapes(const ServiceFault& fault) {
    switch (fault.kind) {
        case Kind::stall:
        case Kind::crash:
        case Kind::capacity:
            return true;
        case Kind::slow:
            return fault.probability >= 1;
        case Kind::errors:
        case Kind::pause:
        case Kind::cache_flush:
        case Kind::pool_leak:
            return false;
    }
    FORTIFY_ASSERT(false && "a kind outside its enumeration");
    return false;
}

void apply(const ServiceFault& fault, Conditions::Condition& condition) {
    if (fault.kind == Kind::capacity) {
        condition.workers = std::min(condition.workers, fault.workers);
        return;
    }
    condition.is_plain = false;
    if (fault.kind == Kind::slow) {
        FORTIFY_ASSERT(fault.factor > 0);
        condition.speed /= fault.factor;
    } else {
        condition.speed = 0;
        condition.is_down = condition.is_down || fault.kind == Kind::crash;
    }
}

// What is done from any instant to the same one of the next period.
double work_of_period(const Pauses& pauses, double speed) {
    return static_cast<double>((pauses.every - pauses.length).count()) * speed;
}

}  // namespace

Pauses pauses_of(const ServiceFault& fault, std::uint32_t instance, std::uint32_t instances) {
    FORTIFY_ASSERT(Duration::zero() < fault.length && fault.length < fault.every);
    return {.within = fault.when,
            .first = after(fault.when.start, fault.every / instances * instance),
            .every = fault.every,
            .length = fault.length};
}

Conditions::Conditions(const ServiceConfig& config,
                       std::span<const ServiceFault> faults,
                       std::uint32_t instance) {
    std::vector<Instant> edges{Instant::min(), never};
    std::vector<const ServiceFault*> shaping;
    for (const ServiceFault& fault : faults) {
        if (!concerns(fault, instance)) {
            continue;
        }
        if (fault.kind == Kind::pause) {
            pauses_.push_back(pauses_of(fault, instance, config.instances));
        } else if (shapes(fault)) {
            shaping.push_back(&fault);
            edges.push_back(fault.when.start);
            edges.push_back(fault.when.end);
        }
    }
    if (config.pauses) {
        const ServiceFault own{.kind = Kind::pause,
                               .when = {after(run_start, config.pauses->every), never},
                               .every = config.pauses->every,
                               .length = config.pauses->length};
        pauses_.push_back(pauses_of(own, instance, config.instances));
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    for (std::size_t index = 0; index + 1 < edges.size(); ++index) {
        const Interval when{edges[index], edges[index + 1]};
        Condition condition{when.start, when.end, 1, config.workers, false, true};
        for (const ServiceFault* const fault : shaping) {
            if (fault->when.contains(when.start)) {
                apply(*fault, condition);
            }
        }
        conditions_.push_back(condition);
        if (!condition.is_down) {
            continue;
        }
        if (!outages_.empty() && outages_.back().end == when.start) {
            outages_.back().end = when.end;
        } else {
            outages_.push_back(when);
        }
    }
}

Conditions::Condition Conditions::at(Instant when) const {
    const auto next =
        std::upper_bound(conditions_.begin(), conditions_.end(), when,
                         [](Instant wanted, const Condition& condition) { return wanted < condition.from; });
    return with_pauses(*(next - 1), when);
}

Conditions::Condition Conditions::with_pauses(const Condition& condition, Instant when) const {
    Condition seen = condition;
    if (seen.speed == 0) {
        return seen;
    }
    for (const Pauses& pauses : pauses_) {
        const Interval stop = pauses.at_or_after(when);
        if (stop.contains(when)) {
            seen.speed = 0;
            seen.is_plain = false;
            seen.until = std::min(seen.until, stop.end);
        } else {
            seen.until = std::min(seen.until, stop.start);
        }
    }
    return seen;
}

// How many periods of the only pauses the work lasts at least, so that long work need not be followed
// from stop to stop.
std::int64_t Conditions::whole_periods(Instant start, double work, const Condition& condition) const {
    if (pauses_.size() != 1 || condition.speed == 0 || start < pauses_.front().first) {
        return 0;
    }
    const Pauses& pauses = pauses_.front();
    const Instant end = std::min(condition.until, pauses.within.end);
    if (end <= start) {
        return 0;
    }
    const double most = work / work_of_period(pauses, condition.speed);
    return static_cast<std::int64_t>(std::min(most, static_cast<double>((end - start) / pauses.every))) - 1;
}

Instant Conditions::finish(Instant start, Duration work, std::size_t hint) const {
    auto left = static_cast<double>(work.count());
    Instant position = start;
    while (position != never) {
        const Condition condition = at(position, hint);
        const std::int64_t periods = whole_periods(position, left, conditions_[hint]);
        if (periods > 0) {
            const Pauses& pauses = pauses_.front();
            left -= static_cast<double>(periods) * work_of_period(pauses, conditions_[hint].speed);
            position += pauses.every * periods;
            continue;
        }
        if (condition.speed > 0) {
            const Duration needed{std::llround(std::min(left / condition.speed, 9.2e18))};
            if (after(position, needed) <= condition.until) {
                return after(position, needed);
            }
            left -= static_cast<double>((condition.until - position).count()) * condition.speed;
        }
        position = condition.until;
    }
    return never;
}

std::span<const Interval> Conditions::outages() const {
    return outages_;
}

}  // namespace fortify::service
