#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace fortify::net {

// The letters of RFC 9110 and 9112, for parsers of their messages.

[[nodiscard]] constexpr bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}
// Of methods and header names.
[[nodiscard]] bool is_token(std::string_view text);
// Of request targets: visible ASCII.
[[nodiscard]] constexpr bool is_target_letter(char letter) {
    return letter > ' ' && letter < 0x7f;
}
// Of header values: no control characters but the tab. Bytes above ASCII are allowed.
[[nodiscard]] constexpr bool is_value_letter(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
}
// ASCII letter case does not matter.
[[nodiscard]] bool same_letters(std::string_view left, std::string_view right);
// Without the spaces and tabs around it; always a part of `text`, even when nothing is left.
[[nodiscard]] std::string_view without_blanks(std::string_view text);
// The value of Content-Length: digits and nothing else.
[[nodiscard]] std::optional<std::uint64_t> parse_length(std::string_view text);
// Whether the comma-separated list holds this word.
[[nodiscard]] bool lists(std::string_view list, std::string_view word);

}  // namespace fortify::net
