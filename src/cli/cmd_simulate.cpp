#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/journal_writer.hpp"
#include "cli/scenario_input.hpp"
#include "cli/session.hpp"
#include "cli/sha256.hpp"
#include "report/json.hpp"
#include "tune/trial.hpp"

#include <fmt/format.h>

namespace fortify::cli {

namespace {

bool can_simulate(const ScenarioInput& scenario, Printer& printer) {
    const auto obstacle = tune::why_not_simulated(scenario.plan);
    if (obstacle) {
        printer.problem(fmt::format("cannot simulate '{}': {}", scenario.source.file, obstacle->reason),
                        obstacle->help);
    }
    return !obstacle;
}

bool is_deterministic(const report::Report& first,
                      const ScenarioInput& scenario,
                      Verbosity verbosity,
                      Printer& printer) {
    const std::string one = report::render_json(first);
    const std::string two = report::render_json(simulate_session(scenario, {}));
    if (one != two) {
        printer.problem("two simulations with one seed differ",
                        "this is a bug in fortify; please report it with the scenario and the seed");
        return false;
    }
    if (verbosity == Verbosity::normal) {
        printer.err(fmt::format("deterministic: two reports of {} bytes are equal, sha256 {}\n", one.size(),
                                sha256(one)));
    }
    return true;
}

ExitCode simulate_one(const std::string& file, const SimulateOptions& options, Printer& printer) {
    const ExecuteOptions& execute = options.execute;
    const auto scenario =
        read_scenario({.file = file, .settings = execute.settings, .seed = execute.seed, .allow = {}},
                      execute.verbosity, printer);
    if (!scenario || !can_simulate(*scenario, printer)) {
        return ExitCode::usage;
    }
    const auto journal = JournalWriter::open(execute, {}, *scenario, printer);
    if (!journal) {
        return ExitCode::usage;
    }
    const report::Report report = simulate_session(*scenario, {.journal = journal->journal()});
    ExitCode code = deliver(report, execute, printer);
    if (!journal->close(printer)) {
        code = worse(code, ExitCode::usage);
    }
    if (options.proof == SimulateOptions::Proof::determinism &&
        !is_deterministic(report, *scenario, execute.verbosity, printer)) {
        code = ExitCode::internal;
    }
    return code;
}

}  // namespace

ExitCode cmd_simulate(const SimulateOptions& options, Printer& printer) {
    if (!can_deliver(options.execute, printer)) {
        return ExitCode::usage;
    }
    ExitCode code = ExitCode::passed;
    for (const std::string& file : options.execute.files) {
        code = worse(code, simulate_one(file, options, printer));
    }
    return code;
}

}  // namespace fortify::cli
