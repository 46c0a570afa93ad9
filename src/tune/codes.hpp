#pragma once

#include "core/diagnostic.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace fortify::tune {

// Every mistake in what is to be varied and in what is to be optimised. Stable and never reused.
enum class Code : std::uint8_t {
    bad_variation,
    unknown_key,
    fixed_key,
    range_reversed,
    value_misfit,
    out_of_bounds,
    varied_twice,
    bad_spacing,
    range_of_words,
    bad_goal,
    unmeasured_goal,
    nothing_to_vary,
    nothing_to_hold,
};

struct CodeInfo {
    Code id{};
    std::string_view code;   // "F1002"
    std::string_view title;  // one line, as the docs page has it
};

[[nodiscard]] std::span<const CodeInfo> study_codes();
[[nodiscard]] const CodeInfo& info(Code code);

// A mistake at some columns of a flag's value. The "file" is the flag as it was given: "--vary
// load.rate=5..1".
struct FlagText {
    std::string_view flag;  // "--vary"
    std::string_view text;

    // From so many bytes into the text on; without a length to its end.
    [[nodiscard]] SourceSpan span(std::size_t offset = 0, std::size_t length = std::string_view::npos) const;
};
[[nodiscard]] Diagnostic mistake(Code code, SourceSpan span, std::string message, std::string help = {});

}  // namespace fortify::tune
