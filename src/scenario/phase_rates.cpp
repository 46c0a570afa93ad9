#include "scenario/phase_rates.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fortify::scenario {

namespace {

bool is_open(const Draft& draft, std::size_t load) {
    return std::holds_alternative<run::OpenLoad>(draft.plan.loads[load].model);
}

std::vector<std::size_t> open_loads(const Draft& draft) {
    std::vector<std::size_t> open;
    for (std::size_t load = 0; load < draft.loads.size(); ++load) {
        if (is_open(draft, load)) {
            open.push_back(load);
        }
    }
    return open;
}

// The load that a key without names speaks of: the only one of the open model.
std::optional<std::size_t> sole_load(const Section& phase, std::string_view key, const Draft& draft) {
    const auto open = open_loads(draft);
    if (open.size() == 1) {
        return open.front();
    }
    if (open.empty() && !draft.loads.empty()) {
        phase.context().report(
            Code::phase_rate_unassigned, phase.key_span(key),
            fmt::format("{} has no load to act on: all are of the closed model", phase.name_of(key)),
            "users call as often as answers and think_time let them");
    } else if (!open.empty()) {
        const std::string& first = draft.loads[open[0]].name;
        const std::string& second = draft.loads[open[1]].name;
        phase.context().report(
            Code::phase_rate_unassigned, phase.value_span(key),
            fmt::format("{} does not say for which of {} loads", phase.name_of(key), open.size()),
            is_name(first) && is_name(second)
                ? fmt::format("write a table: {} = {{ {} = …, {} = … }}", key, first, second)
                : "give each [[load]] a name, and write a table of rates by name");
    }
    return std::nullopt;
}

// The load that an entry of a table names.
std::optional<std::size_t> named_load(const Section& phase, const Entry& entry, const Draft& draft) {
    for (std::size_t load = 0; load < draft.loads.size(); ++load) {
        if (draft.loads[load].name != entry.name) {
            continue;
        }
        if (is_open(draft, load)) {
            return load;
        }
        phase.context().report(
            Code::model_mismatch, entry.key,
            fmt::format("the load {} is of the closed model, which has no rate", entry.name));
        return std::nullopt;
    }
    phase.context().report(Code::phase_rate_unassigned, entry.key,
                           fmt::format("there is no load called {}", in_quotes(entry.name)),
                           suggestion(entry.name, names_of(draft.loads)));
    return std::nullopt;
}

using RateOf = std::optional<Rate> RateChange::*;

void read_rates(const Section& phase,
                std::string_view key,
                const Draft& draft,
                std::vector<RateChange>& changes,
                RateOf into) {
    const Entry* entry = phase.find(key);
    if (entry == nullptr) {
        return;
    }
    if (entry->node.table() == nullptr) {
        const auto rate = phase.get<Rate>(key);
        if (const auto load = sole_load(phase, key, draft); load && rate) {
            changes[*load].*into = *rate;
        }
        return;
    }
    const KeyInfo& about = *find_key("phase", key);
    for (const Entry& one : *entry->node.table()) {
        const auto load = named_load(phase, one, draft);
        const auto rate = convert<Rate>(one.node, about);
        if (!rate) {
            const std::string name = fmt::format("{}.{}", phase.name_of(key), one.name);
            if (one.node.secret) {
                phase.context().report(
                    Code::variable_misfit, one.node.span,
                    fmt::format("{}: the value of {} is not a rate", name, in_quotes(one.node.written)));
            } else {
                phase.context().report(rate.error().code, one.node.span,
                                       fmt::format("{} {}", name, rate.error().message), rate.error().help);
            }
        } else if (load) {
            changes[*load].*into = *rate;
        }
    }
}

std::optional<Staircase> read_staircase(const Section& step) {
    const auto by = step.get<Rate>("by");
    const auto every = step.get<Duration>("every");
    return by && every ? std::optional(Staircase{*by, *every}) : std::nullopt;
}

void read_steps(const Section& phase, const Draft& draft, std::vector<RateChange>& changes) {
    const Entry* entry = phase.find("step");
    if (entry == nullptr) {
        return;
    }
    const Table* table = entry->node.table();
    const bool by_load = table != nullptr && std::any_of(table->begin(), table->end(), [](const Entry& one) {
                             return one.node.table() != nullptr;
                         });
    if (!by_load) {
        const auto staircase = read_staircase(phase.inner("step"));
        if (const auto load = sole_load(phase, "step", draft); load && staircase) {
            changes[*load].step = staircase;
        }
        return;
    }
    for (const Entry& one : *table) {
        const auto load = named_load(phase, one, draft);
        const Section step(phase.context(), "phase.step", fmt::format("step.{}", one.name), one.node,
                           one.key);
        const auto staircase = read_staircase(step);
        if (load && staircase) {
            changes[*load].step = staircase;
        }
    }
}

}  // namespace

std::vector<RateChange> read_rate_changes(const Section& phase, const Draft& draft) {
    std::vector<RateChange> changes(draft.loads.size());
    read_rates(phase, "rate", draft, changes, &RateChange::rate);
    read_rates(phase, "ramp_to", draft, changes, &RateChange::ramp_to);
    read_steps(phase, draft, changes);
    for (RateChange& change : changes) {
        if (change.ramp_to && change.step) {
            phase.context()
                .report(Code::phase_rate_conflict, phase.key_span("step"),
                        fmt::format("{} has both ramp_to and step for the same load", phase.label()),
                        "keep one of them, or make two phases of it")
                .notes.push_back({phase.key_span("ramp_to"), "ramp_to is set here"});
            change.step.reset();
        }
    }
    return changes;
}

}  // namespace fortify::scenario
