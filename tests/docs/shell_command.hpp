#pragma once

#include <set>
#include <string>

namespace fortify::docs {

// What a shell command prints, standard error included; the test fails when it does not exit with 0.
[[nodiscard]] std::string output_of(const std::string& command);

[[nodiscard]] std::set<std::string> lines_of(const std::string& text);

// A document of the project.
[[nodiscard]] std::string read_document(const std::string& path);

// "'{}'" for the shell.
[[nodiscard]] std::string quoted(const std::string& text);

}  // namespace fortify::docs
