#pragma once

#include "core/time.hpp"
#include "measure/recorder.hpp"
#include "slo/expectation.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::slo {

enum class Judgement : std::uint8_t { passed, breached, undecided };

// `and` and `or` of three values.
[[nodiscard]] Judgement combine(Expression::Kind kind, std::span<const Judgement> judgements);

[[nodiscard]] std::string_view name_of(Judgement judgement);
[[nodiscard]] std::string_view name_of(Severity severity);

// What was found for one comparison.
struct Evidence {
    std::string condition;  // as written
    Judgement judgement{};
    std::optional<double> observed;  // in the metric's unit, as `Limit`
    double limit = 0;
    double upper = 0;                  // of `between`
    std::optional<double> margin;      // distance to the limit relative to it; negative: beyond it
    std::uint64_t samples = 0;         // calls, attempts or windows behind the value
    Interval when;                     // the stretch it was taken from
    std::optional<Instant> recovered;  // of `within`: from here on the condition held over a full window
    std::optional<Duration> time_to_recover;
    std::string detail;  // one clause for people: "p99 of 812 calls", "needs 1,000 samples, has 80"
    measure::Unit unit{};
};

struct Verdict {
    Expectation expectation;
    Judgement judgement{};
    std::vector<Evidence> evidence;  // one for each comparison, in the order written
};

// What is known about the run beside the numbers.
struct RunFacts {
    Instant ended{};                   // when the last phase ended or the run was stopped
    std::vector<std::string> unfired;  // faults that should have fired and never did
    Duration drained{0};
};

// Judges one expectation over a finished run. All conditions are evaluated, none is short-circuited; a
// breach that heals is a breach. Undecided: too few samples (a percentile q needs ten beyond it:
// n (1 - q) >= 10; a share needs at least one call), a scope that the run never reached or did not see to its
// end (what is breached by then stays breached, unless it is a count that is only too small yet), a fault
// that never fired. Windows with too few samples are passed over; when that leaves none: undecided. `all_of`:
// breached if any is breached, else undecided if any is; `any_of`: passed if any passed, else undecided if
// any is.
[[nodiscard]] Verdict judge(const Expectation& expectation,
                            const measure::Recorder& recorder,
                            const RunFacts& facts);

// The margin that decides: the worst of those under `and`, the best of those under `or`; none where nothing
// could be measured.
[[nodiscard]] std::optional<double> margin_of(const Verdict& verdict);

// The [stop] condition, watched while the run goes on: true when it holds over the last full window (`over`,
// default 5 s) at `now`, within its `during`; without one in any phase, warm-up included. A count without
// `over` is taken from the start of `during` (or of the run). What has too few samples does not hold.
[[nodiscard]] bool holds_now(const Expression& expression, const measure::Recorder& recorder, Instant now);

// The same for an expectation of severity `abort`, which ends the run when it is breached; without `during`
// in the measured phases. A count is breached when it is too large already, never because it is still too
// small.
[[nodiscard]] Judgement judge_now(const Expression& expression,
                                  const measure::Recorder& recorder,
                                  Instant now);

// Worst margin so far of an expectation while the run goes on, for the progress line; none when
// nothing can be said yet.
[[nodiscard]] std::optional<double> margin_now(const Expectation& expectation,
                                               const measure::Recorder& recorder,
                                               Instant now);

}  // namespace fortify::slo
