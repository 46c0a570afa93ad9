#pragma once

#include "fault/injector.hpp"
#include "measure/recorder.hpp"
#include "report/report.hpp"
#include "run/downstream.hpp"
#include "run/observer.hpp"
#include "run/plan.hpp"
#include "run/probes.hpp"
#include "service/service_model.hpp"
#include "slo/verdict.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fortify::report {

// What a run leaves behind.
struct Inputs {
    const run::Plan& plan;
    const measure::Recorder& recorder;  // finished
    run::Ending ending{};
    Instant ended{};
    std::span<const run::TransitionSeen> transitions;
    std::uint64_t transitions_total = 0;
    std::span<const fault::Injector::Counts> fault_counts;  // by fault index; wire faults
    std::span<const run::ProbeSeen> probes;                 // by probe index
    std::span<const run::ActionRecord> actions;
    std::vector<std::string> outputs;  // beside each action: what it said, if it failed
    std::optional<run::ProbeIndex> unready_probe;
    std::vector<service::ServiceModel::Totals> services;  // in the order of `run::Backends::list`
    // Likewise, of those that call others; may be left out.
    std::span<const std::optional<run::CallsMade>> calls{};
    std::vector<slo::Verdict> verdicts;
    std::optional<slo::Verdict> stop;
    Mode mode = Mode::real;
    RunInfo info;
    std::vector<std::string> notes;
    std::uint64_t without_socket = 0;  // attempts for which this machine had no socket
    int signal = 2;                    // that interrupted the run, if one did
};

// Secrets of the plan are blotted out of every string; no header and no body gets in.
[[nodiscard]] Report build(const Inputs& inputs);

// The ids of planned faults that never fired; also what `slo::RunFacts::unfired` wants to know. A fault that
// cannot fire (probability 0) is not planned to.
[[nodiscard]] std::vector<std::string> unfired_faults(
    const run::Plan& plan,
    std::span<const fault::Injector::Counts> fault_counts,
    std::span<const service::ServiceModel::Totals> services);

// Every expectation of the plan, in its order.
[[nodiscard]] std::vector<slo::Verdict> judge_all(const run::Plan& plan,
                                                  const measure::Recorder& recorder,
                                                  const slo::RunFacts& facts);

// The names of targets that were called, but never with success before the first fault of the plan begins.
[[nodiscard]] std::vector<std::string> dead_targets(const run::Plan& plan, const measure::Recorder& recorder);

}  // namespace fortify::report
