#include "tune/goal.hpp"

#include "core/text.hpp"
#include "tune/design.hpp"
#include "tune/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fortify::tune {

namespace {

constexpr std::size_t points_asked = 16;

// Numbers that bound memory or answers, and nobody tunes.
constexpr std::array<std::string_view, 5> left_alone{"status", "max_keys", "buckets", "retry_after_max",
                                                     "ttl"};

std::string beside(const KeyPath& key, std::string_view other) {
    return fmt::format("{}.{}", key.path.substr(0, key.path.rfind('.')), other);
}

std::optional<std::string> value_beside(const KeyPath& key,
                                        std::string_view other,
                                        const scenario::Node& root) {
    const scenario::KeyInfo* info = scenario::find_key(key.key->section, other);
    return info == nullptr ? std::nullopt : value_of({.path = beside(key, other), .key = info}, root);
}

// Whether another key has to be there, or otherwise, for this one to do anything.
bool is_idle(const KeyPath& key, const scenario::Node& root) {
    const std::string_view name = key.key->key;
    const auto at = [&](std::string_view other) {
        return value_beside(key, other, root);
    };
    if (name == "multiplier" && key.key->section.ends_with("retry")) {
        return at("backoff") != "exponential";
    }
    if (name == "max_delay") {
        return at("backoff") == "constant";
    }
    if (name == "slow_call_duration") {
        return !at("slow_call_rate");
    }
    if (name == "min_calls") {
        return !at("slow_call_rate") && !at("failure_rate");
    }
    return name == "max_wait" && at("when_limited") != "wait";
}

// How far from its value a key is tried, and how far from nothing.
struct Reach {
    double factor = 8;
    double from_zero = 1;
};
Reach reach_of(Kind kind) {
    switch (kind) {
        case Kind::duration:
            return {.factor = 8, .from_zero = 1};
        case Kind::ratio:
            return {.factor = 5, .from_zero = 0.5};
        case Kind::count:
        case Kind::rate:
        case Kind::number:
            return {.factor = 4, .from_zero = 10};
        case Kind::bytes:
        case Kind::bandwidth:
        case Kind::words:
            break;
    }
    return {};
}

std::optional<Variation> around(const KeyPath& key, const scenario::Node& root) {
    const Kind kind = *kind_of(key.key->type);
    const auto text = value_of(key, root);
    const auto value =
        text ? parse_value(*text, kind) : Result<Value, std::string>(Err{std::string("no value")});
    if (!value) {
        return std::nullopt;
    }
    const Reach reach = reach_of(kind);
    const double number = *value->number;
    const double low = number == 0 ? 0 : number / reach.factor;
    const double high = number == 0 ? reach.from_zero : number * reach.factor;
    Variation::Range range{.low = *make_value(std::max(low, key.key->low), kind).number,
                           .high = *make_value(std::min(high, key.key->high), kind).number};
    range.scale = range.low > 0 ? Scale::logarithmic : Scale::linear;
    if (range.low >= range.high) {
        return std::nullopt;
    }
    return Variation{.key = key, .kind = kind, .range = range, .list = {}};
}

}  // namespace

Result<Goal, Diagnostics> parse_goal(const FlagText& flag, const slo::Vocabulary& vocabulary) {
    const std::size_t space = flag.text.find(' ');
    const std::string_view sense = flag.text.substr(0, space);
    const std::size_t metric = std::min(flag.text.find_first_not_of(' ', space), flag.text.size());
    if ((sense != "min" && sense != "max") || metric == flag.text.size()) {
        return Err{Diagnostics{mistake(Code::bad_goal, flag.span(0, std::max<std::size_t>(sense.size(), 1)),
                                       metric == flag.text.size() && (sense == "min" || sense == "max")
                                           ? "the goal names no metric"
                                           : "a goal begins with min or max",
                                       "as in \"min p99(response_time)\" or \"max success_rate\"")}};
    }
    auto measurement = slo::parse_measurement(flag.text.substr(metric), flag.span(metric), vocabulary);
    if (!measurement) {
        return Err{measurement.error()};
    }
    return Goal{.text = std::string(flag.text),
                .measurement = std::move(*measurement),
                .better = sense == "min" ? slo::Better::smaller : slo::Better::larger};
}

std::optional<Diagnostic> find_unmeasured(const FlagText& flag,
                                          const Goal& goal,
                                          const Specimen& specimen,
                                          const std::vector<Variation>& variations) {
    const Wanted wanted{.measurements = {goal.measurement}, .slot = {}};
    // Policies that are not there count nothing, which is 0.
    bool is_counted = false;
    const auto varies = [&](const Setting& setting) {
        const auto plan = specimen.plan_with(setting);
        const auto trial = plan ? run_trial(*plan, plan->seed, wanted) : std::nullopt;
        const auto value = trial ? trial->values.front() : std::nullopt;
        is_counted = is_counted || value;
        return value && *value != 0;
    };
    if (varies({})) {
        return std::nullopt;
    }
    for (const Point& point : latin_hypercube(variations, points_asked, specimen.plan().seed)) {
        if (varies(setting_of(variations, point))) {
            return std::nullopt;
        }
    }
    const std::string& metric = goal.measurement.text;
    return mistake(Code::unmeasured_goal, flag.span(flag.text.find_first_not_of(' ', flag.text.find(' '))),
                   is_counted ? fmt::format("{} is 0 whatever the values are", metric)
                              : fmt::format("nothing in this scenario measures {}", metric),
                   "name what its calls, policies or faults have; fortify-slo(7) lists all metrics");
}

bool has_any_that_counts(const std::vector<slo::Expectation>& slos) {
    return std::any_of(slos.begin(), slos.end(),
                       [](const slo::Expectation& slo) { return slo.severity != slo::Severity::warn; });
}

Diagnostic nothing_to_hold(const FlagText& flag) {
    return mistake(Code::nothing_to_hold, flag.span(),
                   "a goal alone, without an SLO that could break, leads to values that serve nobody",
                   "add an SLO, or --subject-to \"success_rate >= 99%\"");
}

Result<std::vector<Variation>, Diagnostics> usual_variations(const FlagText& flag,
                                                             const scenario::Node& root) {
    std::vector<Variation> variations;
    for (const KeyPath& key : policy_keys_of(root)) {
        const bool is_left =
            std::find(left_alone.begin(), left_alone.end(), key.key->key) != left_alone.end();
        auto variation = is_left || is_idle(key, root) ? std::nullopt : around(key, root);
        if (variation) {
            variations.push_back(std::move(*variation));
        }
    }
    if (variations.empty()) {
        return Err{Diagnostics{mistake(Code::nothing_to_vary, flag.span(),
                                       "the scenario's policies have no numbers to vary",
                                       "name keys: --vary service.api.workers=5..50")}};
    }
    return variations;
}

}  // namespace fortify::tune
