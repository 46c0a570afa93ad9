#include "cli/run_report.hpp"
#include "cli/session.hpp"
#include "measure/recorder.hpp"
#include "sim/simulator.hpp"

namespace fortify::cli {

report::Report simulate_session(const ScenarioInput& scenario, const SessionOptions& options) {
    measure::Recorder recorder(run::layout_of(scenario.plan));
    sim::Simulator simulator(scenario.plan, recorder, {.observer = nullptr, .journal = options.journal});
    simulator.run();
    const auto counts = simulator.runner().fault_counts();
    return report_of({.scenario = scenario,
                      .recorder = recorder,
                      .runner = simulator.runner(),
                      .services = simulator.services(),
                      .calls = simulator.calls(),
                      .fault_counts = {counts.begin(), counts.end()},
                      .mode = report::Mode::simulated,
                      .info = {}});
}

}  // namespace fortify::cli
