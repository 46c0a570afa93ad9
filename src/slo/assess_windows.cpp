#include "core/quantity.hpp"
#include "slo/assess.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::slo {

namespace {

std::size_t window_slots(const Case& subject) {
    return slots_in(subject.recorder, subject.condition.over.value_or(default_window));
}

// As it is judged: rounded up to whole slots.
Duration window_length(const Case& subject) {
    return subject.recorder.slot_width() * static_cast<std::int64_t>(window_slots(subject));
}

std::string window_text(const Case& subject) {
    return format_duration(window_length(subject));
}

// The window that says most against the condition; those that decide nothing say nothing.
const WindowReading* worst_of(const Case& subject, std::span<const WindowReading> windows) {
    const WindowReading* worst = nullptr;
    double lowest = 0;
    for (const WindowReading& window : windows) {
        if (!window.reading.decides()) {
            continue;
        }
        const double found = margin(subject.bound, *window.reading.value);
        if (worst == nullptr || found < lowest) {
            worst = &window;
            lowest = found;
        }
    }
    return worst;
}

const WindowReading* most_samples(const std::vector<WindowReading>& windows) {
    return &*std::max_element(windows.begin(), windows.end(),
                              [](const WindowReading& left, const WindowReading& right) {
                                  return left.reading.samples < right.reading.samples;
                              });
}

std::string none_decides(const Case& subject, const std::vector<WindowReading>& windows) {
    return fmt::format("in no window of {} was there enough: {}", window_text(subject),
                       too_few(subject, most_samples(windows)->reading));
}

std::vector<WindowReading> sliding_windows(const Case& subject, const Stretch& stretch) {
    std::vector<WindowReading> windows;
    for (const Interval& interval : stretch.intervals) {
        const auto found =
            read_windows(subject.recorder, subject.quantity, interval, window_slots(subject), Step::sliding);
        windows.insert(windows.end(), found.begin(), found.end());
    }
    return windows;
}

}  // namespace

Judgement Tally::with(std::uint32_t needed) const {
    if (held >= needed) {
        return Judgement::passed;
    }
    return held + open < needed ? Judgement::breached : Judgement::undecided;
}

Tally tally(const Case& subject, std::span<const WindowReading> windows) {
    Tally result;
    for (const WindowReading& window : windows) {
        if (!window.reading.decides()) {
            ++result.open;
        } else if (holds(subject.bound, *window.reading.value)) {
            ++result.held;
        }
    }
    return result;
}

void assess_every_window(const Case& subject, Evidence& evidence) {
    const Stretch stretch = stretch_of(subject.recorder.layout(), subject.condition.during, subject.ended);
    if (stretch.scopes.empty()) {
        undecided(evidence, nothing_in(stretch));
        return;
    }
    const std::vector<WindowReading> windows = sliding_windows(subject, stretch);
    if (windows.empty()) {
        evidence.when = stretch.hull();
        undecided(evidence,
                  fmt::format("no full window of {} fits into {}", window_text(subject), stretch.label()));
        return;
    }
    const WindowReading* const worst = worst_of(subject, windows);
    if (worst == nullptr) {
        observe(subject, evidence, most_samples(windows)->reading, most_samples(windows)->when);
        undecided(evidence, none_decides(subject, windows));
        return;
    }
    const Tally counted = tally(subject, windows);
    const std::size_t decided = windows.size() - counted.open;
    observe(subject, evidence, worst->reading, worst->when);
    evidence.judgement = counted.held == decided ? Judgement::passed : Judgement::breached;
    evidence.detail = decided == 1 ? fmt::format("the only window of {}", window_text(subject))
                                   : fmt::format("worst of {} windows of {}", decided, window_text(subject));
    if (counted.open > 0) {
        evidence.detail += fmt::format(", {} more had too few samples", counted.open);
    }
    require_whole(subject, evidence, stretch);
}

void assess_repetition(const Case& subject, Evidence& evidence) {
    const Stretch stretch = stretch_of(subject.recorder.layout(), subject.condition.during, subject.ended);
    if (stretch.scopes.empty()) {
        undecided(evidence, nothing_in(stretch));
        return;
    }
    const Condition::Repetition wanted = *subject.condition.windows;
    std::size_t most = 0;
    std::uint32_t fewest_held = 0;
    bool any_group = false;
    evidence.judgement = Judgement::passed;
    for (const Interval& interval : stretch.intervals) {
        const std::vector<WindowReading> windows =
            read_windows(subject.recorder, subject.quantity, interval, window_slots(subject), Step::tumbling);
        most = std::max(most, windows.size());
        for (std::size_t i = 0; i + wanted.windows <= windows.size(); ++i) {
            const auto group = std::span{windows}.subspan(i, wanted.windows);
            const Tally counted = tally(subject, group);
            const Judgement judgement = counted.with(wanted.needed);
            // Breached is worse than undecided, undecided than passed; then the fewer the worse.
            const bool graver = judgement == Judgement::breached && evidence.judgement != Judgement::breached;
            const bool vaguer = judgement == Judgement::undecided && evidence.judgement == Judgement::passed;
            if (!any_group || graver || vaguer ||
                (judgement == evidence.judgement && counted.held < fewest_held)) {
                const WindowReading* const worst = worst_of(subject, group);
                observe(subject, evidence, worst == nullptr ? group.front().reading : worst->reading,
                        {group.front().when.start, group.back().when.end});
                evidence.judgement = judgement;
                fewest_held = counted.held;
            }
            any_group = true;
        }
    }
    if (!any_group) {
        evidence.when = stretch.hull();
        undecided(evidence, fmt::format("{} has {} windows of {} in a row, needs {}", stretch.label(), most,
                                        window_text(subject), wanted.windows));
        return;
    }
    evidence.samples = wanted.windows;
    evidence.detail = fmt::format("held in {} of {} windows of {}, needs {}", fewest_held, wanted.windows,
                                  window_text(subject), wanted.needed);
    if (evidence.judgement == Judgement::undecided) {
        undecided(evidence, evidence.detail + "; the others had too few samples");
    }
    require_whole(subject, evidence, stretch);
}

}  // namespace fortify::slo
