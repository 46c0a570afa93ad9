#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace fortify::cli {

enum class CommandId : std::uint8_t {
    check,
    plan,
    run,
    simulate,
    compare,
    calibrate,
    replay,
    proxy,
    tune,
    outages,
    sweep,
    find,
    explore,
    minimise,
    optimise,
    schema,
    help
};

struct FlagInfo {
    std::string_view name;        // "--json"
    std::string_view short_name;  // "-q"; may be empty
    std::string_view value;  // what it takes, "FILE"; "FILE...": all up to the next flag; empty: a switch
    bool repeatable = false;
    std::string_view help;
};

struct Example {
    std::string_view command;
    std::string_view effect;
};

// All that is known about a command before it runs. The parser, the help, did-you-mean, and the test
// that holds man page, completions and README against each other read this one table.
struct CommandInfo {
    CommandId id{};
    std::string_view name;
    std::string_view operands;  // "FILE..."
    std::size_t min_operands = 0;
    std::size_t max_operands = 0;
    std::string_view summary;      // a clause for the list of commands
    std::string_view description;  // sentences for the command's own help
    std::span<const FlagInfo> flags;
    std::span<const Example> examples;
};

[[nodiscard]] std::span<const CommandInfo> command_table();
[[nodiscard]] const CommandInfo& info(CommandId id);
[[nodiscard]] std::optional<CommandId> find_command(std::string_view name);

// Flags of every command.
[[nodiscard]] std::span<const FlagInfo> common_flags();
// Flags of `fortify` without a command, beside the common ones.
[[nodiscard]] std::span<const FlagInfo> root_flags();

}  // namespace fortify::cli
