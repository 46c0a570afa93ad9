#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "measure/recorder.hpp"
#include "slo/expectation.hpp"
#include "slo/reading.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fortify::slo {

// The left side of a condition alone: a number that is asked for and not judged.
//   <metric> [of <name>] [during <phase|fault>]
struct Measurement {
    measure::Metric metric{};
    Aggregate aggregate;
    std::optional<std::string> of;
    std::optional<std::string> during;  // none: every measured phase
    std::string text;                   // as written
};

// As `parse_expression`, with the same mistakes.
[[nodiscard]] Result<Measurement, Diagnostics> parse_measurement(std::string_view text,
                                                                 const SourceSpan& span,
                                                                 const Vocabulary& vocabulary);

// From the totals of its scopes, as far as the run went. No value: the run has nothing to take it from.
[[nodiscard]] Reading read_measurement(const Measurement& measurement,
                                       const measure::Recorder& recorder,
                                       Instant ended);

// Smaller is better for errors, times and costs; larger for what is got out of it.
enum class Better : std::uint8_t { smaller, larger };
[[nodiscard]] Better better(measure::Metric metric);

}  // namespace fortify::slo
