#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "scenario/code.hpp"
#include "scenario/scenario.hpp"

#include <optional>
#include <string>

namespace fortify::scenario {

struct FileProblem {
    Code code{};
    std::string reason;  // "there is no such file"
};

// The file's bytes, at most `size_limit` of them.
[[nodiscard]] Result<std::string, FileProblem> read_text_file(const std::string& path);

// The first place that is no UTF-8 text, or NUL.
[[nodiscard]] std::optional<Diagnostic> find_binary(const Source& source);

}  // namespace fortify::scenario
