#pragma once

#include "scenario/keys.hpp"
#include "tune/value.hpp"

#include <cstdint>
#include <optional>

namespace fortify::tune::ui {

enum class Direction : std::uint8_t { down, up };

// The next value in that direction that people would try: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 and so on;
// whole numbers in steps of one at least, ratios in steps of 1 % and 5 %. Never beyond the key's bounds;
// none: it is there already.
[[nodiscard]] std::optional<Value> next_on_ladder(double number,
                                                  Direction direction,
                                                  const scenario::KeyInfo& key,
                                                  Kind kind);

}  // namespace fortify::tune::ui
