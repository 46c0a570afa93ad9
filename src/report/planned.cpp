#include "report/planned.hpp"

#include "core/overloaded.hpp"
#include "core/quantity.hpp"
#include "predict/fault_share.hpp"
#include "report/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::report {
namespace {

using fault::FaultConfig;
using fault::Ramp;

std::string ordinal(std::uint64_t number) {
    const std::uint64_t tens = number % 100;
    const std::uint64_t ones = number % 10;
    const bool is_teen = tens >= 11 && tens <= 13;
    const char* const ending = is_teen || ones == 0 || ones > 3 ? "th"
                               : ones == 1                      ? "st"
                               : ones == 2                      ? "nd"
                                                                : "rd";
    return fmt::format("{}{}", number, ending);
}

std::string choice_phrase(const FaultConfig& fault) {
    return std::visit(
        Overloaded{[&](const fault::ByChance&) {
                       return fault.probability < 1 ? "probability " + percent_text(fault.probability)
                                                    : std::string();
                   },
                   [](const fault::Every& every) { return fmt::format("every {}", ordinal(every.number)); },
                   [](const fault::First& first) { return fmt::format("the first {}", first.number); },
                   [](const fault::Listed& listed) {
                       return counted_text(listed.calls.size(), "call by number", "calls by number");
                   },
                   [](const fault::BurstByCall& bursts) {
                       return fmt::format("{} in bursts of {} calls", percent_text(bursts.mean_rate),
                                          number_text(bursts.mean_burst));
                   },
                   [](const fault::BurstByTime& bursts) {
                       return fmt::format("bursts of {}, {} apart", human_duration(bursts.mean_on),
                                          human_duration(bursts.mean_off));
                   }},
        fault.choice);
}

std::string ramp_phrase(const Ramp& ramp) {
    const char* const what = ramp.of == Ramp::Of::probability ? "probability"
                             : ramp.of == Ramp::Of::delay     ? "delay"
                                                              : "rate";
    return fmt::format("{} from {} to {} over {}", what, percent_text(ramp.from), percent_text(ramp.to),
                       human_duration(ramp.over));
}

}  // namespace

std::optional<double> planned_hits(const run::Plan& plan,
                                   const predict::Forecast& forecast,
                                   const FaultConfig& fault) {
    const auto share = predict::share_of(fault, plan);
    if (!share || !forecast.covers(fault.target)) {
        return std::nullopt;
    }
    double calls = 0;
    for (const Interval& stretch : fault::stretches(fault)) {
        calls += forecast.calls(stretch, fault.target);
    }
    const double hits = calls * share->concerned * share->hit;
    return share->most ? std::min(hits, static_cast<double>(*share->most)) : hits;
}

std::optional<double> independent_decisions(const FaultConfig& fault, double decisions) {
    if (const auto* bursts = std::get_if<fault::BurstByCall>(&fault.choice)) {
        const double renewed = 1 / (bursts->mean_burst * (1 - bursts->mean_rate));  // 1 - c
        return decisions * renewed / (2 - renewed);
    }
    if (const auto* bursts = std::get_if<fault::BurstByTime>(&fault.choice)) {
        double seconds = 0;
        for (const Interval& stretch : fault::stretches(fault)) {
            seconds += to_seconds(stretch.length());
        }
        const double renewals =
            seconds * (1 / to_seconds(bursts->mean_on) + 1 / to_seconds(bursts->mean_off));
        return std::min(decisions, renewals / 2);
    }
    return std::holds_alternative<fault::ByChance>(fault.choice) ? std::optional(decisions) : std::nullopt;
}

std::vector<std::string> trigger_phrases(const FaultConfig& fault) {
    std::vector<std::string> phrases;
    const auto add = [&](std::string phrase) {
        if (!phrase.empty()) {
            phrases.push_back(std::move(phrase));
        }
    };
    if (fault.place == fault::Place::above) {
        add("above the policies");
    }
    if (fault.duty) {
        add(fmt::format("on for {} of every {}", human_duration(fault.duty->on),
                        human_duration(fault.duty->period)));
    }
    if (fault.ramp) {
        add(ramp_phrase(*fault.ramp));
    }
    if (!fault.ramp || fault.ramp->of != Ramp::Of::probability ||
        !std::holds_alternative<fault::ByChance>(fault.choice)) {
        add(choice_phrase(fault));
    }
    if (fault.condition.attempt) {
        add(fmt::format("attempt {}", *fault.condition.attempt));
    }
    if (fault.condition.breaker) {
        add("by the breaker's state");
    }
    if (fault.condition.bulkhead) {
        add("by the bulkhead's level");
    }
    if (fault.max_active) {
        add(fmt::format("at most {} at once", *fault.max_active));
    }
    if (fault.max_total) {
        add(fmt::format("at most {} in all", *fault.max_total));
    }
    return phrases;
}

}  // namespace fortify::report
