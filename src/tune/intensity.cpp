#include "tune/intensity.hpp"

#include "core/overloaded.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

namespace fortify::tune {

namespace {

using fault::FaultConfig;
using fault::Ramp;

// "Every call" is no longer a share, and a burst needs gaps.
constexpr double largest_share = 0.99;

// Never less for being bounded.
double grown(double value, double factor, double most) {
    return factor <= 1 ? value * factor : std::max(value, std::min(value * factor, most));
}

double more(double share, double factor) {
    return grown(share, factor, largest_share);
}

Duration longer(Duration duration, double factor) {
    return from_seconds(to_seconds(duration) * factor);
}

std::uint64_t counted(std::uint64_t number, double factor) {
    return static_cast<std::uint64_t>(std::max(std::round(static_cast<double>(number) * factor), 1.0));
}

bool is_of_chance(const FaultConfig& fault) {
    if (fault.ramp && fault.ramp->of == Ramp::Of::probability) {
        return true;
    }
    return !std::holds_alternative<fault::ByChance>(fault.choice) || fault.probability < 1;
}

bool has_strength(const FaultConfig& fault) {
    return fault.ramp || fault::delay_of(fault.kind) != nullptr ||
           std::visit(Overloaded{[](const fault::Slow&) { return true; },
                                 [](const fault::Bandwidth&) { return true; },
                                 [](const fault::SlowBody&) { return true; },
                                 [](const fault::Capacity&) { return true; },
                                 [](const fault::Pause&) { return true; },
                                 [](const auto&) {
                                     return false;
                                 }},
                      fault.kind);
}

void ramp_up(Ramp& ramp, double factor) {
    switch (ramp.of) {
        case Ramp::Of::probability:
            ramp.from = more(ramp.from, factor);
            ramp.to = more(ramp.to, factor);
            return;
        case Ramp::Of::delay:
            ramp.from *= factor;
            ramp.to *= factor;
            return;
        case Ramp::Of::rate:
            ramp.from /= factor;
            ramp.to /= factor;
            return;
    }
}

void hit_more_often(FaultConfig& fault, double factor) {
    if (fault.ramp && fault.ramp->of == Ramp::Of::probability) {
        ramp_up(*fault.ramp, factor);
        return;
    }
    std::visit(Overloaded{[&](fault::ByChance&) { fault.probability = more(fault.probability, factor); },
                          [&](fault::Every& every) { every.number = counted(every.number, 1 / factor); },
                          [&](fault::First& first) { first.number = counted(first.number, factor); },
                          [](fault::Listed&) {},
                          [&](fault::BurstByCall& burst) {
                              // A chain with such bursts has a mean rate below b / (b + 1).
                              const double most = largest_share * burst.mean_burst / (burst.mean_burst + 1);
                              burst.mean_rate = grown(burst.mean_rate, factor, most);
                          },
                          [&](fault::BurstByTime& burst) {
                              burst.mean_on = longer(burst.mean_on, factor);
                          }},
               fault.choice);
}

void hit_harder(FaultConfig& fault, double factor) {
    if (fault.ramp) {
        ramp_up(*fault.ramp, factor);
        return;
    }
    if (fault::delay_of(fault.kind) != nullptr) {
        fault.ramp = Ramp{.of = Ramp::Of::delay, .from = factor, .to = factor};
        return;
    }
    std::visit(Overloaded{[&](fault::Slow& slow) { slow.factor = 1 + (slow.factor - 1) * factor; },
                          [&](fault::Bandwidth& bandwidth) {
                              bandwidth.per_second.count = counted(bandwidth.per_second.count, 1 / factor);
                          },
                          [&](fault::SlowBody& body) { body.pause = longer(body.pause, factor); },
                          [&](fault::Capacity& capacity) {
                              capacity.workers = static_cast<std::uint32_t>(capacity.workers / factor);
                          },
                          [&](fault::Pause& pause) {
                              pause.length = from_seconds(grown(to_seconds(pause.length), factor,
                                                                largest_share * to_seconds(pause.every)));
                          },
                          [](auto&) {
                          }},
               fault.kind);
}

void last_longer(FaultConfig& fault, double factor, Instant end) {
    for (std::size_t index = 0; index < fault.windows.size(); ++index) {
        Interval& window = fault.windows[index];
        const Instant bound =
            index + 1 < fault.windows.size() ? fault.windows[index + 1].start : std::max(end, window.end);
        window.end = std::min(after(window.start, longer(window.length(), factor)), bound);
    }
}

}  // namespace

Growth growth_of(const FaultConfig& fault) {
    if (std::holds_alternative<fault::Listed>(fault.choice) ||
        std::holds_alternative<fault::CacheFlush>(fault.kind)) {
        return Growth::none;
    }
    return is_of_chance(fault) ? Growth::frequency : has_strength(fault) ? Growth::strength : Growth::length;
}

run::Plan intensified(const run::Plan& plan, double factor) {
    run::Plan harder = plan;
    if (factor == 1) {
        return harder;
    }
    for (FaultConfig& fault : harder.faults) {
        switch (growth_of(fault)) {
            case Growth::frequency:
                hit_more_often(fault, factor);
                break;
            case Growth::strength:
                hit_harder(fault, factor);
                break;
            case Growth::length:
                last_longer(fault, factor, plan.end());
                break;
            case Growth::none:
                break;
        }
    }
    return harder;
}

}  // namespace fortify::tune
