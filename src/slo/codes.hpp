#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace fortify::slo {

// Every mistake that the reader of expressions knows. Stable and never reused.
enum class Code : std::uint8_t {
    empty,
    too_long,
    too_deep,
    syntax,
    unknown_metric,
    unknown_aggregate,
    bad_percentile,
    aggregate_missing,
    aggregate_misfit,
    unknown_name,
    name_misfit,
    bad_comparison,
    bad_limit,
    limits_reversed,
    foregone,
    clause_twice,
    clause_conflict,
    bad_event,
    bad_repetition,
    bad_window,
};

struct CodeInfo {
    Code id{};
    std::string_view code;   // "F0605"
    std::string_view title;  // one line, as the docs page has it
};

[[nodiscard]] std::span<const CodeInfo> expression_codes();
[[nodiscard]] const CodeInfo& info(Code code);

}  // namespace fortify::slo
