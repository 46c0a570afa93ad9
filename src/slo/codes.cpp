#include "slo/codes.hpp"

#include "core/assert.hpp"

#include <array>

namespace fortify::slo {

namespace {

// In the order of the enumerators.
constexpr std::array<CodeInfo, 20> codes{{
    {Code::empty, "F0601", "the expression is empty"},
    {Code::too_long, "F0602", "the expression is too long"},
    {Code::too_deep, "F0603", "parentheses are nested too deeply"},
    {Code::syntax, "F0604", "a word or sign stands where it cannot be understood"},
    {Code::unknown_metric, "F0605", "there is no such metric"},
    {Code::unknown_aggregate, "F0606", "there is no such aggregate"},
    {Code::bad_percentile, "F0607", "a percentile lies between 0 and 100"},
    {Code::aggregate_missing, "F0608", "a duration needs an aggregate"},
    {Code::aggregate_misfit, "F0609", "the metric cannot be aggregated like that"},
    {Code::unknown_name, "F0610", "nothing in the scenario has this name"},
    {Code::name_misfit, "F0611", "the name belongs to another kind of thing"},
    {Code::bad_comparison, "F0612", "the comparison is missing or unknown"},
    {Code::bad_limit, "F0613", "the limit does not fit the metric"},
    {Code::limits_reversed, "F0614", "the lower limit is above the upper limit"},
    {Code::foregone, "F0615", "the comparison has the same result whatever happens"},
    {Code::clause_twice, "F0616", "a clause is given twice"},
    {Code::clause_conflict, "F0617", "two clauses exclude each other"},
    {Code::bad_event, "F0618", "the event of `after` is not understood"},
    {Code::bad_repetition, "F0619", "`for n of m windows` is not understood"},
    {Code::bad_window, "F0620", "the duration of a clause is not understood"},
}};

}  // namespace

std::span<const CodeInfo> expression_codes() {
    return codes;
}

const CodeInfo& info(Code code) {
    const auto index = static_cast<std::size_t>(code);
    FORTIFY_ASSERT(index < codes.size());
    return codes[index];
}

}  // namespace fortify::slo
