#include "cli/options.hpp"

#include "cli/arguments.hpp"
#include "cli/calibrate_options.hpp"
#include "cli/compare_options.hpp"
#include "cli/flag_values.hpp"
#include "cli/tune_options.hpp"
#include "core/quantity.hpp"
#include "core/text.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace fortify::cli {

namespace {

using Parsed = Result<CommandOptions, UsageError>;

Result<ColourChoice, UsageError> colour_of(const Arguments& arguments) {
    const std::string word = arguments.one("--color").value_or("auto");
    if (word == "auto") {
        return ColourChoice::automatic;
    }
    if (word == "always") {
        return ColourChoice::always;
    }
    if (word == "never") {
        return ColourChoice::never;
    }
    return Err{
        UsageError{fmt::format("--color cannot be '{}'", printable(word)), "it is auto, always or never"}};
}

// One file to write, several scenarios to run: the second report would replace the first.
std::optional<UsageError> conflict_of(const ExecuteOptions& options) {
    if (options.files.size() > 1 && (options.json || options.journal)) {
        return UsageError{fmt::format("{} takes one scenario's report, but {} scenarios are named",
                                      options.json ? "--json" : "--journal", options.files.size()),
                          "name one scenario a command"};
    }
    if (options.journal == "-") {
        return UsageError{"--journal cannot be standard output", "name a file"};
    }
    return std::nullopt;
}

Result<ExecuteOptions, UsageError> execute_of(const Arguments& arguments) {
    const auto seed = seed_of(arguments);
    if (!seed) {
        return Err{seed.error()};
    }
    ExecuteOptions options{.files = arguments.operands,
                           .settings = arguments.all("--set"),
                           .seed = *seed,
                           .json = arguments.one("--json"),
                           .journal = arguments.one("--journal"),
                           .verbosity = verbosity_of(arguments)};
    if (const auto conflict = conflict_of(options)) {
        return Err{*conflict};
    }
    return options;
}

Parsed parse_check(const Arguments& arguments) {
    return CommandOptions{CheckOptions{.files = arguments.operands,
                                       .settings = arguments.all("--set"),
                                       .verbosity = verbosity_of(arguments)}};
}

Parsed parse_plan(const Arguments& arguments) {
    const auto seed = seed_of(arguments);
    if (!seed) {
        return Err{seed.error()};
    }
    const auto json = arguments.one("--json");
    if (const auto conflict = conflict_of({.files = arguments.operands, .settings = {}, .json = json})) {
        return Err{*conflict};
    }
    return CommandOptions{PlanOptions{.files = arguments.operands,
                                      .settings = arguments.all("--set"),
                                      .seed = *seed,
                                      .json = json,
                                      .verbosity = verbosity_of(arguments)}};
}

Parsed parse_run(const Arguments& arguments) {
    const auto execute = execute_of(arguments);
    if (!execute) {
        return Err{execute.error()};
    }
    return CommandOptions{RunOptions{
        .execute = *execute,
        .allow = arguments.all("--allow"),
        .exec = arguments.has("--allow-exec") ? scenario::Exec::allowed : scenario::Exec::as_written,
        .intent = arguments.has("--dry-run") ? RunOptions::Intent::dry_run : RunOptions::Intent::execute}};
}

Parsed parse_simulate(const Arguments& arguments) {
    const auto execute = execute_of(arguments);
    if (!execute) {
        return Err{execute.error()};
    }
    const bool twice = arguments.has("--check-determinism");
    return CommandOptions{
        SimulateOptions{.execute = *execute,
                        .proof = twice ? SimulateOptions::Proof::determinism : SimulateOptions::Proof::none}};
}

Result<std::optional<Duration>, UsageError> length_of(const Arguments& arguments) {
    const auto text = arguments.one("--for");
    if (!text) {
        return std::optional<Duration>{};
    }
    const auto length = parse_duration(*text);
    if (!length) {
        return Err{
            UsageError{fmt::format("--for '{}': {}", printable(*text), length.error()), "as in --for 30s"}};
    }
    return std::optional(*length);
}

Parsed parse_proxy(const Arguments& arguments) {
    const auto seed = seed_of(arguments);
    if (!seed) {
        return Err{seed.error()};
    }
    const auto length = length_of(arguments);
    if (!length) {
        return Err{length.error()};
    }
    ProxyOptions options{.file = {},
                         .settings = arguments.all("--set"),
                         .seed = *seed,
                         .allow = arguments.all("--allow"),
                         .control = arguments.one("--control"),
                         .token_file = arguments.one("--control-token-file"),
                         .reach = arguments.has("--control-remote") ? ProxyOptions::Reach::anywhere
                                                                    : ProxyOptions::Reach::loopback,
                         .length = *length,
                         .json = arguments.one("--json"),
                         .verbosity = verbosity_of(arguments)};
    if (!arguments.operands.empty()) {
        options.file = arguments.operands.front();
    } else if (!options.control) {
        return Err{UsageError{"proxy: FILE is missing", "name a file with [[proxy]], or give --control"}};
    }
    return CommandOptions{std::move(options)};
}

Parsed parse_tune(const Arguments& arguments) {
    const auto seed = seed_of(arguments);
    if (!seed) {
        return Err{seed.error()};
    }
    return CommandOptions{
        TuneOptions{.file = arguments.operands.front(), .settings = arguments.all("--set"), .seed = *seed}};
}

Parsed parse_outages(const Arguments& arguments) {
    using Verb = OutagesOptions::Verb;
    const std::vector<std::string>& operands = arguments.operands;
    OutagesOptions options;
    if (arguments.has("--force")) {
        options.existing = OutagesOptions::Existing::replace;
    }
    if (operands.empty()) {
        options.verb = arguments.has("--names") ? Verb::names : Verb::list;
        return CommandOptions{options};
    }
    if (operands[0] != "show" && operands[0] != "copy") {
        return Err{UsageError{fmt::format("outages: '{}' is none of its verbs", printable(operands[0])),
                              "they are show NAME and copy NAME [DIR]"}};
    }
    options.verb = operands[0] == "show" ? Verb::show : Verb::copy;
    if (operands.size() < 2) {
        return Err{UsageError{fmt::format("outages {}: NAME is missing", operands[0]),
                              "see 'fortify outages' for the names"}};
    }
    if (operands.size() == 3 && options.verb == Verb::show) {
        return Err{UsageError{fmt::format("outages show: '{}' is one too many", printable(operands[2])),
                              "see 'fortify help outages'"}};
    }
    options.name = operands[1];
    if (operands.size() == 3) {
        options.folder = operands[2];
    }
    return CommandOptions{options};
}

Parsed parse_schema(const Arguments& arguments) {
    using What = SchemaOptions::What;
    constexpr std::array<std::pair<std::string_view, What>, 10> schemas{{{"scenario", What::scenario},
                                                                         {"report", What::report},
                                                                         {"plan", What::plan},
                                                                         {"sweep", What::sweep},
                                                                         {"comparison", What::comparison},
                                                                         {"optimisation", What::optimisation},
                                                                         {"margin", What::margin},
                                                                         {"exploration", What::exploration},
                                                                         {"minimisation", What::minimisation},
                                                                         {"calibration", What::calibration}}};
    std::vector<std::string> names;
    for (const auto& [name, what] : schemas) {
        if (arguments.operands.front() == name) {
            return CommandOptions{SchemaOptions{what}};
        }
        names.emplace_back(name);
    }
    return Err{
        UsageError{fmt::format("schema: there is none for '{}'", printable(arguments.operands.front())),
                   fmt::format("it is one of {}", join(names, ", "))}};
}

Parsed parse_help(const Arguments& arguments) {
    if (arguments.operands.empty()) {
        return CommandOptions{HelpOptions{}};
    }
    const std::string& name = arguments.operands.front();
    const auto command = find_command(name);
    if (!command) {
        return Err{
            UsageError{fmt::format("help: unknown command '{}'", printable(name)), "see 'fortify --help'"}};
    }
    return CommandOptions{HelpOptions{command}};
}

Parsed parse_command(const CommandInfo& command, const Arguments& arguments) {
    if (arguments.has("--help")) {
        return CommandOptions{HelpOptions{command.id}};
    }
    if (arguments.operands.size() < command.min_operands) {
        return Err{UsageError{fmt::format("{}: {} is missing", command.name, command.operands),
                              fmt::format("see 'fortify help {}'", command.name)}};
    }
    if (arguments.operands.size() > command.max_operands) {
        return Err{UsageError{fmt::format("{}: '{}' is one too many", command.name,
                                          printable(arguments.operands[command.max_operands])),
                              fmt::format("see 'fortify help {}'", command.name)}};
    }
    switch (command.id) {
        case CommandId::check:
            return parse_check(arguments);
        case CommandId::plan:
            return parse_plan(arguments);
        case CommandId::run:
            return parse_run(arguments);
        case CommandId::simulate:
            return parse_simulate(arguments);
        case CommandId::replay:
            return CommandOptions{
                ReplayOptions{.file = arguments.operands.front(), .verbosity = verbosity_of(arguments)}};
        case CommandId::compare: {
            auto options = parse_compare(arguments);
            return options ? Parsed(CommandOptions{std::move(*options)}) : Parsed(Err{options.error()});
        }
        case CommandId::calibrate: {
            auto options = parse_calibrate(arguments);
            return options ? Parsed(CommandOptions{std::move(*options)}) : Parsed(Err{options.error()});
        }
        case CommandId::proxy:
            return parse_proxy(arguments);
        case CommandId::tune:
            return parse_tune(arguments);
        case CommandId::outages:
            return parse_outages(arguments);
        case CommandId::sweep:
            return parse_sweep(arguments);
        case CommandId::find:
            return parse_find(arguments);
        case CommandId::explore:
            return parse_explore(arguments);
        case CommandId::minimise:
            return parse_minimise(arguments);
        case CommandId::optimise:
            return parse_optimise(arguments);
        case CommandId::schema:
            return parse_schema(arguments);
        case CommandId::help:
            return parse_help(arguments);
    }
    return CommandOptions{HelpOptions{}};
}

Parsed parse_root(const Arguments& arguments) {
    if (arguments.has("--help")) {
        return CommandOptions{HelpOptions{}};
    }
    if (arguments.has("--version")) {
        return CommandOptions{VersionOptions{}};
    }
    return Err{UsageError{"no command given", "see 'fortify --help'"}};
}

}  // namespace

Result<Invocation, UsageError> parse_arguments(std::span<const std::string> arguments) {
    const auto sorted = sort_arguments(arguments);
    if (!sorted) {
        return Err{sorted.error()};
    }
    const auto colour = colour_of(*sorted);
    if (!colour) {
        return Err{colour.error()};
    }
    const bool at_root = !sorted->command || sorted->has("--version");
    auto command = at_root ? parse_root(*sorted) : parse_command(info(*sorted->command), *sorted);
    if (!command) {
        return Err{command.error()};
    }
    return Invocation{.colour = *colour, .command = std::move(*command)};
}

}  // namespace fortify::cli
