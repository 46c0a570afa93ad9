#pragma once

#include "core/time.hpp"
#include "measure/metric.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fortify::report {

// Numbers for people. Short, so that tables keep their shape.

// "12,345"; what is longer than `room` columns gets three digits and a suffix: "18.4M", "18.4E".
[[nodiscard]] std::string count_text(std::uint64_t count, std::size_t room = 10);
// "1 call", "2 calls".
[[nodiscard]] std::string counted_text(std::uint64_t count, std::string_view one, std::string_view many);
// "never", "once", "2 times".
[[nodiscard]] std::string times_text(std::uint64_t count);
// Three significant digits: "0", "0.25", "3.14", "42.5", "1,234", "1.2M".
[[nodiscard]] std::string number_text(double number);
// "99.95%": never rounded up to 100% nor down to 0% when it is neither.
[[nodiscard]] std::string percent_text(double ratio);
// "70/s".
[[nodiscard]] std::string per_second_text(double rate);
// A value of an SLO in its metric's unit.
[[nodiscard]] std::string value_text(double value, measure::Unit unit);
// The same with more digits where rounding would show it as equal to a limit that it is not equal to.
[[nodiscard]] std::string value_text_beside(double value, double limit, measure::Unit unit);
// The distance to a limit: "+3.2%"; beyond tenfold only the direction is of interest.
[[nodiscard]] std::string margin_text(double margin);
// A moment or stretch on the run's timeline, in tenths of a second: "4.2s", "1m05.3s".
[[nodiscard]] std::string clock_text(Duration since_start);

}  // namespace fortify::report
