#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fortify {

// Number of single-character edits (insert, delete, replace, swap of neighbours) between the two:
// optimal string alignment distance (Damerau 1964).
[[nodiscard]] std::size_t edit_distance(std::string_view left, std::string_view right);

// The candidate that was probably meant, if one is near enough to be worth suggesting.
[[nodiscard]] std::optional<std::string> closest(std::string_view word,
                                                 std::span<const std::string_view> candidates);

// Columns that the UTF-8 text takes in a terminal (wide characters take two, combining none).
[[nodiscard]] std::size_t display_width(std::string_view text);

// The text with control characters and broken UTF-8 made visible (`\x1b`, U+FFFD), so that bytes
// from a target or a file cannot drive the terminal that shows them.
[[nodiscard]] std::string printable(std::string_view text);

// Words broken over lines of at most `width` columns; never splits a word.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view separator);

// As a POSIX shell takes it: in single quotes where it needs them.
[[nodiscard]] std::string shell_word(std::string_view word);

}  // namespace fortify
