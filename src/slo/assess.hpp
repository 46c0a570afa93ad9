#pragma once

#include "measure/recorder.hpp"
#include "slo/compare.hpp"
#include "slo/reading.hpp"
#include "slo/verdict.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>

namespace fortify::slo {

// A condition with everything resolved that it names.
struct Case {
    const Condition& condition;
    const measure::Recorder& recorder;
    Instant ended{};
    Quantity quantity;
    Bound bound;
    std::string reference;  // "95% of steady is 66.5/s"; empty when the limit is a number
};
// Or why nothing can be said.
using Opening = std::variant<Case, std::string>;
[[nodiscard]] Opening open_case(const Condition& condition, const measure::Recorder& recorder, Instant ended);

// Judges one comparison over the run as far as it went.
[[nodiscard]] Evidence assess(const Condition& condition,
                              const measure::Recorder& recorder,
                              const RunFacts& facts);

// The four ways to judge; each fills in the evidence.
void assess_totals(const Case& subject, Evidence& evidence);
void assess_every_window(const Case& subject, Evidence& evidence);
void assess_repetition(const Case& subject, Evidence& evidence);
void assess_deadline(const Case& subject, Evidence& evidence);

// Until when a condition with a deadline looks: a run that ends earlier cannot call it breached. None: the
// event is not in the run.
[[nodiscard]] std::optional<Instant> reach_of(const Condition& condition, const measure::Layout& layout);

// -- Shared by them
// Of some windows: those in which the condition holds, and those that decide nothing. The latter are not
// passed over where windows are counted: one of them could be the one that is missing.
struct Tally {
    std::uint32_t held = 0;
    std::uint32_t open = 0;

    [[nodiscard]] Judgement with(std::uint32_t needed) const;
};
[[nodiscard]] Tally tally(const Case& subject, std::span<const WindowReading> windows);
void undecided(Evidence& evidence, std::string why);
// Takes down what was read; the margin only if enough is behind it.
void observe(const Case& subject, Evidence& evidence, const Reading& reading, const Interval& when);
// Why there is nothing to judge in this stretch.
[[nodiscard]] std::string nothing_in(const Stretch& stretch);
// Turns a pass into "undecided" where the run did not see the whole stretch.
void require_whole(const Case& subject, Evidence& evidence, const Stretch& stretch);
// "p99 needs 1,000 samples, has 80"
[[nodiscard]] std::string too_few(const Case& subject, const Reading& reading);
// "p99", "mean", or the metric's own name
[[nodiscard]] std::string quantity_text(const Case& subject);

}  // namespace fortify::slo
