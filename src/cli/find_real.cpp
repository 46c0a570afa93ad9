#include "cli/find_real.hpp"

#include "cli/scenario_input.hpp"
#include "cli/session.hpp"
#include "report/conclusion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::cli {

namespace {

// A generator that falls behind judges this machine, and not the target.
bool is_generator_limited(const report::Report& report) {
    const auto lag = report.measured.schedule_lag.p99;
    return lag && *lag > report::schedule_lag_limit(report.measured.response_time.p50);
}

tune::ProbeTrial probe_trial_of(const report::Report& report) {
    tune::Trial trial;
    trial.seed = report.info.seed;
    trial.conclusion = report.overall.conclusion;
    trial.slos = tune::figures_of(report.verdicts);
    trial.unsent = report.run.counts.unsent;
    tune::ProbeTrial told = tune::probe_trial_of(trial);
    if (report.overall.conclusion == report::Conclusion::inconclusive || is_generator_limited(report)) {
        told.decision = std::nullopt;
    }
    return told;
}

std::string reason_of(const report::Report& report) {
    if (is_generator_limited(report)) {
        return "the generator was the bottleneck";
    }
    const std::string& sentence = report.overall.sentence;
    return sentence.substr(0, sentence.find_last_not_of('.') + 1);
}

void conclude(tune::Probe& probe, std::size_t runs) {
    if (probe.held + probe.broke == 0 || 2 * probe.undecided > runs) {
        probe.state = tune::Probe::State::no_answer;
        return;
    }
    probe.state =
        probe.held == runs || probe.broke == runs ? tune::Probe::State::decided : tune::Probe::State::leaning;
    probe.decision = probe.held > probe.broke ? tune::Decision::holds : tune::Decision::breaks;
}

}  // namespace

RealJudge::RealJudge(const FindOptions& options,
                     const tune::Specimen& specimen,
                     tune::Promise promise,
                     Printer& printer)
    : options_(options), specimen_(specimen), promise_(std::move(promise)), printer_(printer) {
}

tune::Probe RealJudge::ask(const std::string& path, const tune::Value& value) {
    tune::Probe probe;
    probe.value = value;
    auto plan = specimen_.plan_with({{.path = path, .value = value.text}});
    if (!plan) {
        probe.state = tune::Probe::State::no_answer;
        probe.why = tune::reason_in(plan.error());
        return probe;
    }
    if (promise_.expectation) {
        plan->slos = {*promise_.expectation};
    }
    const ScenarioInput scenario{.plan = std::move(*plan), .source = specimen_.source(), .warnings = 0};
    const std::size_t runs = std::max<std::size_t>(options_.trials, 1);
    for (std::size_t run = 0; run < runs; ++run) {
        if (options_.study.verbosity == Verbosity::normal) {
            printer_.err(fmt::format("{} {}: run {} of {}\n", path, value.text, run + 1, runs));
        }
        const auto report = run_session(scenario, {.verbosity = Verbosity::quiet}, printer_);
        if (!report) {
            probe.state = tune::Probe::State::no_answer;
            probe.why = report.error();
            return probe;
        }
        ++trials_;
        if (report->overall.conclusion == report::Conclusion::interrupted) {
            probe.state = tune::Probe::State::cut_short;
            signal_ = report->overall.exit_code - 128;
            return probe;
        }
        tune::ProbeTrial told = probe_trial_of(*report);
        if (!told.decision) {
            probe.why = reason_of(*report);
        }
        probe.count(std::move(told));
    }
    conclude(probe, runs);
    return probe;
}

}  // namespace fortify::cli
