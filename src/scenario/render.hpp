#pragma once

#include "core/diagnostic.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <string>

namespace fortify::scenario {

enum class Style : std::uint8_t { plain, coloured };

// The diagnostics as people read them: place, source line with the spot marked, related places, help. Each
// is followed by an empty line.
[[nodiscard]] std::string render_diagnostics(const Diagnostics& diagnostics,
                                             const Source& source,
                                             Style style);

}  // namespace fortify::scenario
