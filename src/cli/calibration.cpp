#include "cli/calibration.hpp"

#include "cli/session.hpp"
#include "core/quantity.hpp"
#include "core/text.hpp"
#include "net/signals.hpp"
#include "report/numbers.hpp"
#include "report/text_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace fortify::cli {

namespace {

using report::Report;

// Shares of the whole time. The ramp has up to eight steps.
constexpr double low_share = 0.25;
constexpr double step_share = 0.05;
constexpr double more_share = 0.15;
constexpr double trial_share = 0.25;
// The load at which the model is tried: below the knee, where percentiles are steady.
constexpr double trial_load = 0.6;
// Beyond this share of failures a step says nothing about the service's speed.
constexpr double most_failures = 0.05;
// Beyond this one it was hardly there at all.
constexpr double mostly_failing = 0.5;
// A generator that works more than this share of the time may be what limits the rate.
constexpr double busy_generator = 0.9;
constexpr int simulated_times = 20;

Duration part(Duration whole, double share) {
    return Duration{std::llround(static_cast<double>(whole.count()) * share)};
}

double failed_share(const report::Calls& calls) {
    const double begun = static_cast<double>(calls.counts.begun);
    return begun == 0 ? 1 : 1 - static_cast<double>(calls.counts.succeeded) / begun;
}

bool is_generator_busy(const Report& report) {
    return report.info.cpu_seconds && report.info.wall_seconds &&
           *report.info.cpu_seconds > busy_generator * *report.info.wall_seconds;
}

std::string cause_of(const report::Calls& calls) {
    const std::vector<std::string> facts = report::cause_facts(calls.causes);
    return facts.empty() ? std::string("no answer") : join(facts, ", ");
}

class Calibrator {
public:
    Calibrator(const ScenarioInput& scenario,
               TargetIndex target,
               const CalibrateOptions& options,
               Printer& printer)
        : scenario_{scenario}, target_{target}, options_{options}, printer_{printer} {
    }

    Result<Calibration, CalibrationError> run() {
        if (const auto error = measure_low()) {
            return Err{*error};
        }
        if (const auto error = ramp()) {
            return Err{*error};
        }
        if (const auto error = measure_more()) {
            return Err{*error};
        }
        found_.fit = tune::fit_service_time(times_);
        found_.workers = tune::fit_workers(found_.steps, times_.mean());
        if (!found_.workers.is_bound && found_.code == ExitCode::passed) {
            found_.code = ExitCode::inconclusive;
        }
        if (found_.code == ExitCode::passed) {
            try_model();
        }
        return std::move(found_);
    }

private:
    using Failure = std::optional<CalibrationError>;

    // The error stands in `failure_`.
    std::optional<Report> drive(const Stretch& stretch) {
        ScenarioInput input = scenario_;
        input.plan = stretch_plan(scenario_.plan, target_, stretch);
        input.plan.safety.max_calls = std::min(input.plan.safety.max_calls, options_.max_calls - spent_);
        auto report = run_stretch(input, printer_);
        if (!report) {
            failure_ = report.error();
            return std::nullopt;
        }
        spent_ += report->run.counts.begun;
        if (report->ending == run::Ending::forbidden) {
            failure_ = {.message = "the target is at an address that is not allowed",
                        .help = "allow it with --allow",
                        .code = ExitCode::stopped};
            return std::nullopt;
        }
        return std::move(*report);
    }

    Failure measure_low() {
        tell("one call at a time");
        const auto pause = Duration{static_cast<std::int64_t>(1e9 / options_.max_rate.per_second)};
        const auto report =
            drive({.users = 1, .rate = {}, .pause = pause, .length = part(options_.length, low_share)});
        if (!report) {
            return failure_;
        }
        found_.low = report->measured;
        times_ = report->measured.service_time.histogram;
        if (found_.low.counts.succeeded < least_samples || failed_share(found_.low) > mostly_failing) {
            const std::string what =
                found_.low.counts.begun == 0
                    ? std::string("no call was begun")
                    : fmt::format("{} of {} succeeded: {}", found_.low.counts.succeeded,
                                  report::counted_text(found_.low.counts.begun, "call", "calls"),
                                  cause_of(found_.low));
            return CalibrationError{.message = what,
                                    .help = "is it there? a slow one needs a longer --for",
                                    .code = ExitCode::inconclusive};
        }
        if (failed_share(found_.low) > 0) {
            found_.notes.push_back(fmt::format("{} of its calls failed one at a time: {}.",
                                               report::percent_text(failed_share(found_.low)),
                                               cause_of(found_.low)));
        }
        found_.steps.push_back({.users = 1, .throughput = rate_of_one()});
        return std::nullopt;
    }

