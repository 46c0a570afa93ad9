#include "scenario/moment.hpp"

#include "core/quantity.hpp"

#include <fmt/core.h>

namespace fortify::scenario {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == text.npos ? std::string_view{}
                              : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

const run::PhasePlan* find_phase(const Draft& draft, std::string_view name) {
    for (const run::PhasePlan& phase : draft.plan.phases) {
        if (phase.name == name) {
            return &phase;
        }
    }
    return nullptr;
}

// `what` names the key in messages; `why` tells what is wrong otherwise.
std::optional<Instant> parse_moment(const Draft& draft,
                                    std::string_view text,
                                    std::string_view what,
                                    Misfit& why) {
    const auto plus = text.find('+');
    const std::string_view name = trimmed(text.substr(0, plus));
    const run::PhasePlan* phase = find_phase(draft, name);
    const bool digit = !name.empty() && name.front() >= '0' && name.front() <= '9';
    if (phase == nullptr && (plus != text.npos || !digit)) {
        why = {Code::unknown_phase, fmt::format("there is no phase called {}", in_quotes(name)),
               suggestion(name, names_of(draft.phases))};
        return std::nullopt;
    }
    if (phase != nullptr && plus == text.npos) {
        return phase->when.start;
    }
    const auto offset = parse_duration(phase == nullptr ? name : trimmed(text.substr(plus + 1)));
    if (!offset) {
        why = {Code::unreadable_value, fmt::format("{} does not read: {}", what, offset.error()),
               "a phase and an offset such as \"outage + 2s\", or a time since the start such as \"12s\""};
        return std::nullopt;
    }
    return after(phase == nullptr ? run_start : phase->when.start, *offset);
}

}  // namespace

std::optional<Instant> read_moment(const Section& section, std::string_view key, const Draft& draft) {
    if (!section.has(key)) {
        return run_start;
    }
    const auto text = section.get<std::string>(key);
    if (!text || !draft.phases_sound) {
        return std::nullopt;
    }
    Misfit why;
    const auto moment = parse_moment(draft, *text, section.name_of(key), why);
    if (moment) {
        return moment;
    }
    const Node& node = section.find(key)->node;
    if (node.secret) {
        section.context().report(Code::variable_misfit, node.span,
                                 fmt::format("{}: the value of {} is not a place in the run",
                                             section.name_of(key), in_quotes(node.written)));
    } else {
        section.context().report(why.code, node.span, why.message, why.help);
    }
    return std::nullopt;
}

}  // namespace fortify::scenario
