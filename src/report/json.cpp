#include "report/json.hpp"

#include "report/json_parts.hpp"

#include <string_view>

namespace fortify::report {
namespace {

std::string_view name_of(run::Ending ending) {
    switch (ending) {
        case run::Ending::completed:
            return "completed";
        case run::Ending::stopped:
            return "stopped";
        case run::Ending::guard:
            return "guard";
        case run::Ending::forbidden:
            return "forbidden";
        case run::Ending::interrupted:
            return "interrupted";
        case run::Ending::unready:
            return "unready";
    }
    return "";
}

std::string_view name_of(measure::Unit unit) {
    switch (unit) {
        case measure::Unit::ratio:
            return "ratio";
        case measure::Unit::factor:
            return "factor";
        case measure::Unit::count:
            return "count";
        case measure::Unit::rate:
            return "per_second";
        case measure::Unit::duration:
            return "seconds";
    }
    return "";
}

Json evidence_json(const slo::Evidence& evidence) {
    return {{"condition", evidence.condition},
            {"judgement", slo::name_of(evidence.judgement)},
            {"unit", name_of(evidence.unit)},
            {"observed", json_or_null(evidence.observed)},
            {"limit", evidence.limit},
            {"upper_limit", evidence.upper},
            {"margin", json_or_null(evidence.margin)},
            {"samples", evidence.samples},
            {"window", json_of(evidence.when)},
            {"recovered_at_ns", json_of(evidence.recovered)},
            {"time_to_recover_ns", json_of(evidence.time_to_recover)},
            {"detail", evidence.detail}};
}

Json overall_json(const Overall& overall) {
    return {{"conclusion", name_of(overall.conclusion)},
            {"exit_code", overall.exit_code},
            {"sentence", overall.sentence},
            {"reasons", overall.reasons},
            {"cautions", overall.cautions}};
}

Json scenario_json(const Report& report) {
    return {{"name", report.name},
            {"description", report.description},
            {"file", report.info.scenario_file},
            {"sha256", report.info.scenario_sha256},
            {"client_instances", report.client_instances}};
}

Json run_json(const Report& report) {
    return {{"mode", name_of(report.mode)},
            {"seed", report.info.seed},
            {"ending", name_of(report.ending)},
            {"ended_ns", json_of(report.ended)},
            {"planned_end_ns", json_of(report.planned_end)},
            {"measured_ns", json_of(report.measured_time)},
            {"started_at", json_or_null(report.info.started_at)},
            {"wall_seconds", json_or_null(report.info.wall_seconds)},
            {"cpu_seconds", json_or_null(report.info.cpu_seconds)}};
}

Json host_json(const RunInfo& info) {
    return {{"name", json_or_null(info.host)},
            {"kernel", json_or_null(info.kernel)},
            {"cpus", json_or_null(info.cpus)}};
}

Json scope_json(const ScopeReport& scope) {
    return {{"name", scope.name},
            {"kind", scope.kind == measure::Scope::Kind::phase ? "phase" : "fault"},
            {"start_ns", json_of(scope.when.start)},
            {"end_ns", json_of(scope.when.end)},
            {"lasted_ns", json_of(scope.lasted)},
            {"measured", scope.measured},
            {"calls", json_of(scope.calls)}};
}

Json target_json(const TargetReport& target) {
    return {{"name", target.name},
            {"url", target.url.empty() ? Json(nullptr) : Json(target.url)},
            {"service", target.service.empty() ? Json(nullptr) : Json(target.service)},
            {"calls", json_of(target.calls)}};
}

std::string_view name_of(PredictedNumber::Of of) {
    switch (of) {
        case PredictedNumber::Of::calls:
            return "calls";
        case PredictedNumber::Of::attempts_per_call:
            return "attempts_per_call";
        case PredictedNumber::Of::utilization:
            return "utilization";
        case PredictedNumber::Of::fault_fired:
            return "fault_fired";
    }
    return "";
}

Json predicted_json(const PredictedNumber& number) {
    return {{"of", name_of(number.of)},
            {"subject", number.subject.empty() ? Json(nullptr) : Json(number.subject)},
            {"expected", number.range.expected},
            {"low", number.range.low},
            {"high", number.range.high},
            {"measured", json_or_null(number.measured)},
            {"within", number.measured ? Json(number.range.contains(*number.measured)) : Json(nullptr)}};
}

template <class T>
Json listed(const std::vector<T>& values, Json (*render)(const T&)) {
    Json list = Json::array();
    for (const T& value : values) {
        list.push_back(render(value));
    }
    return list;
}

}  // namespace

Json json_of(const slo::Verdict& verdict) {
    return {{"expect", verdict.expectation.text},
            {"severity", slo::name_of(verdict.expectation.severity)},
            {"judgement", slo::name_of(verdict.judgement)},
            {"evidence", listed(verdict.evidence, evidence_json)}};
}

std::string render_json(const Report& report) {
    return write({{"schema_version", schema_version},
                  {"tool", {{"name", "fortify"}, {"version", report.info.version}}},
                  {"scenario", scenario_json(report)},
                  {"run", run_json(report)},
                  {"host", host_json(report.info)},
                  {"overall", overall_json(report.overall)},
                  {"slos", json_list(report.verdicts)},
                  {"stop", report.stop ? json_of(*report.stop) : Json(nullptr)},
                  {"calls", {{"whole_run", json_of(report.run)}, {"measured", json_of(report.measured)}}},
                  {"scopes", listed(report.scopes, scope_json)},
                  {"targets", listed(report.targets, target_json)},
                  {"policies", json_list(report.policies)},
                  {"breaker_transitions_total", report.transitions_total},
                  {"faults", json_list(report.faults)},
                  {"probes", json_list(report.probes)},
                  {"actions", json_list(report.actions)},
                  {"services", json_list(report.services)},
                  {"prediction",
                   {{"stability", json_key_of(report.prediction.stability)},
                    {"sentence", report.prediction.sentence},
                    {"numbers", listed(report.prediction.numbers, predicted_json)}}},
                  {"series", json_of(report.series)},
                  {"notes", report.notes}});
}

}  // namespace fortify::report
