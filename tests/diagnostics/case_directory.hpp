#pragma once

#include "core/diagnostic.hpp"
#include "scenario/scenario.hpp"

#include <filesystem>
#include <string>

namespace fortify::testing {

// What `fortify check scenario.toml` would print within this folder, and what it found. The folder may hold
//   scenario.toml   the file; absent: it is missing
//   size            a file of this many bytes is read in its place
//   args            lines "set path=value", "env NAME=value", "allow NETWORK", "vary key=values"
//   expected.txt    what is printed
struct CaseResult {
    Diagnostics diagnostics;
    std::string text;
};
[[nodiscard]] CaseResult run_case(const std::filesystem::path& directory);

[[nodiscard]] std::string read_all(const std::filesystem::path& path);

}  // namespace fortify::testing
