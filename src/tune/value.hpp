#pragma once

#include "core/result.hpp"
#include "scenario/keys.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fortify::tune {

// What the values of a key are, as far as varying it goes.
enum class Kind : std::uint8_t {
    duration,   // number: seconds
    ratio,      // 0..1
    rate,       // a second
    count,      // whole
    number,     //
    bytes,      // whole
    bandwidth,  // bytes a second
    words,      // text, a choice, a distribution: no order, no number
};
// None: the key holds a list or a table.
[[nodiscard]] std::optional<Kind> kind_of(scenario::Type type);

// The unit of its numbers, as JSON names it: "seconds", "per second".
[[nodiscard]] std::string_view unit_of(Kind kind);

// A value for a key, as `--set` takes it, and the number behind it.
struct Value {
    std::string text;              // "1.5s"
    std::optional<double> number;  // in the unit of the kind; none of words

    friend bool operator==(const Value&, const Value&) = default;
};

// The error is what is expected: "expected a duration such as \"250ms\"".
[[nodiscard]] Result<Value, std::string> parse_value(std::string_view text, Kind kind);
// The number as a value, rounded to what people would write: four significant digits, whole where it must be.
[[nodiscard]] Value make_value(double number, Kind kind);
// For people: ratios as percentages, the rest as it is written.
[[nodiscard]] std::string display_text(const Value& value, Kind kind);
// Not rounded.
[[nodiscard]] Value exact_value(double number, Kind kind);

}  // namespace fortify::tune
