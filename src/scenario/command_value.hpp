#pragma once

#include "run/command.hpp"
#include "scenario/section.hpp"

#include <optional>
#include <string_view>

namespace fortify::scenario {

// A command: a list of a program and its arguments, or one text for the shell. Nothing when it is not given,
// or is none, which is reported.
[[nodiscard]] std::optional<run::CommandLine> read_command(const Section& section, std::string_view key);

}  // namespace fortify::scenario
