#pragma once

#include "scenario/section.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fortify::scenario {

using Header = std::pair<std::string, std::string>;

// The table of headers that the key holds, added to those that are there; of the same name the later wins.
void read_headers(const Section& section, std::string_view key, std::vector<Header>& headers);

// Whether the key has more entries than anyone needs, which is reported.
[[nodiscard]] bool too_many(const Section& section, std::string_view key, std::size_t count);

}  // namespace fortify::scenario
