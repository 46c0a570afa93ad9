#pragma once

#include "core/distribution.hpp"
#include "scenario/section.hpp"

#include <string>
#include <string_view>

namespace fortify::scenario {

// The distribution of the key, its traces read from the files that it names.
[[nodiscard]] Distribution read_distribution(const Section& section, std::string_view key);

// The bytes of the file that the key names; nothing when it cannot be read, which is reported.
[[nodiscard]] std::optional<std::string> read_named_file(const Section& section, std::string_view key);

}  // namespace fortify::scenario
