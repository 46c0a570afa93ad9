#include "tune/trial.hpp"

#include "core/text.hpp"
#include "report/build.hpp"
#include "report/build_parts.hpp"
#include "sim/simulator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::tune {

namespace {

using measure::Counter;
using measure::Recorder;

// Some milliseconds' worth, so that a trial stops at once for people.
constexpr std::uint64_t events_between_looks = 20'000;

report::Inputs inputs_of(const run::Plan& plan, const Recorder& recorder, const sim::Simulator& simulator) {
    const run::Runner& runner = simulator.runner();
    return {.plan = plan,
            .recorder = recorder,
            .ending = runner.ending(),
            .ended = runner.ended(),
            .transitions = runner.transitions(),
            .transitions_total = runner.transitions_total(),
            .fault_counts = runner.fault_counts(),
            .unready_probe = runner.unready_probe(),
            .services = simulator.services(),
            .calls = simulator.calls(),
            .mode = report::Mode::simulated};
}

report::Conclusion conclude(const report::Inputs& inputs, const std::vector<std::string>& unfired) {
    const Recorder& recorder = inputs.recorder;
    return report::conclude({.ending = inputs.ending,
                             .mode = inputs.mode,
                             .verdicts = inputs.verdicts,
                             .unfired = unfired,
                             .dead = report::dead_targets(inputs.plan, recorder),
                             .offered = recorder.total(Counter::offered, Recorder::all),
                             .unsent = recorder.total(Counter::unsent, Recorder::all),
                             .unready = inputs.unready_probe ? "A probe was not content." : ""})
        .conclusion;
}

Duration whole_slots(Duration wanted, Duration slot) {
    const std::int64_t slots = (wanted + slot - Duration{1}) / slot;
    return slot * std::max<std::int64_t>(slots, 1);
}

Trial evaluate(report::Inputs inputs, const Wanted& wanted) {
    const Recorder& recorder = inputs.recorder;
    const auto unfired = report::unfired_faults(inputs.plan, inputs.fault_counts, inputs.services);
    inputs.verdicts =
        report::judge_all(inputs.plan, recorder, {.ended = inputs.ended, .unfired = unfired, .drained = {}});
    Trial trial{.seed = inputs.plan.seed,
                .conclusion = conclude(inputs, unfired),
                .values = {},
                .slos = figures_of(inputs.verdicts),
                .calls = recorder.total(Counter::offered, Recorder::all),
                .unsent = recorder.total(Counter::unsent, Recorder::all),
                .succeeded = recorder.total(Counter::succeeded, Recorder::all),
                .attempts = recorder.total(Counter::attempts, Recorder::all),
                .events = 0,
                .picture = {}};
    for (const slo::Measurement& measurement : wanted.measurements) {
        trial.values.push_back(slo::read_measurement(measurement, recorder, inputs.ended).value);
    }
    if (wanted.slot) {
        trial.picture =
            Picture{.series = report::series_of(inputs, whole_slots(*wanted.slot, recorder.slot_width())),
                    .scopes = recorder.layout().scopes,
                    .verdicts = std::move(inputs.verdicts),
                    .reached = {}};
    }
    return trial;
}

Trial trial_so_far(const run::Plan& plan,
                   const Recorder& recorder,
                   const sim::Simulator& simulator,
                   const Wanted& wanted) {
    report::Inputs inputs = inputs_of(plan, recorder, simulator);
    inputs.ended = std::min(simulator.reached(), recorder.layout().end);
    Trial trial = evaluate(std::move(inputs), wanted);
    if (trial.picture) {
        trial.picture->reached = simulator.reached();
    }
    return trial;
}

}  // namespace

std::vector<SloFigure> figures_of(const std::vector<slo::Verdict>& verdicts) {
    std::vector<SloFigure> figures;
    figures.reserve(verdicts.size());
    for (const slo::Verdict& verdict : verdicts) {
        figures.push_back({.judgement = verdict.judgement,
                           .severity = verdict.expectation.severity,
                           .margin = slo::margin_of(verdict)});
    }
    return figures;
}

std::optional<double> Trial::worst_margin() const {
    std::optional<double> worst;
    for (const SloFigure& figure : slos) {
        if (figure.severity != slo::Severity::warn && figure.margin) {
            worst = std::min(worst.value_or(*figure.margin), *figure.margin);
        }
    }
    return worst;
}

std::optional<Trial> run_trial(const run::Plan& plan,
                               std::uint64_t seed,
                               const Wanted& wanted,
                               const std::stop_token& stop,
                               const Glance& glance) {
    run::Plan seeded = plan;
    seeded.seed = seed;
    Recorder recorder(run::layout_of(seeded));
    sim::Simulator simulator(seeded, recorder, {});
    while (simulator.advance(events_between_looks)) {
        if (stop.stop_requested()) {
            return std::nullopt;
        }
        if (glance.is_wanted && glance.is_wanted()) {
            glance.take(trial_so_far(seeded, recorder, simulator, wanted));
        }
    }
    Trial trial = evaluate(inputs_of(seeded, recorder, simulator), wanted);
    trial.events = simulator.events();
    return trial;
}

std::optional<Obstacle> why_not_simulated(const run::Plan& plan) {
    if (const auto missing = sim::targets_without_model(plan); !missing.empty()) {
        return Obstacle{
            .reason = fmt::format("no model for the URL of target {}", join(missing, ", ")),
            .help =
                "give the target a model = { workers = ..., service_time = \"...\" }, or use 'fortify run'"};
    }
    if (!plan.proxies.empty()) {
        return Obstacle{.reason = "its proxies stand before real programs",
                        .help = "use 'fortify run', or 'fortify proxy' for the proxies alone"};
    }
    return std::nullopt;
}

}  // namespace fortify::tune
