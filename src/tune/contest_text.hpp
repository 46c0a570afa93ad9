#pragma once

#include "report/text.hpp"
#include "tune/contest.hpp"

#include <string>
#include <string_view>

namespace fortify::tune {

// For people: what it comes to in a sentence, then a table of the metrics, then what would tell more.
[[nodiscard]] std::string render_text(const Contest& contest, const report::TextOptions& options);
// The sentence alone.
[[nodiscard]] std::string sentence_of(const Contest& contest);

// docs/comparison.schema.json describes it.
[[nodiscard]] std::string render_json(const Contest& contest, std::string_view version);

// "better", "worse", "same", "undecided".
[[nodiscard]] std::string_view name_of(Judgement judgement);
[[nodiscard]] std::string_view name_of(Doubt doubt);
[[nodiscard]] std::string_view name_of(Origin origin);

}  // namespace fortify::tune
