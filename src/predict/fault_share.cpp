#include "predict/fault_share.hpp"

#include "core/overloaded.hpp"

#include <algorithm>

namespace fortify::predict {
namespace {

// The mean of a ramp over the windows, in a thousand steps each.
double mean_level(const fault::FaultConfig& fault, const fault::Ramp& ramp) {
    constexpr int steps = 1000;
    double sum = 0;
    double seconds = 0;
    for (const Interval& window : fault.windows) {
        double levels = 0;
        for (int step = 0; step < steps; ++step) {
            levels += fault::level(ramp, from_seconds(to_seconds(window.length()) * (step + 0.5) / steps));
        }
        sum += levels / steps * to_seconds(window.length());
        seconds += to_seconds(window.length());
    }
    return seconds > 0 ? sum / seconds : 0;
}

double matching(const fault::FaultConfig& fault, const run::Plan& plan) {
    double all = 0;
    double concerned = 0;
    for (const run::RequestTemplate& request : plan.targets[fault.target].requests) {
        const bool fits =
            fault::matches(fault.match, {.method = request.method,
                                         .path = run::path_of(plan.targets[fault.target], request),
                                         .headers = request.headers,
                                         .name = request.name});
        all += request.weight;
        concerned += fits ? request.weight : 0;
    }
    const double share = all > 0 ? concerned / all : 1;
    return fault.match.client ? share / plan.client_instances : share;
}

void choose(const fault::FaultConfig& fault, Share& share) {
    std::visit(Overloaded{[&](const fault::ByChance&) { share.hit = fault.probability; },
                          [&](const fault::Every& every) {
                              share.hit = 1.0 / static_cast<double>(std::max<std::uint64_t>(every.number, 1));
                          },
                          [&](const fault::First& first) { share.most = first.number; },
                          [&](const fault::Listed& listed) { share.most = listed.calls.size(); },
                          [&](const fault::BurstByCall& burst) {
                              // A two-state chain with correlation c from one call to the next scatters
                              // (1 + c) / (1 - c) times as much as independent calls.
                              const double to_good = 1 / burst.mean_burst;
                              const double to_bad = burst.mean_rate * to_good / (1 - burst.mean_rate);
                              share.hit = burst.mean_rate;
                              share.scatter = (2 - to_bad - to_good) / (to_bad + to_good);
                          },
                          [&](const fault::BurstByTime& burst) {
                              const double on = to_seconds(burst.mean_on);
                              share.hit = on / (on + to_seconds(burst.mean_off));
                              share.scatter.reset();
                          }},
               fault.choice);
    if (fault.ramp && fault.ramp->of == fault::Ramp::Of::probability) {
        share.hit = mean_level(fault, *fault.ramp);
    }
}

}  // namespace

std::optional<Share> share_of(const fault::FaultConfig& fault, const run::Plan& plan) {
    const std::uint32_t attempt = fault.condition.attempt.value_or(1);
    if (fault::asks_for_policy(fault.condition) || attempt != 1) {
        return std::nullopt;
    }
    Share share;
    share.concerned = matching(fault, plan);
    share.first_attempts_only = fault.condition.attempt.has_value() || fault.place == fault::Place::above;
    choose(fault, share);
    if (fault.max_total) {
        share.most = std::min(share.most.value_or(*fault.max_total), *fault.max_total);
    }
    if (fault.max_active) {
        share.scatter.reset();
    }
    return share;
}

}  // namespace fortify::predict
