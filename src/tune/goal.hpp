#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "scenario/node.hpp"
#include "slo/measurement.hpp"
#include "tune/codes.hpp"
#include "tune/specimen.hpp"
#include "tune/variation.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fortify::tune {

// What is to be as small or as large as can be: "min p99(response_time) during outage".
struct Goal {
    std::string text;  // as written
    slo::Measurement measurement;
    slo::Better better{};

    // For those who look for the smallest.
    [[nodiscard]] double as_cost(double value) const {
        return better == slo::Better::smaller ? value : -value;
    }
};
[[nodiscard]] Result<Goal, Diagnostics> parse_goal(const FlagText& flag, const slo::Vocabulary& vocabulary);

// Complains when nothing in the scenario has such a metric, or only ever 0 of it, neither as it stands nor
// with other values.
[[nodiscard]] std::optional<Diagnostic> find_unmeasured(const FlagText& flag,
                                                        const Goal& goal,
                                                        const Specimen& specimen,
                                                        const std::vector<Variation>& variations);

// Whether there is anything that could break.
[[nodiscard]] bool has_any_that_counts(const std::vector<slo::Expectation>& slos);
[[nodiscard]] Diagnostic nothing_to_hold(const FlagText& flag);

// Where nobody says what to vary: the keys of the scenario's policies with numbers that change what they do,
// each from a part of its value to a multiple of it. The error: there are none; `flag` is the goal.
[[nodiscard]] Result<std::vector<Variation>, Diagnostics> usual_variations(const FlagText& flag,
                                                                           const scenario::Node& root);

}  // namespace fortify::tune
