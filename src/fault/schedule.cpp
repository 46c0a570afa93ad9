#include "fault/schedule.hpp"

#include "core/assert.hpp"
#include "fault/fault.hpp"

#include <algorithm>
#include <cmath>

namespace fortify::fault {

double level(const Ramp& ramp, Duration since_start) {
    if (since_start >= ramp.over) {
        return ramp.to;
    }
    const double share =
        std::max(0.0, static_cast<double>(since_start.count()) / static_cast<double>(ramp.over.count()));
    switch (ramp.shape) {
        case Ramp::Shape::linear:
            return ramp.from + share * (ramp.to - ramp.from);
        case Ramp::Shape::step:
            return ramp.from + std::floor(share * ramp.steps) / ramp.steps * (ramp.to - ramp.from);
        case Ramp::Shape::exponential:
            return ramp.from * std::pow(ramp.to / ramp.from, share);
    }
    FORTIFY_ASSERT(false && "a shape outside its enumeration");
}

std::vector<Interval> stretches(const FaultConfig& fault) {
    if (!fault.duty) {
        return fault.windows;
    }
    std::vector<Interval> list;
    for (const Interval& window : fault.windows) {
        for (Instant start = window.start; start < window.end; start = after(start, fault.duty->period)) {
            list.push_back({start, std::min(window.end, after(start, fault.duty->on))});
        }
    }
    return list;
}

const Interval* window_at(const FaultConfig& fault, Instant now) {
    const auto found = std::find_if(fault.windows.begin(), fault.windows.end(),
                                    [now](const Interval& window) { return window.contains(now); });
    return found == fault.windows.end() ? nullptr : &*found;
}

bool is_on(const FaultConfig& fault, Instant now) {
    const Interval* window = window_at(fault, now);
    return window != nullptr && (!fault.duty || (now - window->start) % fault.duty->period < fault.duty->on);
}

Instant next_edge(const FaultConfig& fault, Instant now) {
    if (const Interval* window = window_at(fault, now)) {
        if (!fault.duty) {
            return window->end;
        }
        const Duration into = (now - window->start) % fault.duty->period;
        const Duration left = (into < fault.duty->on ? fault.duty->on : fault.duty->period) - into;
        return std::min(window->end, after(now, left));
    }
    Instant edge = never;
    for (const Interval& window : fault.windows) {
        edge = window.start > now ? std::min(edge, window.start) : edge;
    }
    return edge;
}

}  // namespace fortify::fault
