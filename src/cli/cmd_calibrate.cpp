#include "cli/calibrate_options.hpp"
#include "cli/calibration.hpp"
#include "cli/calibration_json.hpp"
#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/file_output.hpp"
#include "cli/host_figures.hpp"
#include "cli/text_options.hpp"
#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/numbers.hpp"
#include "report/redact.hpp"
#include "report/style.hpp"
#include "scenario/rewrite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::cli {

namespace {

using report::Style;
using report::Tone;

constexpr std::size_t column = 12;

// A scenario around a URL; the URL is quoted as TOML wants it.
std::optional<std::string> scenario_around(const std::string& url) {
    for (const char byte : url) {
        if (byte == '\'' || static_cast<unsigned char>(byte) <= ' ' || byte == '\x7f') {
            return std::nullopt;
        }
    }
    return fmt::format(
        "schema = 1\n[target.endpoint]\nurl = '{}'\n[load]\nrate = \"1/s\"\n[[phase]]\n"
        "name = \"steady\"\nduration = \"1s\"\n",
        url);
}

std::optional<ScenarioInput> read_subject(const CalibrateOptions& options, Printer& printer) {
    const ScenarioRequest request{.file = options.what,
                                  .settings = options.settings,
                                  .seed = options.seed,
                                  .allow = options.allow,
                                  .exec = scenario::Exec::as_written};
    if (!is_url_operand(options.what)) {
        return read_scenario(request, options.verbosity, printer);
    }
    auto text = scenario_around(options.what);
    if (!text) {
        printer.problem(fmt::format("cannot calibrate '{}': it is no URL", printable(options.what)),
                        "blanks and quotes are written with percent signs");
        return std::nullopt;
    }
    return check_scenario({.file = options.what, .text = std::move(*text)}, request, process_environment(),
                          options.verbosity, printer);
}

std::optional<TargetIndex> find_target(const run::Plan& plan,
                                       const CalibrateOptions& options,
                                       Printer& printer) {
    if (!options.target && plan.targets.size() == 1) {
        return TargetIndex{0};
    }
    std::vector<std::string> names;
    std::vector<std::string_view> candidates;
    for (std::size_t index = 0; index < plan.targets.size(); ++index) {
        if (options.target == plan.targets[index].name) {
            return static_cast<TargetIndex>(index);
        }
        names.push_back(plan.targets[index].name);
        candidates.push_back(plan.targets[index].name);
    }
    const auto meant = options.target ? closest(*options.target, candidates) : std::nullopt;
    printer.problem(options.target
                        ? fmt::format("calibrate: there is no target '{}'", printable(*options.target))
                        : "calibrate: the scenario has several targets",
                    meant ? fmt::format("did you mean '{}'?", *meant)
                          : fmt::format("name one with --target: {}", join(names, ", ")));
    return std::nullopt;
}

std::string row(std::string_view name, const std::vector<std::string>& cells, const Style& style) {
    std::string text = "  " + style.left(name, 20);
    for (const std::string& cell : cells) {
        text += style.cell(cell, column);
    }
    return text + "\n";
}

std::string fit_rows(const tune::Fit& fit, const Style& style) {
    std::string text =
        style.paint(Tone::title, style.left("Service time", 22)) +
        style.paint(Tone::quiet, style.cell("measured", column) + style.cell("model", column)) + "\n";
    text +=
        row("p50", {human_duration(fit.measured_p50), human_duration(fit.distribution.quantile(0.5))}, style);
    text += row("p99", {human_duration(fit.measured_p99), human_duration(fit.distribution.quantile(0.99))},
                style);
    text += "  " +
            fmt::format("{}, {}: distance {:.3f}, bound {:.3f}", fit.distribution.text(),
                        fit.is_good() ? "a good fit" : "not a good fit", fit.distance, fit.critical) +
            "\n";
    return text;
}

std::string ramp_rows(const Calibration& found, const Style& style) {
    std::string text = style.paint(Tone::title, style.left("Calls at a time", 22)) +
                       style.paint(Tone::quiet, style.cell("calls/s", column)) + "\n";
    for (const tune::RampStep& step : found.steps) {
        text += row(fmt::format("{}", step.users), {report::number_text(step.throughput)}, style);
    }
    return text + fmt::format("  {} {}: {} ({:.2f}) of {}\n",
                              found.workers.is_bound ? "capacity" : "at least",
                              report::per_second_text(found.workers.capacity),
                              report::counted_text(found.workers.count, "worker", "workers"),
                              found.workers.estimate, human_duration(found.fit.distribution.mean()));
}

std::string agreement_rows(const Agreement& agreement, const Style& style) {
    const std::string title = fmt::format("Tried at {}", report::per_second_text(agreement.rate.per_second));
    std::string text =
        style.paint(Tone::title, style.left(title, 22)) +
        style.paint(Tone::quiet, style.cell("real", column) + style.cell("simulated", column)) + "\n";
    const auto add = [&](std::string_view name, const std::optional<Duration>& real,
                         const std::optional<Duration>& simulated) {
        std::vector<std::string> cells{style.duration(real), style.duration(simulated)};
        if (real && simulated && real->count() > 0) {
            cells.push_back(fmt::format("{:+.1f}%", (to_seconds(*simulated) / to_seconds(*real) - 1) * 100));
        }
        text += row(name, cells, style);
    };
    add("p50 response time", agreement.real_p50, agreement.simulated_p50);
    add("p90 response time", agreement.real_p90, agreement.simulated_p90);
    return text;
}

std::string text_of(const Calibration& found, const Style& style) {
    const report::CallCounts& counts = found.low.counts;
    std::string text =
        fmt::format("{} one at a time, {} failed\n\n", report::counted_text(counts.begun, "call", "calls"),
                    counts.begun - std::min(counts.succeeded, counts.begun));
    text += fit_rows(found.fit, style) + "\n" + ramp_rows(found, style);
    if (found.agreement) {
        text += "\n" + agreement_rows(*found.agreement, style);
    }
    for (const std::string& note : found.notes) {
        text += "\n";
        for (const std::string& line : style.lines(style.safe("Note: " + note), style.width())) {
            text += style.paint(Tone::warning, line) + "\n";
        }
    }
    return text + "\n";
}

// Puts the model beside the target's URL, every other byte kept.
bool write_back(const ScenarioInput& scenario,
                TargetIndex target,
                const Calibration& found,
                Printer& printer) {
    const std::string path = fmt::format("target.{}.model.", scenario.plan.targets[target].name);
    const auto text = scenario::rewrite(
        scenario.source, {{.path = path + "workers", .value = fmt::format("{}", found.workers.count)},
                          {.path = path + "service_time", .value = found.fit.distribution.text()}});
    if (!text) {
        show_diagnostics(text.error(), scenario.source, Verbosity::normal, printer);
        return false;
    }
    const auto written = write_whole(scenario.source.file, *text);
    if (!written) {
        printer.problem(fmt::format("cannot write '{}': {}", scenario.source.file, written.error()));
    }
    return written.has_value();
}

bool can_write_back(const run::TargetPlan& target, const std::string& file, Printer& printer) {
    if (target.service) {
        printer.problem(fmt::format("calibrate: target {} is a built-in service", target.name),
                        "--write puts a model beside a URL");
        return false;
    }
    const auto writable = check_writable(file);
    if (!writable) {
        printer.problem(fmt::format("cannot write '{}': {}", file, writable.error()));
    }
    return writable.has_value();
}

// Beside JSON on standard output it is for people alone.
void print_result(std::string_view text, const CalibrateOptions& options, Printer& printer) {
    const Stream stream = text_stream(options.json);
    if (stream == Stream::out || options.verbosity == Verbosity::normal) {
        printer.print(stream, text);
    }
}

CalibrationSubject subject_of(const run::Plan& plan, TargetIndex index, const CalibrateOptions& options) {
    const run::TargetPlan& target = plan.targets[index];
    CalibrationSubject subject{.file = {}, .target = target.name, .url = {}, .seed = plan.seed};
    if (!is_url_operand(options.what)) {
        subject.file = options.what;
    }
    if (!target.service) {
        subject.url = report::redact(report::public_url(target.url), plan.secrets);
    }
    return subject;
}

ExitCode calibrate_endpoint(const CalibrateOptions& options, Printer& printer) {
    const auto scenario = read_subject(options, printer);
    const auto target = scenario ? find_target(scenario->plan, options, printer) : std::nullopt;
    if (!target) {
        return ExitCode::usage;
    }
    const bool writes = options.output == CalibrateOptions::Output::scenario;
    if (writes && !can_write_back(scenario->plan.targets[*target], options.what, printer)) {
        return ExitCode::usage;
    }
    const auto found = calibrate(*scenario, *target, options, printer);
    if (!found) {
        printer.problem(report::redact(fmt::format("cannot calibrate '{}': {}", printable(options.what),
                                                   found.error().message),
                                       scenario->plan.secrets),
                        found.error().help);
        return found.error().code;
    }
    if (options.verbosity == Verbosity::normal) {
        printer.err(text_of(*found, Style(text_options(printer.terminal(Stream::err)))));
    }
    print_result(fmt::format("model = {}\n", found->model()), options, printer);
    const bool is_told =
        !options.json ||
        write_text("calibration", *options.json,
                   render_calibration_json(*found, subject_of(scenario->plan, *target, options)), printer);
    if (writes && found->code == ExitCode::passed && !write_back(*scenario, *target, *found, printer)) {
        return ExitCode::usage;
    }
    return is_told ? found->code : ExitCode::usage;
}

ExitCode calibrate_host(const CalibrateOptions& options, Printer& printer) {
    const auto found = measure_host(printer);
    if (!found) {
        printer.problem(fmt::format("cannot measure this machine: {}", found.error().message));
        return found.error().code;
    }
    const Style style(text_options(printer.terminal(text_stream(options.json))));
    print_result(style.paint(Tone::title, "This machine") + "\n" +
                     row("top rate", {report::per_second_text(found->top_rate)}, style) +
                     row("round trip p50", {style.duration(found->round_trip_p50)}, style) +
                     row("timer lag p50", {style.duration(found->lag_p50)}, style) +
                     row("timer lag p99", {style.duration(found->lag_p99)}, style) +
                     row("noise of medians", {report::percent_text(found->noise)}, style),
                 options, printer);
    const bool is_told =
        !options.json || write_text("calibration", *options.json, render_host_json(*found), printer);
    return is_told ? ExitCode::passed : ExitCode::usage;
}

}  // namespace

ExitCode cmd_calibrate(const CalibrateOptions& options, Printer& printer) {
    if (options.json && !can_write("calibration", *options.json, printer)) {
        return ExitCode::usage;
    }
    return options.subject == CalibrateOptions::Subject::host ? calibrate_host(options, printer)
                                                              : calibrate_endpoint(options, printer);
}

}  // namespace fortify::cli
