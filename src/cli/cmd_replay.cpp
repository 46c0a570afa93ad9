#include "cli/commands.hpp"
#include "cli/journal_file.hpp"
#include "cli/scenario_input.hpp"
#include "core/text.hpp"
#include "sim/replay.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace fortify::cli {

namespace {

// Secrets are not in a journal, and no decision depends on one that is only sent: where a variable is
// gone, any value does.
scenario::Environment forgiving_environment() {
    return [real = process_environment()](const std::string& name) {
        const auto value = real(name);
        return value ? value : std::optional<std::string>("unset");
    };
}

// The header is line 1 of the file; the events are counted from the line after it.
constexpr std::uint64_t header_lines = 1;

ExitCode compare(const run::Plan& plan,
                 std::ifstream& stream,
                 const ReplayOptions& options,
                 Printer& printer) {
    const auto result = sim::replay(plan, [&stream]() -> std::optional<std::string> {
        std::string line;
        return std::getline(stream, line) ? std::optional<std::string>(std::move(line)) : std::nullopt;
    });
    const std::string file = printable(options.file);
    if (!result) {
        printer.problem(fmt::format("cannot replay '{}': {}", file, result.error()));
        return ExitCode::usage;
    }
    if (result->difference) {
        const auto& difference = *result->difference;
        printer.err(
            fmt::format("{}:{}: decided differently after {} equal events\n  recorded: {}\n  replayed: {}\n",
                        file, difference.line + header_lines, result->events, printable(difference.recorded),
                        printable(difference.replayed)));
        return ExitCode::breached;
    }
    if (!result->complete) {
        printer.err(fmt::format("{}: {} events decided alike, but the journal ends before its run does\n",
                                file, result->events));
        return ExitCode::inconclusive;
    }
    if (options.verbosity == Verbosity::normal) {
        printer.out(fmt::format("{}: {} events, every decision reproduced\n", file, result->events));
    }
    return ExitCode::passed;
}

}  // namespace

ExitCode cmd_replay(const ReplayOptions& options, Printer& printer) {
    const auto refuse = [&](std::string_view reason) {
        printer.problem(fmt::format("cannot replay '{}': {}", printable(options.file), reason));
        return ExitCode::usage;
    };
    std::error_code error;
    if (std::filesystem::is_directory(options.file, error)) {
        return refuse("it is a directory");
    }
    std::ifstream stream(options.file);
    if (!stream) {
        return refuse(std::generic_category().message(errno));
    }
    std::string line;
    std::getline(stream, line);
    const auto header = parse_header(line);
    if (!header) {
        return refuse(header.error());
    }
    const auto scenario = check_scenario(
        {.file = header->file, .text = header->text},
        {.file = header->file, .settings = header->settings, .seed = header->seed, .allow = header->allow},
        forgiving_environment(), Verbosity::quiet, printer);
    return scenario ? compare(scenario->plan, stream, options, printer) : ExitCode::usage;
}

}  // namespace fortify::cli
