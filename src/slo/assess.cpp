#include "slo/assess.hpp"

#include "core/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::slo {

namespace {

using measure::Layout;
using measure::Recorder;
using measure::SubjectKind;

const std::vector<std::string>& names_of(const Layout& layout, SubjectKind kind) {
    switch (kind) {
        case SubjectKind::target:
            return layout.targets;
        case SubjectKind::policy:
            return layout.policies;
        case SubjectKind::fault:
            return layout.faults;
        case SubjectKind::probe:
            break;
    }
    return layout.probes;
}

std::optional<std::uint16_t> subject_of(const Condition& condition, const Layout& layout) {
    if (!condition.of) {
        return Recorder::all;
    }
    const auto& names = names_of(layout, measure::info(condition.metric).subject);
    const auto found = std::find(names.begin(), names.end(), *condition.of);
    if (found == names.end()) {
        return std::nullopt;
    }
    return static_cast<std::uint16_t>(found - names.begin());
}

// "1,000"
std::string grouped(std::uint64_t number) {
    std::string digits = fmt::format("{}", number);
    for (std::size_t from_end = 3; from_end < digits.size(); from_end += 4) {
        digits.insert(digits.size() - from_end, 1, ',');
    }
    return digits;
}

// The fault that the condition speaks of and that never fired.
std::optional<std::string> missing_fault(const Condition& condition,
                                         const Layout& layout,
                                         const RunFacts& facts) {
    std::vector<std::string> faults;
    if (condition.during && is_fault(layout, *condition.during)) {
        faults.push_back(*condition.during);
    }
    if (condition.of && measure::info(condition.metric).subject == SubjectKind::fault) {
        faults.push_back(*condition.of);
    }
    if (const auto event = condition.deadline ? event_of(condition.deadline->event) : std::nullopt;
        event && is_fault(layout, event->name)) {
        faults.emplace_back(event->name);
    }
    for (const std::string& fault : faults) {
        if (std::find(facts.unfired.begin(), facts.unfired.end(), fault) != facts.unfired.end()) {
            return fault;
        }
    }
    return std::nullopt;
}

// Makes the limit a number by reading the phase it refers to; else says why that cannot be done.
std::optional<std::string> resolve_reference(Case& subject) {
    const Limit& limit = subject.condition.limit;
    const std::string& phase = *limit.of_phase;
    const Stretch stretch = stretch_of(subject.recorder.layout(), phase, subject.ended);
    if (stretch.extent != Stretch::Extent::whole) {
        return stretch.extent == Stretch::Extent::cut
                   ? fmt::format("{} ended early, so there is nothing to compare with", phase)
                   : nothing_in(stretch);
    }
    const Reading reading = read_totals(subject.recorder, subject.quantity, stretch);
    if (!reading.decides()) {
        return fmt::format("in {}, {}", phase, too_few(subject, reading));
    }
    const measure::Unit unit = measure::info(subject.condition.metric).unit;
    subject.bound.value = limit.value * *reading.value;
    subject.bound.upper = limit.upper * *reading.value;
    subject.reference = fmt::format("{} of {} is {}", format_value(limit.value, measure::Unit::ratio), phase,
                                    format_value(subject.bound.value, unit));
    return std::nullopt;
}

}  // namespace

Opening open_case(const Condition& condition, const Recorder& recorder, Instant ended) {
    const std::optional<std::uint16_t> subject = subject_of(condition, recorder.layout());
    if (!subject) {
        return fmt::format("{} is not in this run", *condition.of);
    }
    Case opened{.condition = condition,
                .recorder = recorder,
                .ended = ended,
                .quantity = {condition.metric, condition.aggregate, *subject},
                .bound = {condition.comparison, condition.limit.value, condition.limit.upper},
                .reference = {}};
    if (condition.limit.of_phase) {
        if (auto why_not = resolve_reference(opened)) {
            return std::move(*why_not);
        }
    }
    return opened;
}

