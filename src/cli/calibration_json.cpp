#include "cli/calibration_json.hpp"

#include "cli/machine.hpp"
#include "cli/version.hpp"
#include "report/json_value.hpp"

#include <algorithm>
#include <utility>

namespace fortify::cli {

namespace {

using report::Json;
using report::json_or_null;

constexpr int schema_version = 1;

Json seconds(const std::optional<Duration>& duration) {
    return duration ? Json(to_seconds(*duration)) : Json();
}

// A measured percentile beside that of the model.
struct Percentile {
    int percent = 50;
    std::optional<Duration> measured;
    std::optional<Duration> model;
};

Json json_of(const Percentile& percentile) {
    const auto& measured = percentile.measured;
    const bool has_error = measured && percentile.model && *measured > Duration{0};
    return {{"percentile", percentile.percent},
            {"measured", seconds(measured)},
            {"model", seconds(percentile.model)},
            {"error", has_error ? Json(to_seconds(*percentile.model) / to_seconds(*measured) - 1) : Json()}};
}

Json low_json(const report::Calls& low) {
    const report::CallCounts& counts = low.counts;
    return {{"calls", counts.begun},
            {"failed", counts.begun - std::min(counts.succeeded, counts.begun)},
            {"p50", seconds(low.service_time.p50)},
            {"p90", seconds(low.service_time.p90)},
            {"p99", seconds(low.service_time.p99)}};
}

Json fit_json(const tune::Fit& fit) {
    Json json{{"good", fit.is_good()},
              {"distance", fit.distance},
              {"bound", fit.critical},
              {"percentiles", Json::array()}};
    for (const auto& [percent, measured] :
         {std::pair(50, fit.measured_p50), std::pair(99, fit.measured_p99)}) {
        json["percentiles"].push_back(
            json_of(Percentile{.percent = percent,
                               .measured = measured,
                               .model = fit.distribution.quantile(static_cast<double>(percent) / 100)}));
    }
    return json;
}

Json trial_json(const std::optional<Agreement>& agreement) {
    if (!agreement) {
        return nullptr;
    }
    Json json{{"rate", agreement->rate.per_second}, {"percentiles", Json::array()}};
    json["percentiles"].push_back(json_of(
        Percentile{.percent = 50, .measured = agreement->real_p50, .model = agreement->simulated_p50}));
    json["percentiles"].push_back(json_of(
        Percentile{.percent = 90, .measured = agreement->real_p90, .model = agreement->simulated_p90}));
    return json;
}

Json endpoint_json(const Calibration& found, const CalibrationSubject& subject) {
    Json json{{"file", json_or_null(subject.file)},
              {"target", subject.target},
              {"url", json_or_null(subject.url)},
              {"seed", subject.seed},
              {"settled", found.code == ExitCode::passed},
              {"model",
               {{"workers", found.workers.count},
                {"service_time", found.fit.distribution.text()},
                {"text", found.model()}}},
              {"one_at_a_time", low_json(found.low)},
              {"service_time", fit_json(found.fit)},
              {"capacity",
               {{"rate", found.workers.capacity},
                {"reached", found.workers.is_bound},
                {"workers", found.workers.estimate}}},
              {"ramp", Json::array()},
              {"trial", trial_json(found.agreement)},
              {"notes", found.notes}};
    for (const tune::RampStep& step : found.steps) {
        json["ramp"].push_back({{"users", step.users}, {"rate", step.throughput}});
    }
    return json;
}

std::string document(Json endpoint, Json host) {
    const Json json{{"schema_version", schema_version},
                    {"tool", {{"name", "fortify"}, {"version", version()}}},
                    {"endpoint", std::move(endpoint)},
                    {"host", std::move(host)}};
    return report::write(json);
}

}  // namespace

std::string render_calibration_json(const Calibration& found, const CalibrationSubject& subject) {
    return document(endpoint_json(found, subject), nullptr);
}

std::string render_host_json(const HostFigures& figures) {
    const Machine machine = this_machine();
    return document(nullptr, {{"name", machine.host},
                              {"kernel", machine.kernel},
                              {"cpus", machine.cpus},
                              {"top_rate", figures.top_rate},
                              {"round_trip_p50", seconds(figures.round_trip_p50)},
                              {"timer_lag_p50", seconds(figures.lag_p50)},
                              {"timer_lag_p99", seconds(figures.lag_p99)},
                              {"noise", figures.noise}});
}

}  // namespace fortify::cli
