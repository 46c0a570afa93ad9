#include "cli/app.hpp"

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/help.hpp"
#include "cli/options.hpp"
#include "cli/printer.hpp"
#include "cli/version.hpp"
#include "core/overloaded.hpp"

#include <fmt/format.h>

#include <exception>
#include <variant>

namespace fortify::cli {

namespace {

ExitCode show_help(const HelpOptions& options, Printer& printer) {
    const std::size_t width = printer.terminal(Stream::out).width;
    printer.out(options.command ? command_help(info(*options.command), width) : root_help(width));
    return ExitCode::passed;
}

ExitCode show_version(Printer& printer) {
    printer.out(fmt::format("fortify {}\n", version()));
    return ExitCode::passed;
}

ExitCode dispatch(const CommandOptions& command, Printer& printer) {
    return std::visit(
        Overloaded{[&](const CheckOptions& options) { return cmd_check(options, printer); },
                   [&](const PlanOptions& options) { return cmd_plan(options, printer); },
                   [&](const RunOptions& options) { return cmd_run(options, printer); },
                   [&](const SimulateOptions& options) { return cmd_simulate(options, printer); },
                   [&](const ReplayOptions& options) { return cmd_replay(options, printer); },
                   [&](const CompareOptions& options) { return cmd_compare(options, printer); },
                   [&](const CalibrateOptions& options) { return cmd_calibrate(options, printer); },
                   [&](const ProxyOptions& options) { return cmd_proxy(options, printer); },
                   [&](const TuneOptions& options) { return cmd_tune(options, printer); },
                   [&](const OutagesOptions& options) { return cmd_outages(options, printer); },
                   [&](const SweepOptions& options) { return cmd_sweep(options, printer); },
                   [&](const FindOptions& options) { return cmd_find(options, printer); },
                   [&](const ExploreOptions& options) { return cmd_explore(options, printer); },
                   [&](const MinimiseOptions& options) { return cmd_minimise(options, printer); },
                   [&](const OptimiseOptions& options) { return cmd_optimise(options, printer); },
                   [&](const SchemaOptions& options) { return cmd_schema(options, printer); },
                   [&](const HelpOptions& options) { return show_help(options, printer); },
                   [&](const VersionOptions&) {
                       return show_version(printer);
                   }},
        command);
}

ExitCode run_checked(std::span<const std::string> arguments, Console& console) {
    const auto invocation = parse_arguments(arguments);
    if (!invocation) {
        Printer(console, ColourChoice::automatic)
            .problem(invocation.error().message, invocation.error().help);
        return ExitCode::usage;
    }
    Printer printer(console, invocation->colour);
    const ExitCode code = dispatch(invocation->command, printer);
    return printer.failed() ? worse(code, ExitCode::usage) : code;
}

}  // namespace

int run_app(std::span<const std::string> arguments, Console& console) {
    ExitCode code = ExitCode::internal;
    // Nothing of ours throws; a library that does, or memory that runs out, ends here.
    try {
        code = run_checked(arguments, console);
    } catch (const std::exception& exception) {
        Printer(console, ColourChoice::automatic)
            .problem(fmt::format("internal: {}", exception.what()),
                     "this is a bug in fortify; please report it with the scenario and the seed");
    }
    return static_cast<int>(code);
}

}  // namespace fortify::cli
