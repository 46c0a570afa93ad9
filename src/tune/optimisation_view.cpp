#include "tune/optimisation_view.hpp"

#include "core/binomial.hpp"
#include "core/text.hpp"
#include "report/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace fortify::tune {

namespace {

constexpr double confidence = 0.95;
// A goal that changes by less than this is the same to people.
constexpr double visible = 0.01;

std::string held_text(const Optimisation& optimisation) {
    const Standing& is = *optimisation.is;
    const double share = least_share(is.held, is.seeds, confidence);
    // Never rounded up.
    const double shown = std::floor(share * 1000) / 10;
    return fmt::format("{} on {} of {} fresh seeds: on at least {:.1f}% of all seeds, with 95% confidence.",
                       is.held == 0 ? "Breaks" : "Holds", is.held == 0 ? is.seeds : is.held, is.seeds, shown);
}

// Whether nothing beyond a value that breaks an SLO holds again, on either side of the result.
bool is_edged(const Effect& effect, const Value& here) {
    bool has_held_below = false;
    bool has_broken_above = false;
    for (const Effect::Step& step : effect.steps) {
        const bool is_below = *step.value.number < *here.number;
        const bool holds = step.score.is_feasible();
        if ((is_below && !holds && has_held_below) || (!is_below && holds && has_broken_above)) {
            return false;
        }
        has_held_below = has_held_below || (is_below && holds);
        has_broken_above = has_broken_above || (!is_below && !holds);
    }
    return true;
}

// Which values break an SLO. Where they form one edge on a side of the result the edge alone: "breaks up
// to 2, from 5 on".
std::string breaking_text(const Variation& variation, const Effect& effect, const Value& here) {
    std::vector<std::string> all;
    std::vector<std::string> edges;
    bool was_broken = false;
    bool was_below = true;
    for (const Effect::Step& step : effect.steps) {
        const std::string text = display_text(step.value, variation.kind);
        const bool is_below = step.value.number && here.number && *step.value.number < *here.number;
        const bool breaks = !step.score.is_feasible();
        // The result itself holds.
        was_broken = was_broken && is_below == was_below;
        if (breaks) {
            all.push_back(text);
            if (is_below) {
                edges.assign(1, "up to " + text);
            } else if (!was_broken) {
                edges.push_back("from " + text + " on");
            }
        }
        was_broken = breaks;
        was_below = is_below;
    }
    const bool is_plain = here.number && variation.range && is_edged(effect, here);
    return "breaks " + (is_plain ? join(edges, ", ") : "at " + join(all, ", "));
}

Role role_of(const Optimisation& optimisation, std::size_t key) {
    const Variation& variation = optimisation.request.variations[key];
    const Effect& effect = optimisation.effects.keys[key];
    const bool breaks = std::any_of(effect.steps.begin(), effect.steps.end(),
                                    [](const Effect::Step& step) { return !step.score.is_feasible(); });
    if (breaks) {
        return {.kind = Role::Kind::decisive,
                .text = breaking_text(variation, effect, optimisation.search.best[key])};
    }
    const Goal& goal = optimisation.request.goal;
    const double here = goal.as_cost(optimisation.effects.here.goal);
    double largest = 0;
    const Effect::Step* farthest = nullptr;
    for (const Effect::Step& step : effect.steps) {
        const double change = goal.as_cost(step.score.goal) - here;
        if (std::abs(change) > std::abs(largest)) {
            largest = change;
            farthest = &step;
        }
    }
    if (farthest == nullptr || std::abs(largest) <= visible * std::abs(here)) {
        return {.kind = Role::Kind::idle, .text = "does not matter"};
    }
    const auto unit = measure::info(goal.measurement.metric).unit;
    return {.kind = Role::Kind::graded,
            .text = fmt::format("goal {} at {}", report::value_text(here + largest, unit),
                                display_text(farthest->value, variation.kind))};
}

}  // namespace

std::string sentence_of(const Optimisation& optimisation) {
    switch (optimisation.search.end) {
        case SearchResult::End::infeasible:
            return "No values were found that meet every SLO.";
        case SearchResult::End::interrupted:
            return optimisation.is_confirmed ? held_text(optimisation) + " Interrupted after that."
                   : optimisation.search.score.is_feasible()
                       ? fmt::format(
                             "Interrupted: the best so far. It met every SLO in {} trials of the search, "
                             "and was not judged on fresh seeds.",
                             optimisation.search.trials.size())
                       : "Interrupted: nothing that meets every SLO was found until then.";
        case SearchResult::End::settled:
        case SearchResult::End::unsettled:
            break;
    }
    if (!optimisation.is_confirmed) {
        return "The trials were used up before the result could be judged.";
    }
    const bool is_short = optimisation.search.end == SearchResult::End::unsettled;
    return held_text(optimisation) +
           (is_short ? " The trials were used up before the search came to its end; --trials grants more."
                     : "");
}

std::vector<Role> roles_of(const Optimisation& optimisation) {
    std::vector<Role> roles;
    for (std::size_t key = 0; key < optimisation.effects.keys.size(); ++key) {
        roles.push_back(role_of(optimisation, key));
    }
    return roles;
}

std::string_view name_of(Role::Kind kind) {
    switch (kind) {
        case Role::Kind::decisive:
            return "decisive";
        case Role::Kind::graded:
            return "graded";
        case Role::Kind::idle:
            return "idle";
    }
    return "";
}

}  // namespace fortify::tune
