#include "core/quantity.hpp"
#include "slo/assess.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::slo {

namespace {

// The windows to try: they begin at slots from the event to the deadline.
struct Search {
    Instant event{};
    Instant first{};  // start of the first window
    Instant reach{};  // end of the last
    std::size_t slots = 0;
    std::string window;  // its length, for people
};

Instant slot_at_or_after(const measure::Recorder& recorder, Instant when) {
    const Duration width = recorder.slot_width();
    return run_start + width * ((when - run_start + width - 1ns) / width);
}

Search search_of(const Case& subject, Instant event) {
    const Duration width = subject.recorder.slot_width();
    const std::size_t slots = slots_in(subject.recorder, subject.condition.over.value_or(default_window));
    const Duration length = width * static_cast<std::int64_t>(slots);
    const Instant first = slot_at_or_after(subject.recorder, event);
    const Instant deadline = after(event, subject.condition.deadline->within);
    const Instant last = deadline < first ? first : first + (deadline - first) / width * width;
    return {.event = event,
            .first = first,
            .reach = after(last, length),
            .slots = slots,
            .window = format_duration(length)};
}

std::string since(const Case& subject, Duration delay) {
    return fmt::format("{} after {}", format_duration(delay), subject.condition.deadline->event);
}

void recovered(const Case& subject, Evidence& evidence, const Search& search, Instant when) {
    evidence.judgement = Judgement::passed;
    evidence.recovered = when;
    evidence.time_to_recover = when - search.event;
    evidence.detail = fmt::format("held from {} on", since(subject, when - search.event));
}

// A count that must reach a number is not looked for in a window but added up from the event on:
// "breaker.opens >= 1 within 2s after stall.start" asks when the breaker opened.
bool is_detection(const Condition& condition, const Bound& bound) {
    return is_cumulative(condition.metric) && is_lower_limit(bound) && !condition.over;
}

void too_short(Evidence& evidence, Instant reach) {
    undecided(evidence, fmt::format("the run is too short: it would have to last until {}",
                                    format_duration(reach - run_start)));
}

void assess_detection(const Case& subject, Evidence& evidence, Instant event) {
    const Duration width = subject.recorder.slot_width();
    const Instant start = run_start + width * ((event - run_start) / width);
    const Instant deadline =
        slot_at_or_after(subject.recorder, after(event, subject.condition.deadline->within));
    const Instant end = std::min(deadline, subject.ended);
    Reading reading = read_window(subject.recorder, subject.quantity, {start, start});
    for (Instant upto = start + width; upto <= end; upto += width) {
        reading = read_window(subject.recorder, subject.quantity, {start, upto});
        if (holds(subject.bound, *reading.value)) {
            observe(subject, evidence, reading, {start, upto});
            evidence.judgement = Judgement::passed;
            evidence.recovered = upto;
            evidence.time_to_recover = upto - event;
            evidence.detail = fmt::format("reached by {}", since(subject, upto - event));
            return;
        }
    }
    observe(subject, evidence, reading, {start, std::max(start, end)});
    evidence.judgement = Judgement::breached;
    evidence.detail = fmt::format("not reached by {}", since(subject, deadline - event));
    if (deadline > subject.ended) {
        too_short(evidence, deadline);
    }
}

std::vector<WindowReading> windows_in(const Case& subject, const Search& search) {
    const Interval within{search.first, std::max(search.first, std::min(search.reach, subject.ended))};
    auto windows = read_windows(subject.recorder, subject.quantity, within, search.slots, Step::sliding);
    if (subject.condition.during) {
        const Stretch stretch =
            stretch_of(subject.recorder.layout(), subject.condition.during, subject.ended);
        windows.erase(
            std::remove_if(windows.begin(), windows.end(),
                           [&stretch](const WindowReading& window) { return !stretch.covers(window.when); }),
            windows.end());
    }
    return windows;
}

}  // namespace

std::optional<Instant> reach_of(const Condition& condition, const measure::Layout& layout) {
    const std::optional<Instant> event = instant_of(layout, condition.deadline->event);
    if (!event) {
        return std::nullopt;
    }
    const Bound bound{
        .comparison = condition.comparison, .value = condition.limit.value, .upper = condition.limit.upper};
    const Duration window =
        is_detection(condition, bound) ? Duration::zero() : condition.over.value_or(default_window);
    return after(after(*event, condition.deadline->within), window);
}

void assess_deadline(const Case& subject, Evidence& evidence) {
    const Condition::Deadline& deadline = *subject.condition.deadline;
    const std::optional<Instant> event = instant_of(subject.recorder.layout(), deadline.event);
    if (!event || *event >= subject.ended) {
        undecided(evidence, event ? fmt::format("the run ended before {}", deadline.event)
                                  : fmt::format("{} is not in this run", deadline.event));
        return;
    }
    if (is_detection(subject.condition, subject.bound)) {
        assess_detection(subject, evidence, *event);
        return;
    }
    const Search search = search_of(subject, *event);
    const std::vector<WindowReading> windows = windows_in(subject, search);
    const WindowReading* best = nullptr;
    const WindowReading* fullest = nullptr;
    for (const WindowReading& window : windows) {
        if (fullest == nullptr || window.reading.samples > fullest->reading.samples) {
            fullest = &window;
        }
        if (!window.reading.decides()) {
            continue;
        }
        if (holds(subject.bound, *window.reading.value)) {
            observe(subject, evidence, window.reading, window.when);
            recovered(subject, evidence, search, window.when.start);
            return;
        }
        if (best == nullptr ||
            margin(subject.bound, *window.reading.value) > margin(subject.bound, *best->reading.value)) {
            best = &window;
        }
    }
    evidence.when = {search.first, search.reach};
    if (best != nullptr) {
        observe(subject, evidence, best->reading, best->when);
    }
    if (search.reach > subject.ended) {
        too_short(evidence, search.reach);
    } else if (best != nullptr) {
        evidence.judgement = Judgement::breached;
        evidence.detail = fmt::format("held over no window of {} that began within {}; the best is shown",
                                      search.window, since(subject, deadline.within));
    } else if (fullest != nullptr) {
        undecided(evidence, fmt::format("in no window of {} was there enough: {}", search.window,
                                        too_few(subject, fullest->reading)));
    } else {
        undecided(evidence, fmt::format("no full window of {} fits", search.window));
    }
}

}  // namespace fortify::slo
