#include "cli/arguments.hpp"

#include "core/text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::cli {

namespace {

std::string names_of(const FlagInfo& flag) {
    return flag.short_name.empty() ? std::string(flag.name)
                                   : fmt::format("{},{}", flag.short_name, flag.name);
}

// Our own help and messages are better than the library's; it only sorts.
void prepare(CLI::App& app) {
    app.set_help_flag();
    app.allow_extras();
}

void add_flags(CLI::App& app, std::span<const FlagInfo> flags) {
    for (const FlagInfo& flag : flags) {
        if (flag.value.empty()) {
            app.add_flag(names_of(flag));
        } else {
            CLI::Option& option = *app.add_option(names_of(flag))->take_all()->allow_extra_args(false);
            if (flag.value.ends_with("...")) {
                option.expected(1, CLI::detail::expected_max_vector_size);
            }
        }
    }
}

void describe_to(CLI::App& root, std::vector<std::string>& operands) {
    prepare(root);
    root.require_subcommand(0, 1);
    add_flags(root, common_flags());
    add_flags(root, root_flags());
    for (const CommandInfo& command : command_table()) {
        CLI::App& app = *root.add_subcommand(std::string(command.name));
        prepare(app);
        add_flags(app, common_flags());
        add_flags(app, command.flags);
        app.add_option("operands", operands);
    }
}

std::string see_help(const CommandInfo* command) {
    return command == nullptr ? "see 'fortify --help'" : fmt::format("see 'fortify help {}'", command->name);
}

std::string subject(const CommandInfo* command) {
    return command == nullptr ? std::string{} : fmt::format("{}: ", command->name);
}

UsageError unknown_flag(const CommandInfo* command, const std::string& argument) {
    const std::string name = argument.substr(0, argument.find('='));
    std::vector<std::string_view> candidates;
    const auto add = [&](std::span<const FlagInfo> flags) {
        for (const FlagInfo& flag : flags) {
            candidates.push_back(flag.name);
        }
    };
    add(common_flags());
    add(command == nullptr ? root_flags() : command->flags);
    const auto meant = closest(name, candidates);
    return {.message = fmt::format("{}unknown flag '{}'", subject(command), printable(name)),
            .help = meant ? fmt::format("did you mean '{}'?", *meant) : see_help(command)};
}

UsageError unknown_command(const std::string& name) {
    std::vector<std::string_view> candidates;
    for (const CommandInfo& command : command_table()) {
        candidates.push_back(command.name);
    }
    const auto meant = closest(name, candidates);
    return {.message = fmt::format("unknown command '{}'", printable(name)),
            .help = meant ? fmt::format("did you mean 'fortify {}'?", *meant) : see_help(nullptr)};
}

UsageError unexpected(const CommandInfo* command, const std::string& argument) {
    if (argument.size() > 1 && argument.front() == '-') {
        return unknown_flag(command, argument);
    }
    if (command == nullptr) {
        return unknown_command(argument);
    }
    return {.message = fmt::format("{}'{}' is one too many", subject(command), printable(argument)),
            .help = see_help(command)};
}

Result<Done, UsageError> take_flags(const CLI::App& app,
                                    const CommandInfo* command,
                                    std::span<const FlagInfo> flags,
                                    Arguments& arguments) {
    for (const FlagInfo& flag : flags) {
        const CLI::Option& option = *app.get_option(std::string(flag.name));
        if (option.count() == 0) {
            continue;
        }
        if (flag.value.empty()) {
            const auto& results = option.results();
            const bool valued = std::any_of(results.begin(), results.end(),
                                            [](const std::string& result) { return result != "true"; });
            if (valued) {
                return Err{UsageError{fmt::format("{}{} takes no value", subject(command), flag.name),
                                      see_help(command)}};
            }
            arguments.flags[flag.name];
            continue;
        }
        if (!flag.repeatable && option.count() > 1) {
            return Err{
                UsageError{fmt::format("{}{} is given {} times", subject(command), flag.name, option.count()),
                           "it can be given once"}};
        }
        auto& values = arguments.flags[flag.name];
        values.insert(values.end(), option.results().begin(), option.results().end());
    }
    return Done{};
}

// The flag that stands last without the value it takes, which is the one thing that the library
// refuses by itself.
UsageError missing_value(std::span<const std::string> arguments) {
    const std::string last = arguments.empty() ? std::string{} : arguments.back();
    return {.message = fmt::format("'{}' needs a value", printable(last)), .help = see_help(nullptr)};
}

// What the library could not place. It counts the separator "--" among that.
std::optional<std::string> stray_of(const CLI::App& app) {
    const auto remaining = app.remaining();
    const auto found = std::find_if(remaining.begin(), remaining.end(),
                                    [](const std::string& argument) { return argument != "--"; });
    return found == remaining.end() ? std::nullopt : std::optional<std::string>(*found);
}

Result<Arguments, UsageError> collect(const CLI::App& root, std::vector<std::string> operands) {
    Arguments arguments;
    const auto chosen = root.get_subcommands();
    const CommandInfo* command = nullptr;
    if (!chosen.empty()) {
        arguments.command = find_command(chosen.front()->get_name());
        command = &info(*arguments.command);
    }
    if (const auto stray = stray_of(root)) {
        return Err{unexpected(nullptr, *stray)};
    }
    for (const auto flags : {common_flags(), root_flags()}) {
        const auto taken = take_flags(root, nullptr, flags, arguments);
        if (!taken) {
            return Err{taken.error()};
        }
    }
    if (command == nullptr) {
        return arguments;
    }
    const CLI::App& app = *chosen.front();
    if (const auto stray = stray_of(app)) {
        return Err{unexpected(command, *stray)};
    }
    for (const auto flags : {common_flags(), command->flags}) {
        const auto taken = take_flags(app, command, flags, arguments);
        if (!taken) {
            return Err{taken.error()};
        }
    }
    arguments.operands = std::move(operands);
    return arguments;
}

}  // namespace

Result<Arguments, UsageError> sort_arguments(std::span<const std::string> arguments) {
    try {
        CLI::App root;
        std::vector<std::string> operands;
        describe_to(root, operands);
        // The library takes them last first.
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        root.parse(std::move(reversed));
        return collect(root, std::move(operands));
    } catch (const CLI::Error&) {
        return Err{missing_value(arguments)};
    }
}

}  // namespace fortify::cli
