#include "cli/host_figures.hpp"

#include "net/signals.hpp"
#include "tune/ranks.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace fortify::cli {

Result<HostFigures, CalibrationError> measure_host(Printer& printer) {
    ScenarioInput scenario;
    service::ServiceConfig service;
    service.name = "echo";
    service.workers = 64;
    run::TargetPlan target;
    target.name = "echo";
    target.service = ServiceIndex{0};
    target.requests.emplace_back();
    for (std::size_t status = 200; status < 400; ++status) {
        target.success.set(status);
    }
    scenario.plan.services = {service};
    scenario.plan.targets = {target};
    scenario.plan.safety.max_rate = Rate{1e9};
    scenario.plan.safety.max_calls = 10'000'000;
    const net::SignalHold hold;
    HostFigures figures;
    std::vector<double> medians;
    const auto drive = [&](const Stretch& stretch) {
        ScenarioInput input = scenario;
        input.plan = stretch_plan(scenario.plan, 0, stretch);
        return run_stretch(input, printer);
    };
    for (const std::uint32_t users : {8U, 32U}) {
        const auto report = drive({.users = users, .rate = {}, .pause = {}, .length = 1s});
        if (!report) {
            return Err{report.error()};
        }
        figures.top_rate = std::max(figures.top_rate, report->measured.goodput.value_or(0));
    }
    constexpr int quiet_runs = 5;
    for (int run = 0; run < quiet_runs; ++run) {
        const auto report = drive({.users = 1, .rate = Rate{500}, .pause = {}, .length = 500ms});
        if (!report) {
            return Err{report.error()};
        }
        medians.push_back(to_seconds(report->measured.service_time.histogram.quantile(0.5)));
        figures.lag_p50 = report->measured.schedule_lag.p50;
        figures.lag_p99 = report->measured.schedule_lag.histogram.quantile(0.99);
        figures.round_trip_p50 = report->measured.service_time.p50;
    }
    std::vector<double> gaps;
    for (std::size_t left = 0; left < medians.size(); ++left) {
        for (std::size_t right = left + 1; right < medians.size(); ++right) {
            gaps.push_back(std::abs(medians[left] - medians[right]));
        }
    }
    figures.noise = tune::median(gaps) / std::max(tune::median(medians), 1e-9);
    return figures;
}

}  // namespace fortify::cli
