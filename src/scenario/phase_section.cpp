#include "core/quantity.hpp"
#include "scenario/phase_rates.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fortify::scenario {

namespace {

constexpr Duration longest_run = std::chrono::hours(24);
constexpr std::int64_t most_steps = 1'000;  // of all staircases of one load together

// Appends what the load does in this phase; `rate` goes on to the next one.
void append_segments(const Section& phase,
                     const Interval& when,
                     const RateChange& change,
                     Rate& rate,
                     std::vector<load::RateSegment>& segments) {
    rate = change.rate.value_or(rate);
    if (change.ramp_to) {
        segments.push_back({.when = when, .from = rate, .to = *change.ramp_to});
        rate = *change.ramp_to;
        return;
    }
    if (!change.step) {
        segments.push_back({.when = when, .from = rate, .to = rate});
        return;
    }
    const Staircase& step = *change.step;
    const std::int64_t steps = (when.length() + step.every - Duration{1}) / step.every;
    const double top =
        rate.per_second + step.by.per_second * static_cast<double>(std::max<std::int64_t>(steps, 1) - 1);
    const KeyInfo& about = *find_key("phase", "rate");
    const auto made = static_cast<std::int64_t>(segments.size());
    if (steps + made > most_steps || top > about.high) {
        phase.context().report(
            Code::out_of_range, phase.value_span("step"),
            steps + made > most_steps
                ? fmt::format("{} brings the load to {} steps; at most {} are allowed", phase.name_of("step"),
                              steps + made, most_steps)
                : fmt::format("{} reaches {}; at most {} is allowed", phase.name_of("step"),
                              format_rate(Rate{top}), format_rate(Rate{about.high})));
        return;
    }
    for (Instant start = when.start; start < when.end; start += step.every) {
        const Instant end = std::min(start + step.every, when.end);
        segments.push_back({.when = {start, end}, .from = rate, .to = rate});
        if (end < when.end) {
            rate.per_second += step.by.per_second;
        }
    }
}

void read_phase(const Section& section, Draft& draft, std::vector<Rate>& rates) {
    run::PhasePlan phase;
    phase.name = section.value<std::string>("name");
    phase.when.start = draft.plan.end();
    phase.when.end = phase.when.start + section.value<Duration>("duration");
    phase.measured = section.value<bool>("measure");
    const auto changes = read_rate_changes(section, draft);
    for (std::size_t index = 0; index < draft.loads.size(); ++index) {
        if (auto* open = std::get_if<run::OpenLoad>(&draft.plan.loads[index].model);
            open != nullptr && phase.when.length() > Duration::zero()) {
            append_segments(section, phase.when, changes[index], rates[index], open->segments);
        }
    }
    draft.plan.phases.push_back(std::move(phase));
}

void check_calls(Context& context, const Draft& draft) {
    for (std::size_t index = 0; index < draft.loads.size(); ++index) {
        const auto* open = std::get_if<run::OpenLoad>(&draft.plan.loads[index].model);
        if (open == nullptr || !draft.loads[index].sound) {
            continue;
        }
        const bool silent =
            std::all_of(open->segments.begin(), open->segments.end(), [](const load::RateSegment& segment) {
                return segment.from.per_second <= 0 && segment.to.per_second <= 0;
            });
        if (silent) {
            context.report(
                Code::no_calls, draft.loads[index].amount,
                fmt::format("{} makes no calls: its rate is 0 in every phase", draft.loads[index].name),
                "set a rate above 0 here or in a phase");
        }
    }
}

void check_phases(Context& context, const Draft& draft, const SourceSpan& first_measure) {
    const run::Plan& plan = draft.plan;
    for (std::size_t index = 0; index < plan.phases.size(); ++index) {
        if (plan.phases[index].when.end - run_start > longest_run) {
            context.report(Code::run_too_long, draft.phases[index].span,
                           fmt::format("the run lasts {}, and is longer than 24h from this phase on",
                                       human_duration(plan.end() - run_start)),
                           "shorten the phases");
            break;
        }
    }
    if (std::none_of(plan.phases.begin(), plan.phases.end(),
                     [](const run::PhasePlan& phase) { return phase.measured; })) {
        context.report(Code::nothing_measured, first_measure,
                       "every phase has measure = false: expectations without `during` have nothing to judge",
                       "remove it from the phases that matter");
    }
    check_calls(context, draft);
}

}  // namespace

void read_phases(const Section& root, Draft& draft) {
    Context& context = root.context();
    const Soundness sound(context);
    UniqueNames names(context, "phase");
    std::vector<Rate> rates;
    for (const Draft::Load& load : draft.loads) {
        rates.push_back(load.rate);
    }
    SourceSpan first_measure;
    for (const auto& [node, header] : root.elements("phase")) {
        if (draft.phases.size() == measure::scope_limit) {
            context.report(Code::too_many_scopes, header,
                           fmt::format("more than {} phases", measure::scope_limit), "merge some of them");
            break;
        }
        const Entry* name = node->table() == nullptr ? nullptr : find_entry(*node->table(), "name");
        const bool named = name != nullptr && name->node.text() != nullptr && is_name(*name->node.text());
        const Section section(context, "phase", named ? "phase." + *name->node.text() : "phase", *node,
                              header);
        read_phase(section, draft, rates);
        if (draft.phases.empty()) {
            first_measure = section.value_span("measure");
        }
        draft.phases.push_back({.name = draft.plan.phases.back().name,
                                .span = section.value_span("name"),
                                .used = true,
                                .sound = true});
        if (named) {
            names.add(*name->node.text(), name->node.span);
        }
    }
    for (run::LoadPlan& load : draft.plan.loads) {
        if (auto* users = std::get_if<load::Users::Config>(&load.model)) {
            users->active = {run_start, draft.plan.end()};
        }
    }
    draft.phases_sound = static_cast<bool>(sound);
    if (sound && !draft.phases.empty()) {
        check_phases(context, draft, first_measure);
    }
}

}  // namespace fortify::scenario
