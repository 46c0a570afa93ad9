#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fortify::slo {

struct Token {
    enum class Kind : std::uint8_t {
        word,      // a name, a keyword or a quantity: "p99", "retry.amplification", "300ms", "95%"
        quoted,    // a name in single quotes; `text` is what is between them
        sign,      // a comparison, or what people take for one: "<=", "=", "&&"
        opening,   // (
        closing,   // )
        stranger,  // any other character, or a quote that is never closed
        end,
    };
    Kind kind = Kind::end;
    std::string_view text;
    std::uint32_t offset = 0;  // characters (not bytes) from the beginning
    std::uint32_t length = 0;  // characters, quotes included
    std::size_t begin = 0;     // bytes
    std::size_t finish = 0;    // bytes; one past the last
};

// Never fails; the last token is `end`. The tokens point into the text.
[[nodiscard]] std::vector<Token> tokenize(std::string_view text);

}  // namespace fortify::slo
