#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::cli {

// The first line of a journal: all that `fortify replay` needs to build the same plan again. The text of
// the scenario is the file's, with `${NAME}` as it stands there, so that no secret gets in.
struct JournalHeader {
    std::string version;  // of fortify
    std::string file;
    std::string text;
    std::vector<std::string> settings;
    std::uint64_t seed = 0;
    std::vector<std::string> allow;
};

// With the newline.
[[nodiscard]] std::string format_header(const JournalHeader& header);
[[nodiscard]] Result<JournalHeader, std::string> parse_header(std::string_view line);

}  // namespace fortify::cli
