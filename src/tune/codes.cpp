#include "tune/codes.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fortify::tune {

namespace {

// In the order of the enumerators.
constexpr std::array<CodeInfo, 13> codes{{
    {Code::bad_variation, "F1001", "what to vary is not written as KEY=VALUES"},
    {Code::unknown_key, "F1002", "a key to vary that the scenario does not have"},
    {Code::fixed_key, "F1003", "a key that cannot be varied"},
    {Code::range_reversed, "F1004", "a range that ends before it begins"},
    {Code::value_misfit, "F1005", "a value that is not of the key's kind"},
    {Code::out_of_bounds, "F1006", "a value that the key cannot have"},
    {Code::varied_twice, "F1007", "a key is varied twice"},
    {Code::bad_spacing, "F1008", "a range cannot be divided like that"},
    {Code::range_of_words, "F1009", "a range over something that is no number"},
    {Code::bad_goal, "F1030", "a goal is not written as min METRIC or max METRIC"},
    {Code::unmeasured_goal, "F1031", "a goal that nobody measures"},
    {Code::nothing_to_vary, "F1032", "nothing to optimise"},
    {Code::nothing_to_hold, "F1033", "no SLO to hold to"},
}};

}  // namespace

std::span<const CodeInfo> study_codes() {
    return codes;
}

const CodeInfo& info(Code code) {
    const auto index = static_cast<std::size_t>(code);
    FORTIFY_ASSERT(index < codes.size());
    return codes[index];
}

SourceSpan FlagText::span(std::size_t offset, std::size_t length) const {
    const std::size_t rest = text.size() - std::min(offset, text.size());
    return {.file = fmt::format("{} {}", flag, text),
            .line = 1,
            .column = static_cast<std::uint32_t>(offset + 1),
            .length = static_cast<std::uint32_t>(std::min(length, rest))};
}

Diagnostic mistake(Code code, SourceSpan span, std::string message, std::string help) {
    return {.code = std::string(info(code).code),
            .severity = Severity::error,
            .span = std::move(span),
            .message = std::move(message),
            .notes = {},
            .help = std::move(help)};
}

}  // namespace fortify::tune
