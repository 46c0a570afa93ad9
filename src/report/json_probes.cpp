#include "report/json_parts.hpp"

namespace fortify::report {
namespace {

Json transitions_json(const ProbeReport& probe) {
    Json list = Json::array();
    for (const ProbeTransitionReport& step : probe.transitions) {
        list.push_back({{"at_ns", json_of(step.when)},
                        {"from", run::name_of(step.from)},
                        {"to", run::name_of(step.to)},
                        {"reason", step.reason}});
    }
    return list;
}

}  // namespace

Json json_of(const ProbeReport& probe) {
    return {{"id", probe.id},
            {"kind", probe.kind},
            {"target", probe.target.empty() ? Json(nullptr) : Json(probe.target)},
            {"simulated", !probe.is_mute},
            {"before", run::name_of(probe.before)},
            {"after", run::name_of(probe.last)},
            {"last_result", probe.last_result},
            {"checks", probe.checks},
            {"failed", probe.failed},
            {"healthy_ns", json_of(probe.healthy)},
            {"degraded_ns", json_of(probe.degraded)},
            {"unhealthy_ns", json_of(probe.unhealthy)},
            {"transitions_total", probe.transitions_total},
            {"transitions", transitions_json(probe)}};
}

Json json_of(const ActionReport& action) {
    const bool has_code = action.result && (action.result->end == run::CommandResult::End::exited ||
                                            action.result->end == run::CommandResult::End::killed);
    return {{"id", action.id},
            {"what", action.what},
            {"stage", action.is_undo ? "undo" : "act"},
            {"at_ns", json_of(action.when)},
            {"command", action.is_command},
            {"ended", action.result ? Json(run::name_of(action.result->end)) : Json(nullptr)},
            {"code", has_code ? Json(action.result->code) : Json(nullptr)},
            {"took_ns", json_of(action.took)},
            {"output", action.output}};
}

}  // namespace fortify::report