Evidence assess(const Condition& condition, const Recorder& recorder, const RunFacts& facts) {
    Evidence evidence;
    evidence.condition = condition.text.empty() ? text(condition) : condition.text;
    evidence.unit = measure::info(condition.metric).unit;
    evidence.limit = condition.limit.value;
    evidence.upper = condition.limit.upper;
    if (const auto fault = missing_fault(condition, recorder.layout(), facts)) {
        undecided(evidence, fmt::format("fault {} never fired", *fault));
        return evidence;
    }
    const Opening opening = open_case(condition, recorder, facts.ended);
    if (const auto* why = std::get_if<std::string>(&opening)) {
        undecided(evidence, *why);
        return evidence;
    }
    const Case& subject = std::get<Case>(opening);
    evidence.limit = subject.bound.value;
    evidence.upper = subject.bound.upper;
    if (condition.deadline) {
        assess_deadline(subject, evidence);
    } else if (condition.windows) {
        assess_repetition(subject, evidence);
    } else if (condition.over) {
        assess_every_window(subject, evidence);
    } else {
        assess_totals(subject, evidence);
    }
    if (!subject.reference.empty()) {
        evidence.detail += fmt::format("{}{}", evidence.detail.empty() ? "" : "; ", subject.reference);
    }
    return evidence;
}

void assess_totals(const Case& subject, Evidence& evidence) {
    const Stretch stretch = stretch_of(subject.recorder.layout(), subject.condition.during, subject.ended);
    if (stretch.scopes.empty()) {
        undecided(evidence, nothing_in(stretch));
        return;
    }
    const Reading reading = read_totals(subject.recorder, subject.quantity, stretch);
    observe(subject, evidence, reading, stretch.hull());
    if (!reading.decides()) {
        undecided(evidence, too_few(subject, reading));
        return;
    }
    evidence.judgement = holds(subject.bound, *reading.value) ? Judgement::passed : Judgement::breached;
    const std::string_view noun = sample_noun(subject.condition.metric);
    if (subject.condition.aggregate.kind != Aggregate::Kind::none && !noun.empty()) {
        evidence.detail = fmt::format("{} of {} {}", quantity_text(subject), grouped(reading.samples), noun);
    } else if (!noun.empty()) {
        evidence.detail = fmt::format("{} {}", grouped(reading.samples), noun);
    }
    if (stretch.extent == Stretch::Extent::cut && evidence.judgement == Judgement::breached &&
        is_cumulative(subject.condition.metric) && !beyond_repair(subject.bound, *reading.value)) {
        undecided(evidence, {});
    }
    require_whole(subject, evidence, stretch);
}

void undecided(Evidence& evidence, std::string why) {
    evidence.judgement = Judgement::undecided;
    evidence.margin.reset();
    evidence.detail = std::move(why);
}

void observe(const Case& subject, Evidence& evidence, const Reading& reading, const Interval& when) {
    evidence.observed = reading.value;
    evidence.samples = reading.samples;
    evidence.when = when;
    if (reading.decides()) {
        evidence.margin = margin(subject.bound, *reading.value);
    }
}

std::string nothing_in(const Stretch& stretch) {
    if (stretch.extent == Stretch::Extent::missing) {
        return stretch.name ? fmt::format("{} has no place in this run", *stretch.name)
                            : "no phase is measured";
    }
    return fmt::format("the run never reached {}", stretch.label());
}

void require_whole(const Case& subject, Evidence& evidence, const Stretch& stretch) {
    if (stretch.extent != Stretch::Extent::cut || evidence.judgement == Judgement::breached) {
        return;
    }
    evidence.judgement = Judgement::undecided;
    evidence.detail = fmt::format("the run ended at {}, before the end of {}",
                                  human_duration(subject.ended - run_start), stretch.label());
}

std::string too_few(const Case& subject, const Reading& reading) {
    const std::string_view noun = sample_noun(subject.condition.metric);
    if (reading.samples == 0) {
        return fmt::format("there were no {}", noun.empty() ? "samples" : noun);
    }
    return fmt::format("{} needs {} samples, has {}", quantity_text(subject), grouped(reading.needed),
                       grouped(reading.samples));
}

std::string quantity_text(const Case& subject) {
    const Aggregate& aggregate = subject.condition.aggregate;
    switch (aggregate.kind) {
        case Aggregate::Kind::none:
            break;
        case Aggregate::Kind::percentile:
            return fmt::format("p{}", aggregate.percentile);
        case Aggregate::Kind::mean:
            return "mean";
        case Aggregate::Kind::max:
            return "max";
        case Aggregate::Kind::min:
            return "min";
    }
    return std::string{measure::info(subject.condition.metric).name};
}

}  // namespace fortify::slo
