#pragma once

#include "cli/command_table.hpp"
#include "cli/options.hpp"
#include "core/result.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::cli {

// The arguments sorted by the command table, their values not looked at yet.
struct Arguments {
    std::optional<CommandId> command;
    std::vector<std::string> operands;
    std::map<std::string_view, std::vector<std::string>> flags;  // by name; switches without values

    [[nodiscard]] bool has(std::string_view flag) const {
        return flags.count(flag) == 1;
    }
    [[nodiscard]] std::vector<std::string> all(std::string_view flag) const {
        const auto found = flags.find(flag);
        return found == flags.end() ? std::vector<std::string>{} : found->second;
    }
    [[nodiscard]] std::optional<std::string> one(std::string_view flag) const {
        const auto values = all(flag);
        return values.empty() ? std::nullopt : std::optional<std::string>(values.back());
    }
};

// Unknown commands and flags are errors with a did-you-mean.
[[nodiscard]] Result<Arguments, UsageError> sort_arguments(std::span<const std::string> arguments);

}  // namespace fortify::cli
