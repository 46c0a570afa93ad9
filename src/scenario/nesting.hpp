#pragma once

#include "core/diagnostic.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace fortify::scenario {

// Scenarios need five levels. The limit keeps everything that walks the tree by recursion, the TOML
// library's own destructors included, far from the end of the stack.
inline constexpr std::uint32_t nesting_limit = 32;

// Where the text first opens more brackets, or strings more dotted keys together, than the limit; looked
// for without building anything. Line 0: nowhere. Right for all valid TOML; of invalid text it only has
// to notice depth up to the first mistake.
[[nodiscard]] SourceSpan find_deep_nesting(std::string_view file, std::string_view text);

}  // namespace fortify::scenario
