#include "report/json_parts.hpp"
#include "report/prediction_text.hpp"
#include "report/redact.hpp"

#include <cmath>

namespace fortify::report {
namespace {

std::string_view name_of(predict::Basis basis) {
    switch (basis) {
        case predict::Basis::expected:
            return "expected";
        case predict::Basis::at_most:
            return "at_most";
        case predict::Basis::unknown:
            return "not_computed";
    }
    return "";
}

// Names of a scenario may hold what came from the environment.
struct Names {
    const run::Plan& plan;

    [[nodiscard]] std::string operator()(std::string_view text) const {
        return redact(text, plan.secrets);
    }
};

Json range_json(const predict::Range& range) {
    return {{"expected", range.expected}, {"low", range.low}, {"high", range.high}};
}

Json range_json(const std::optional<predict::Range>& range) {
    return range ? range_json(*range) : Json(nullptr);
}

Json calls_json(const predict::CallsForecast& calls) {
    const bool is_known = calls.basis != predict::Basis::unknown;
    return {{"basis", name_of(calls.basis)},
            {"count", is_known ? range_json(calls.calls) : Json(nullptr)},
            {"peak_per_second", calls.peak}};
}

Json load_json(const predict::LoadForecast& load, const Names& name) {
    Json closed(nullptr);
    if (load.closed) {
        closed = {{"users", load.closed->users},
                  {"most_per_second", predict::throughput_bound(*load.closed)},
                  {"response_time_seconds_at_least", predict::response_floor(*load.closed)},
                  {"saturating_users", predict::saturating_users(*load.closed)}};
    }
    return {{"name", name(load.name)},
            {"target", name(name.plan.targets[load.target].name)},
            {"calls", calls_json(load.calls)},
            {"closed", closed}};
}

Json fault_json(const predict::FaultForecast& fault, const Names& name) {
    return {{"id", name(fault.id)},
            {"kind", fault.kind},
            {"target",
             fault.service || fault.proxy ? Json(nullptr) : Json(name(name.plan.targets[fault.target].name))},
            {"service", fault.service ? Json(name(name.plan.services[*fault.service].name)) : Json(nullptr)},
            {"proxy", fault.proxy ? Json(name(name.plan.proxies[*fault.proxy].name)) : Json(nullptr)},
            {"basis", name_of(fault.basis)},
            {"eligible", range_json(fault.eligible)},
            {"fired", range_json(fault.fired)},
            {"failure_share", json_or_null(fault.failure)},
            {"may_be_kept_away", fault.may_be_kept_away}};
}

Json target_json(const predict::TargetForecast& target, const Names& name) {
    return {{"name", name(target.name)},
            {"policy", target.policy.empty() ? Json(nullptr) : Json(name(target.policy))},
            {"peak_per_second", target.peak},
            {"max_attempts", target.most_attempts},
            {"retry_budget", json_or_null(target.budget)},
            {"attempts_per_call",
             {{"without_faults", json_or_null(target.without_faults)},
              {"with_faults", json_or_null(target.with_faults)},
              {"worst", target.worst}}},
            {"calls_inside",
             {{"usual", json_or_null(target.inside_usual)}, {"worst", json_or_null(target.inside_worst)}}},
            {"bulkhead_places", json_or_null(target.places)}};
}

Json service_json(const predict::ServiceForecast& service, const Names& name) {
    return {{"name", name(service.name)},
            {"workers", service.workers},
            {"capacity_per_second", service.capacity},
            {"arrivals_per_second", service.arrivals},
            {"is_bound", service.is_bound},
            {"rho", service.load},
            {"rho_mean", service.load_mean},
            {"rho_with_retries", service.load_retries},
            {"rho_with_budget", service.load_budget},
            {"depth_factor", service.depth_factor},
            {"mean_wait_seconds", json_or_null(service.wait_seconds)},
            {"queue_bound", json_or_null(service.queue_bound)},
            {"queue_limit", json_or_null(service.queue_limit)},
            {"workers_needed", service.workers_needed},
            {"stability", json_key_of(service.stability)},
            {"sentence", name(service.sentence)},
            {"advice", service.advice}};
}

Json texts_json(const std::vector<std::string>& texts, const Names& name) {
    Json list = Json::array();
    for (const std::string& text : texts) {
        list.push_back(name(text));
    }
    return list;
}

Json slo_json(const predict::SloForecast& slo, const Names& name) {
    return {{"expect", name(slo.text)},
            {"severity", slo::name_of(slo.severity)},
            {"decidable", predict::name_of(slo.decidable)},
            {"reasons", texts_json(slo.reasons, name)}};
}

Json phase_json(const predict::PhaseForecast& phase, const Names& name) {
    return {{"name", name(phase.name)},
            {"start_ns", json_of(phase.when.start)},
            {"end_ns", json_of(phase.when.end)},
            {"measured", phase.measured},
            {"calls", calls_json(phase.calls)}};
}

template <class T>
Json listed(const std::vector<T>& values, const Names& name, Json (*render)(const T&, const Names&)) {
    Json list = Json::array();
    for (const T& value : values) {
        list.push_back(render(value, name));
    }
    return list;
}

}  // namespace

std::string_view json_key_of(predict::Stability stability) {
    return stability == predict::Stability::not_computed ? "not_computed" : predict::name_of(stability);
}

std::string render_prediction_json(const run::Plan& plan,
                                   const predict::Prediction& prediction,
                                   const std::string& version) {
    const Names name{plan};
    return write({{"schema_version", schema_version},
                  {"tool", {{"name", "fortify"}, {"version", version}}},
                  {"scenario",
                   {{"name", name(plan.name)},
                    {"description", name(plan.description)},
                    {"seed", plan.seed},
                    {"client_instances", plan.client_instances},
                    {"length_ns", json_of(prediction.length)}}},
                  {"stability", json_key_of(prediction.stability)},
                  {"sentence", name(prediction.sentence)},
                  {"calls", calls_json(prediction.calls)},
                  {"phases", listed(prediction.phases, name, phase_json)},
                  {"loads", listed(prediction.loads, name, load_json)},
                  {"faults", listed(prediction.faults, name, fault_json)},
                  {"targets", listed(prediction.targets, name, target_json)},
                  {"services", listed(prediction.services, name, service_json)},
                  {"slos", listed(prediction.slos, name, slo_json)},
                  {"notes", texts_json(prediction.notes, name)}});
}

}  // namespace fortify::report
