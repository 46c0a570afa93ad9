#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

#include <string>
#include <string_view>

namespace fortify {

// The one grammar for quantities: scenarios, `--set`, SLO expressions and reports read and write
// them alike. Errors say what is wrong and what is expected, in a clause without a full stop
// ("expected a duration such as \"250ms\"").

// "250ms", "1.5s", "2m", "1h", "100us", "50ns"; parts may follow one another: "1m30s". A bare "0" is allowed.
// At most ten years; never negative.
[[nodiscard]] Result<Duration, std::string> parse_duration(std::string_view text);
// "70/s", "500/min", "10000/h". Not negative, finite, at most 1e9 a second.
[[nodiscard]] Result<Rate, std::string> parse_rate(std::string_view text);
// "5%" or "0.05"; not negative and finite (above 1 is the caller's business).
[[nodiscard]] Result<Ratio, std::string> parse_ratio(std::string_view text);
// "64KiB", "1MB", "512"; a whole number of bytes.
[[nodiscard]] Result<Bytes, std::string> parse_bytes(std::string_view text);
// "1.5", "20": digits with an optional decimal point, no sign, no exponent.
[[nodiscard]] Result<double, std::string> parse_number(std::string_view text);

// Exact and shortest, so that parse(format(x)) == x: "1.5s", "250ms", "1m30s".
[[nodiscard]] std::string format_duration(Duration duration);
// Rounded to three significant digits, for people: "1.23s", "87.4ms", "2m05s".
[[nodiscard]] std::string human_duration(Duration duration);
// "70/s".
[[nodiscard]] std::string format_rate(Rate rate);
// "99.5%", shortest exact form.
[[nodiscard]] std::string format_ratio(Ratio ratio);
// "64KiB" where the count is a multiple of that unit, else "1000B".
[[nodiscard]] std::string format_bytes(Bytes bytes);
// The fewest decimal digits that read back as the same number, never with an exponent.
[[nodiscard]] std::string format_number(double number);

}  // namespace fortify
