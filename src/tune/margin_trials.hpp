#pragma once

#include "slo/expectation.hpp"
#include "tune/margin.hpp"
#include "tune/pool.hpp"
#include "tune/specimen.hpp"
#include "tune/trial.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fortify::tune {

// What is to hold: every SLO of the scenario but those of severity warn, or one expression in their place.
struct Promise {
    std::optional<slo::Expectation> expectation;  // none: the scenario's own
};

// Held: every SLO passed. Broke: one was breached, or a stop condition ended the run. None: nothing can be
// said, because an SLO is undecided or [safety] held calls back.
[[nodiscard]] std::optional<Decision> decision_of(const Trial& trial);
// The same with what was breached.
[[nodiscard]] ProbeTrial probe_trial_of(const Trial& trial);

// Why a plan could not be read, in one line.
[[nodiscard]] std::string reason_in(const Diagnostics& diagnostics);

// How a value is judged by simulation.
struct TrialSettings {
    double confidence = 0.95;  // in all findings of a search together
    std::size_t most_trials = 200;
};

// Answers probes of a search by simulated trials, seed after seed, until the sequential test has enough. The
// trials of a probe run side by side, and are counted in the order of their seeds whoever ends first.
class TrialJudge {
public:
    // `fixed`: values beside the one that is sought. The references must outlive it.
    TrialJudge(const Specimen& specimen, KeyPath key, Setting fixed, Promise promise, TrialSettings settings);

    [[nodiscard]] Probe ask(const Value& value, const PoolOptions& pool);
    // Simulated so far.
    [[nodiscard]] std::uint64_t calls() const {
        return calls_;
    }
    [[nodiscard]] std::size_t trials() const {
        return trials_;
    }

private:
    const Specimen& specimen_;
    KeyPath key_;
    Setting fixed_;
    Promise promise_;
    TrialSettings settings_;
    std::uint64_t calls_ = 0;
    std::size_t trials_ = 0;
};

}  // namespace fortify::tune
