#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::tune {

// A line of the difference between two texts.
struct DiffLine {
    enum class Kind : std::uint8_t { same, removed, added, gap };
    Kind kind{};
    std::size_t number = 0;  // of the line: in the old text where it was removed, else in the new one
    std::string text;
};

// What to do to the old text to get the new one, with so many lines that stay around each change; a gap
// stands for the others. Empty: nothing.
[[nodiscard]] std::vector<DiffLine> diff_lines(std::string_view before,
                                               std::string_view after,
                                               std::size_t around);

}  // namespace fortify::tune
