#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/journal_writer.hpp"
#include "cli/scenario_input.hpp"
#include "cli/session.hpp"
#include "cli/text_options.hpp"
#include "report/plan_text.hpp"

#include <fmt/format.h>

namespace fortify::cli {

namespace {

ExitCode show_plan(const ScenarioInput& scenario, Printer& printer) {
    printer.out(report::render_plan_text(scenario.plan, text_options(printer.terminal(Stream::out))));
    return ExitCode::passed;
}

ExitCode execute(const ScenarioInput& scenario, const RunOptions& options, Printer& printer) {
    const auto journal = JournalWriter::open(options.execute, options.allow, scenario, printer);
    if (!journal) {
        return ExitCode::usage;
    }
    const auto report = run_session(
        scenario, {.journal = journal->journal(), .verbosity = options.execute.verbosity}, printer);
    if (!report) {
        printer.problem(fmt::format("cannot run '{}': {}", scenario.source.file, report.error()));
        return ExitCode::usage;
    }
    const ExitCode code = deliver(*report, options.execute, printer);
    return journal->close(printer) ? code : worse(code, ExitCode::usage);
}

ExitCode run_one(const std::string& file, const RunOptions& options, Printer& printer) {
    const auto scenario = read_scenario({.file = file,
                                         .settings = options.execute.settings,
                                         .seed = options.execute.seed,
                                         .allow = options.allow,
                                         .exec = options.exec},
                                        options.execute.verbosity, printer);
    if (!scenario) {
        return ExitCode::usage;
    }
    switch (options.intent) {
        case RunOptions::Intent::dry_run:
            return show_plan(*scenario, printer);
        case RunOptions::Intent::execute:
            if (!may_run_commands(*scenario, printer)) {
                return ExitCode::usage;
            }
            return execute(*scenario, options, printer);
    }
    return ExitCode::internal;
}

// By a signal, or since nobody knows what state the last scenario has left things in.
bool must_stop(ExitCode code) {
    return code == ExitCode::interrupted || code == ExitCode::terminated || code == ExitCode::hung_up ||
           code == ExitCode::undo_failed;
}

}  // namespace

ExitCode cmd_run(const RunOptions& options, Printer& printer) {
    if (!can_deliver(options.execute, printer)) {
        return ExitCode::usage;
    }
    ExitCode code = ExitCode::passed;
    for (const std::string& file : options.execute.files) {
        code = worse(code, run_one(file, options, printer));
        if (must_stop(code)) {
            break;
        }
    }
    return code;
}

}  // namespace fortify::cli
