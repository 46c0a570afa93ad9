#include "slo/assess.hpp"
#include "slo/verdict.hpp"

#include <algorithm>

namespace fortify::slo {

namespace {

using measure::Recorder;

// Where a condition without `during` looks: [stop] protects warm-up, too.
enum class Ground : std::uint8_t { everywhere, measured };

// So far. A count can still grow, hence only what it cannot undo is certain.
Judgement count_now(const Case& subject, const Reading& reading) {
    if (beyond_repair(subject.bound, *reading.value)) {
        return Judgement::breached;
    }
    const bool reached = is_lower_limit(subject.bound) && holds(subject.bound, *reading.value);
    return reached ? Judgement::passed : Judgement::undecided;
}

Stretch ground_of(const Case& subject, Ground ground) {
    if (subject.condition.during || ground == Ground::measured) {
        return stretch_of(subject.recorder.layout(), subject.condition.during, subject.ended);
    }
    Stretch stretch;
    if (subject.ended > run_start) {
        stretch.intervals.push_back({run_start, subject.ended});
    }
    return stretch;
}

Judgement totals_now(const Case& subject, const Stretch& stretch) {
    if (stretch.intervals.empty()) {
        return Judgement::undecided;
    }
    if (stretch.scopes.empty()) {
        return count_now(subject, read_window(subject.recorder, subject.quantity, stretch.hull()));
    }
    return count_now(subject, read_totals(subject.recorder, subject.quantity, stretch));
}

// The last full windows up to now, following each other without gap.
Judgement windows_now(const Case& subject, const Stretch& stretch, Condition::Repetition wanted) {
    const Duration width = subject.recorder.slot_width();
    const std::size_t slots = slots_in(subject.recorder, subject.condition.over.value_or(default_window));
    const auto all = static_cast<std::int64_t>(slots * wanted.windows);
    const std::int64_t end = (subject.ended - run_start) / width;
    if (end < all) {
        return Judgement::undecided;
    }
    const Interval when{run_start + width * (end - all), run_start + width * end};
    if (!stretch.covers(when)) {
        return Judgement::undecided;
    }
    const std::vector<WindowReading> found =
        read_windows(subject.recorder, subject.quantity, when, slots, Step::tumbling);
    return tally(subject, found).with(wanted.needed);
}

Judgement condition_now(const Condition& condition, const Recorder& recorder, Instant now, Ground ground) {
    const Opening opening = open_case(condition, recorder, now);
    const auto* const subject = std::get_if<Case>(&opening);
    if (subject == nullptr) {
        return Judgement::undecided;
    }
    if (condition.deadline) {
        Evidence evidence;
        assess_deadline(*subject, evidence);
        return evidence.judgement;
    }
    const Stretch stretch = ground_of(*subject, ground);
    if (is_cumulative(condition.metric) && !condition.over && !condition.windows) {
        return totals_now(*subject, stretch);
    }
    return windows_now(*subject, stretch, condition.windows.value_or(Condition::Repetition{1, 1}));
}

Judgement expression_now(const Expression& expression, const Recorder& recorder, Instant now, Ground ground) {
    if (expression.kind == Expression::Kind::condition) {
        return condition_now(expression.condition, recorder, now, ground);
    }
    std::vector<Judgement> judgements;
    for (const Expression& operand : expression.operands) {
        judgements.push_back(expression_now(operand, recorder, now, ground));
    }
    return combine(expression.kind, judgements);
}

}  // namespace

bool holds_now(const Expression& expression, const Recorder& recorder, Instant now) {
    return expression_now(expression, recorder, now, Ground::everywhere) == Judgement::passed;
}

Judgement judge_now(const Expression& expression, const Recorder& recorder, Instant now) {
    return expression_now(expression, recorder, now, Ground::measured);
}

}  // namespace fortify::slo
