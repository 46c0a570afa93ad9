#pragma once

#include "core/time.hpp"
#include "measure/recorder.hpp"
#include "report/conclusion.hpp"
#include "report/report.hpp"
#include "run/plan.hpp"
#include "slo/measurement.hpp"
#include "slo/verdict.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace fortify::tune {

// What a trial is to tell beside its verdicts.
struct Wanted {
    std::vector<slo::Measurement> measurements;
    // Of the picture: length of a slot, rounded up to what the recorder has; none: no picture.
    std::optional<Duration> slot;
};

// One SLO of the scenario.
struct SloFigure {
    slo::Judgement judgement{};
    slo::Severity severity{};
    std::optional<double> margin;  // relative to the limit; negative: beyond it
};

// One that counts.
[[nodiscard]] inline bool is_breach(const SloFigure& figure) {
    return figure.severity != slo::Severity::warn && figure.judgement == slo::Judgement::breached;
}
[[nodiscard]] std::vector<SloFigure> figures_of(const std::vector<slo::Verdict>& verdicts);

// For drawing.
struct Picture {
    report::Series series;
    std::vector<measure::Scope> scopes;  // phases, then windows of faults
    std::vector<slo::Verdict> verdicts;  // with values, limits and details
    std::optional<Instant> reached;      // of a run that goes on: so far it has come
};

// What a simulated run came to.
struct Trial {
    std::uint64_t seed = 0;
    report::Conclusion conclusion{};
    std::vector<std::optional<double>> values;  // of Wanted::measurements; none: nothing to take it from
    std::vector<SloFigure> slos;                // as in the plan
    std::uint64_t calls = 0;                    // due
    std::uint64_t unsent = 0;                   // of them: held back by [safety]
    std::uint64_t succeeded = 0;
    std::uint64_t attempts = 0;
    std::uint64_t events = 0;  // of the simulator
    std::optional<Picture> picture;

    // Of the SLOs that count (not of severity warn); none where nothing could be measured.
    [[nodiscard]] std::optional<double> worst_margin() const;
};

// For whoever cannot wait for the end: `is_wanted` is asked every few milliseconds, in the thread of the
// trial; `take` is then given the run as far as it has come. What it will come to is not concluded.
struct Glance {
    std::function<bool()> is_wanted;
    std::function<void(Trial&&)> take;
};

// Simulates the plan with this seed in place of its own. Every target has a model and there are no proxies
// (`why_not_simulated`). None: asked to stop before its end, which takes a few milliseconds. Touches nothing
// but its arguments, so that any number of them go on at once.
[[nodiscard]] std::optional<Trial> run_trial(const run::Plan& plan,
                                             std::uint64_t seed,
                                             const Wanted& wanted,
                                             const std::stop_token& stop = {},
                                             const Glance& glance = {});

// Why the plan lives in real time alone; none: it can be simulated.
struct Obstacle {
    std::string reason;
    std::string help;
};
[[nodiscard]] std::optional<Obstacle> why_not_simulated(const run::Plan& plan);

}  // namespace fortify::tune
