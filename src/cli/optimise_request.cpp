#include "cli/optimise_request.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace fortify::cli {

namespace {

constexpr std::string_view own_slos = "slo";

// The scenario's own, expressions beside or in place of them.
Result<std::vector<slo::Expectation>, Diagnostics> slos_of(const OptimiseOptions& options,
                                                           const run::Plan& plan) {
    const auto& wanted = options.subject_to;
    std::vector<slo::Expectation> slos;
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), own_slos) != wanted.end()) {
        slos = plan.slos;
    }
    Diagnostics wrong;
    for (const std::string& text : wanted) {
        if (text == own_slos) {
            continue;
        }
        const SourceSpan place = tune::FlagText{.flag = "--subject-to", .text = text}.span();
        auto expression = slo::parse_expression(text, place, tune::vocabulary_of(plan));
        if (expression) {
            slos.push_back(
                {.text = text, .expression = std::move(*expression), .severity = {}, .span = place});
        } else {
            wrong.insert(wrong.end(), expression.error().begin(), expression.error().end());
        }
    }
    if (!wrong.empty()) {
        return Err{std::move(wrong)};
    }
    return slos;
}

}  // namespace

Result<tune::OptimiseRequest, Diagnostics> request_of(const OptimiseOptions& options,
                                                      const tune::Specimen& specimen) {
    const run::Plan& plan = specimen.plan();
    const tune::FlagText goal_flag{.flag = "--goal", .text = options.goal};
    auto goal = tune::parse_goal(goal_flag, tune::vocabulary_of(plan));
    auto slos = slos_of(options, plan);
    auto variations = options.vary.empty() ? tune::usual_variations(goal_flag, specimen.root())
                                           : tune::parse_variations("--vary", options.vary, specimen.root());
    Diagnostics wrong;
    const auto gather = [&wrong](const auto& result) {
        if (!result) {
            wrong.insert(wrong.end(), result.error().begin(), result.error().end());
        }
    };
    gather(goal);
    gather(slos);
    gather(variations);
    if (slos && !tune::has_any_that_counts(*slos)) {
        wrong.push_back(tune::nothing_to_hold(goal_flag));
    }
    if (wrong.empty()) {
        if (auto unmeasured = tune::find_unmeasured(goal_flag, *goal, specimen, *variations)) {
            wrong.push_back(std::move(*unmeasured));
        }
    }
    if (!wrong.empty()) {
        return Err{std::move(wrong)};
    }
    // Without faults all intensities are the same.
    return tune::OptimiseRequest{
        .variations = std::move(*variations),
        .goal = std::move(*goal),
        .slos = std::move(*slos),
        .intensities = plan.faults.empty() ? std::vector<double>{1.0} : options.intensities,
        .trials = options.trials,
        .fresh_seeds = options.seeds};
}

}  // namespace fortify::cli
