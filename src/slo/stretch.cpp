#include "slo/stretch.hpp"

#include "core/assert.hpp"
#include "core/interval.hpp"
#include "slo/expectation.hpp"

#include <algorithm>

namespace fortify::slo {

namespace {

using measure::Layout;
using measure::Scope;

std::vector<std::size_t> scopes_named(const Layout& layout, std::string_view name) {
    std::vector<std::size_t> phases;
    std::vector<std::size_t> faults;
    for (std::size_t i = 0; i < layout.scopes.size(); ++i) {
        if (layout.scopes[i].name == name) {
            (layout.scopes[i].kind == Scope::Kind::phase ? phases : faults).push_back(i);
        }
    }
    return phases.empty() ? faults : phases;
}

std::vector<std::size_t> measured_phases(const Layout& layout) {
    std::vector<std::size_t> scopes;
    for (std::size_t i = 0; i < layout.scopes.size(); ++i) {
        if (layout.scopes[i].kind == Scope::Kind::phase && layout.scopes[i].measured) {
            scopes.push_back(i);
        }
    }
    return scopes;
}

}  // namespace

Interval Stretch::hull() const {
    return intervals.empty() ? Interval{} : Interval{intervals.front().start, intervals.back().end};
}

bool Stretch::covers(const Interval& when) const {
    return std::any_of(intervals.begin(), intervals.end(), [&when](const Interval& interval) {
        return interval.start <= when.start && when.end <= interval.end;
    });
}

std::string_view Stretch::label() const {
    return name ? std::string_view{*name} : "the measured phases";
}

Stretch stretch_of(const Layout& layout, const std::optional<std::string>& name, Instant ended) {
    Stretch stretch;
    stretch.name = name;
    const std::vector<std::size_t> named = name ? scopes_named(layout, *name) : measured_phases(layout);
    if (named.empty()) {
        return stretch;
    }
    bool whole = true;
    for (const std::size_t scope : named) {
        const Interval& when = layout.scopes[scope].when;
        const Instant end = std::min({when.end, ended, layout.end});
        whole = whole && std::min(when.end, layout.end) <= ended;
        if (when.start < end) {
            stretch.scopes.push_back(scope);
            stretch.intervals.push_back({when.start, end});
        }
    }
    stretch.intervals = joined(std::move(stretch.intervals));
    stretch.extent = stretch.scopes.empty() ? Stretch::Extent::unreached
                     : whole                ? Stretch::Extent::whole
                                            : Stretch::Extent::cut;
    return stretch;
}

std::optional<Instant> instant_of(const Layout& layout, std::string_view text) {
    const std::optional<Event> event = event_of(text);
    if (!event) {
        return std::nullopt;
    }
    std::optional<Instant> instant;
    for (const std::size_t scope : scopes_named(layout, event->name)) {
        const Interval& when = layout.scopes[scope].when;
        if (event->edge == Event::Edge::start) {
            instant = std::min(instant.value_or(when.start), when.start);
        } else {
            instant = std::max(instant.value_or(when.end), when.end);
        }
    }
    return instant;
}

bool is_fault(const Layout& layout, std::string_view name) {
    const std::vector<std::size_t> scopes = scopes_named(layout, name);
    if (!scopes.empty()) {
        return layout.scopes[scopes.front()].kind == Scope::Kind::fault;
    }
    return std::find(layout.faults.begin(), layout.faults.end(), name) != layout.faults.end();
}

}  // namespace fortify::slo