    // More times with half of the workers busy, so that none waits for another one.
    Failure measure_more() {
        const std::uint32_t users = tune::fit_workers(found_.steps, times_.mean()).count / 2;
        const Duration length = part(options_.length, more_share);
        const double calls = users * rate_of_one() * to_seconds(length);
        if (users == 0 || found_.code != ExitCode::passed ||
            calls > static_cast<double>(options_.max_calls - spent_)) {
            return std::nullopt;
        }
        tell(fmt::format("{} at a time, for more of them", report::counted_text(users, "call", "calls")));
        const auto report = drive({.users = users, .rate = {}, .pause = Duration{1000}, .length = length});
        if (!report) {
            return failure_;
        }
        if (failed_share(report->measured) > most_failures) {
            stop_short(fmt::format("It stopped answering after the ramp: {}.", cause_of(report->measured)));
            return std::nullopt;
        }
        times_.merge(report->measured.service_time.histogram);
        return std::nullopt;
    }

    // One user with its pauses taken out.
    [[nodiscard]] double rate_of_one() const {
        return 1 / std::max(to_seconds(found_.low.response_time.histogram.mean()), 1e-6);
    }

    void stop_short(std::string why) {
        found_.notes.push_back(std::move(why));
        found_.code = ExitCode::inconclusive;
    }

    Failure ramp() {
        for (std::uint32_t users = 2; users <= options_.max_users; users *= 2) {
            const double expected = found_.steps.back().throughput * 2;
            const double calls = expected * to_seconds(step_length());
            if (expected > options_.max_rate.per_second) {
                stop_short(fmt::format("The ramp ended before {} users: they could exceed --max-rate {}.",
                                       users, format_rate(options_.max_rate)));
                return std::nullopt;
            }
            if (static_cast<double>(spent_) + calls > static_cast<double>(options_.max_calls)) {
                stop_short(fmt::format("The ramp ended before {} users: they could exceed --max-calls {}.",
                                       users, options_.max_calls));
                return std::nullopt;
            }
            tell(fmt::format("{} calls at a time", users));
            const auto report =
                drive({.users = users, .rate = {}, .pause = Duration{1000}, .length = step_length()});
            if (!report) {
                return failure_;
            }
            if (!take_step(*report, users)) {
                return std::nullopt;
            }
        }
        if (!tune::is_saturated(found_.steps)) {
            stop_short(fmt::format("{} users at a time did not saturate it: its capacity is higher.",
                                   options_.max_users));
        }
        return std::nullopt;
    }

    // False: the ramp is over.
    bool take_step(const Report& report, std::uint32_t users) {
        const report::Calls& calls = report.measured;
        if (calls.counts.succeeded == 0) {
            stop_short(
                fmt::format("It answered no call any more with {} at a time: {}.", users, cause_of(calls)));
            return false;
        }
        if (failed_share(calls) > most_failures) {
            stop_short(fmt::format("{} of the calls failed with {} at a time: {}.",
                                   report::percent_text(failed_share(calls)), users, cause_of(calls)));
            return false;
        }
        found_.steps.push_back({.users = users, .throughput = calls.goodput.value_or(0)});
        if (is_generator_busy(report)) {
            stop_short("This machine's generator was at its limit: the capacity is higher.");
            return false;
        }
        return !tune::is_saturated(found_.steps);
    }

    void try_model() {
        const Rate rate{found_.workers.capacity * trial_load};
        tell(fmt::format("{} to try the model", format_rate(Rate{std::round(rate.per_second)})));
        const Stretch stretch{
            .users = 1, .rate = rate, .pause = {}, .length = part(options_.length, trial_share)};
        if (static_cast<double>(spent_) + rate.per_second * to_seconds(stretch.length) >
            static_cast<double>(options_.max_calls)) {
            found_.notes.push_back("The model was not tried: --max-calls was used up.");
            return;
        }
        const auto real = drive(stretch);
        if (!real || real->measured.counts.succeeded == 0 || failed_share(real->measured) > most_failures) {
            stop_short(real ? fmt::format("It stopped answering when the model was tried: {}.",
                                          cause_of(real->measured))
                            : fmt::format("The model was not tried: {}.", failure_.message));
            return;
        }
        Stretch longer = stretch;
        longer.length = stretch.length * simulated_times;
        ScenarioInput input = scenario_;
        input.plan = modelled_plan(stretch_plan(scenario_.plan, target_, longer));
        const Report simulated = simulate_session(input, {});
        found_.agreement = Agreement{.rate = rate,
                                     .real_p50 = real->measured.response_time.p50,
                                     .real_p90 = real->measured.response_time.p90,
                                     .simulated_p50 = simulated.measured.response_time.p50,
                                     .simulated_p90 = simulated.measured.response_time.p90};
    }

