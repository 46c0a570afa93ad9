#include "core/overloaded.hpp"
#include "core/quantity.hpp"
#include "predict/parts.hpp"

#include <fmt/format.h>

namespace fortify::predict {
namespace {

std::string note_of(const run::ActionPlan& action) {
    const std::string when = format_duration(action.at - run_start);
    const auto changed = [&](std::string_view what) {
        return fmt::format("action {} ({}, at {}) {}: from then on this prediction does not cover it",
                           action.id, action.text, when, what);
    };
    return std::visit(
        Overloaded{[&](const run::TurnBreaker&) { return changed("moves a breaker by hand"); },
                   [&](const run::Bypass& bypass) {
                       return bypass.edge == run::Bypass::Edge::begin
                                  ? changed("takes policies out of the way")
                                  : fmt::format("action {} (at {}) puts policies back", action.id, when);
                   },
                   [&](const run::Reconfigure&) { return changed("changes a setting"); },
                   [&](const run::Execute&) {
                       return fmt::format(
                           "action {} runs a command at {}: what that does to a target is not computed",
                           action.id, when);
                   }},
        action.what);
}

}  // namespace

std::vector<std::string> notes_of(const run::Plan& plan) {
    std::vector<std::string> notes;
    for (const run::ActionPlan& action : plan.actions) {
        notes.push_back(note_of(action));
    }
    for (const run::ProbePlan& probe : plan.probes) {
        if (probe.demand != run::ProbePlan::Demand::none) {
            notes.push_back(fmt::format(
                "probe {} must be {} before the run: waited for up to {}, else no call is made", probe.id,
                probe.demand == run::ProbePlan::Demand::healthy ? "healthy" : "healthy or degraded",
                format_duration(probe.ready_within)));
        }
    }
    for (const run::ProxyPlan& proxy : plan.proxies) {
        notes.push_back(fmt::format("what passes proxy {} is not in the load of this scenario: not computed",
                                    proxy.name));
    }
    return notes;
}

}  // namespace fortify::predict
