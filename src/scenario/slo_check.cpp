#include "core/quantity.hpp"
#include "measure/metric.hpp"
#include "scenario/draft.hpp"
#include "slo/assess.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fortify::scenario {
namespace {

enum class Judged : std::uint8_t { afterwards, during_the_run };

template <class Look>
void for_each_condition(const slo::Expression& expression, const Look& look) {
    if (expression.kind == slo::Expression::Kind::condition) {
        look(expression.condition);
    }
    for (const slo::Expression& operand : expression.operands) {
        for_each_condition(operand, look);
    }
}

void check_deadline(Context& context, const measure::Layout& layout, const slo::Condition& condition) {
    const auto event = slo::instant_of(layout, condition.deadline->event);
    const auto reach = slo::reach_of(condition, layout);
    if (!event || *event >= layout.end || *reach <= layout.end) {
        return;
    }
    context.report(
        Code::deadline_cut_short, condition.span,
        fmt::format("this looks until {}, but the run ends at {}: it can hold, and never be breached",
                    format_duration(*reach - run_start), format_duration(layout.end - run_start)),
        fmt::format("let the last phase be {} longer, or ask for it sooner than {} after {}",
                    format_duration(*reach - layout.end), format_duration(condition.deadline->within),
                    condition.deadline->event));
}

// What the calls of services count is put together when the run is over.
void check_liveness(Context& context, const run::Plan& plan, const slo::Condition& condition) {
    if (!condition.of || measure::info(condition.metric).subject != measure::SubjectKind::policy) {
        return;
    }
    const bool is_clients =
        std::any_of(plan.targets.begin(), plan.targets.end(), [&](const run::TargetPlan& target) {
            return target.policy && plan.policies[*target.policy].name == *condition.of;
        });
    if (!is_clients) {
        context.report(
            Code::judged_too_late, condition.span,
            fmt::format("only services use the policy {}: what it does is known when the run is over",
                        in_quotes(*condition.of)),
            "it cannot end the run; an SLO of severity fail or warn can speak of it");
    }
}

}  // namespace

void check_expectations(Context& context, const run::Plan& plan) {
    const measure::Layout layout = run::layout_of(plan);
    const auto check = [&](const slo::Expectation& expectation, Judged when) {
        for_each_condition(expectation.expression, [&](const slo::Condition& condition) {
            if (condition.deadline) {
                check_deadline(context, layout, condition);
            }
            if (when == Judged::during_the_run) {
                check_liveness(context, plan, condition);
            }
        });
    };
    for (const slo::Expectation& expectation : plan.slos) {
        check(expectation,
              expectation.severity == slo::Severity::abort ? Judged::during_the_run : Judged::afterwards);
    }
    if (plan.stop) {
        check(*plan.stop, Judged::during_the_run);
    }
}

}  // namespace fortify::scenario