    [[nodiscard]] run::Plan modelled_plan(run::Plan plan) const {
        service::ServiceConfig model;
        model.name = "model";
        model.workers = found_.workers.count;
        model.service_time = found_.fit.distribution;
        plan.services = {model};
        plan.targets.front().service = ServiceIndex{0};
        plan.targets.front().url.clear();
        plan.safety.max_calls = UINT64_MAX;
        plan.safety.deadline = std::chrono::hours{24};
        return plan;
    }

    [[nodiscard]] Duration step_length() const {
        return part(options_.length, step_share);
    }

    void tell(std::string_view what) {
        if (options_.verbosity == Verbosity::normal) {
            printer_.err(fmt::format("measuring: {}\n", what));
        }
    }

    static constexpr std::uint64_t least_samples = 20;

    const ScenarioInput& scenario_;
    TargetIndex target_;
    const CalibrateOptions& options_;
    Printer& printer_;
    Calibration found_;
    measure::Histogram times_;
    CalibrationError failure_;
    std::uint64_t spent_ = 0;
};

}  // namespace

run::Plan stretch_plan(const run::Plan& base, TargetIndex target, const Stretch& stretch) {
    run::Plan plan;
    plan.name = base.name;
    plan.seed = base.seed;
    plan.secrets = base.secrets;
    plan.safety = base.safety;
    // Of an open load, calls that pile up are the end of it.
    constexpr std::uint32_t most_open = 1000;
    plan.safety.max_in_flight = stretch.rate ? std::min(base.safety.max_in_flight, most_open) : stretch.users;
    plan.services = base.services;
    plan.policies = base.policies;  // those between services
    plan.targets = {base.targets[target]};
    plan.targets.front().policy.reset();
    // Connections are made and caches warm before it counts.
    const Duration opening = std::min<Duration>(stretch.length / 4, 1s);
    const Interval whole{run_start, run_start + opening + stretch.length};
    plan.phases = {{.name = "opening", .when = {run_start, run_start + opening}, .measured = false},
                   {.name = "steady", .when = {run_start + opening, whole.end}, .measured = true}};
    run::LoadPlan load{.name = "load", .target = 0, .model = {}};
    if (stretch.rate) {
        load::RateSegment segment{};
        segment.when = whole;
        segment.from = *stretch.rate;
        segment.to = *stretch.rate;
        load.model = run::OpenLoad{.spacing = load::Spacing::poisson, .segments = {segment}};
    } else {
        load.model = load::Users::Config{
            .count = stretch.users,
            .think_time = Distribution::Shape{Distribution::Constant{std::max(stretch.pause, Duration{1})}},
            .active = whole};
    }
    plan.loads = {std::move(load)};
    return plan;
}

Result<Report, CalibrationError> run_stretch(const ScenarioInput& input, Printer& printer) {
    auto report = run_session(input, {.journal = nullptr, .verbosity = Verbosity::quiet}, printer);
    if (!report) {
        return Err{CalibrationError{.message = report.error(), .help = {}, .code = ExitCode::usage}};
    }
    if (report->overall.conclusion == report::Conclusion::interrupted) {
        return Err{CalibrationError{
            .message = "it was interrupted", .help = {}, .code = exit_code_of(report->overall.exit_code)}};
    }
    return std::move(*report);
}

std::string Calibration::model() const {
    return fmt::format("{{ workers = {}, service_time = \"{}\" }}", workers.count, fit.distribution.text());
}

Result<Calibration, CalibrationError> calibrate(const ScenarioInput& scenario,
                                                TargetIndex target,
                                                const CalibrateOptions& options,
                                                Printer& printer) {
    const net::SignalHold hold;
    return Calibrator(scenario, target, options, printer).run();
}

}  // namespace fortify::cli
