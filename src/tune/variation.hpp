#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "scenario/node.hpp"
#include "tune/key_path.hpp"
#include "tune/value.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::tune {

enum class Scale : std::uint8_t { linear, logarithmic };

// A key and the values it is to take:
//   KEY=1s..30s            a range; `grid_of` and `value_at` divide it
//   KEY=1s..30s:log        likewise, on a logarithmic scale
//   KEY=1s..30s:step=5s    in steps of this size, the end included
//   KEY=1s..30s:points=8   in so many
//   KEY=1s,5s,30s          these; words, choices and distributions can be varied like this alone
struct Variation {
    struct Range {
        double low = 0;
        double high = 0;
        Scale scale = Scale::linear;
        std::optional<double> step;
        std::optional<std::size_t> points;
    };

    KeyPath key;
    Kind kind{};
    std::optional<Range> range;
    std::vector<Value> list;  // as written; empty where there is a range
};

// Points that a range is divided into where it does not say.
inline constexpr std::size_t usual_points = 5;
inline constexpr std::size_t most_points = 1000;

[[nodiscard]] Result<Variation, Diagnostic> parse_variation(const FlagText& flag, const scenario::Node& root);
// Several of one flag; all their mistakes.
[[nodiscard]] Result<std::vector<Variation>, Diagnostics> parse_variations(
    std::string_view flag, const std::vector<std::string>& texts, const scenario::Node& root);

// Its values in order, each once: of a range as many as it says, or `points`.
[[nodiscard]] std::vector<Value> grid_of(const Variation& variation, std::size_t points = usual_points);
// The value at this share of the way from its first to its last, 0 <= share < 1; of a list each entry has an
// equal part of the way.
[[nodiscard]] Value value_at(const Variation& variation, double share);
// Where in the range the number lies, 0 to 1; the inverse of `value_at` but for rounding.
[[nodiscard]] double share_of(const Variation::Range& range, double number);

}  // namespace fortify::tune
