#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/study_input.hpp"
#include "cli/study_watch.hpp"
#include "cli/text_options.hpp"
#include "scenario/render.hpp"
#include "tune/sweep.hpp"
#include "tune/sweep_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fortify::cli {

namespace {

using Goal = std::optional<slo::Better>;

// What is shown when nobody asks for anything.
constexpr const char* usual_metrics[] = {"success_rate", "p99(response_time)", "retry.amplification"};

bool add_columns(std::vector<tune::Column>& columns,
                 const std::optional<std::vector<slo::Measurement>>& measurements,
                 Goal goal) {
    if (measurements) {
        for (const slo::Measurement& measurement : *measurements) {
            columns.push_back({.measurement = measurement, .goal = goal});
        }
    }
    return measurements.has_value();
}

std::optional<std::vector<tune::Column>> columns_of(const SweepOptions& options,
                                                    const run::Plan& plan,
                                                    Printer& printer) {
    std::vector<std::string> shown = options.show;
    if (options.show.empty() && options.minimise.empty() && options.maximise.empty()) {
        shown.assign(std::begin(usual_metrics), std::end(usual_metrics));
    }
    std::vector<tune::Column> columns;
    const bool is_sound =
        add_columns(columns, read_measurements("--minimise", options.minimise, plan, printer),
                    slo::Better::smaller) &&
        add_columns(columns, read_measurements("--maximise", options.maximise, plan, printer),
                    slo::Better::larger) &&
        add_columns(columns, read_measurements("--show", shown, plan, printer), Goal{});
    return is_sound ? std::optional(std::move(columns)) : std::nullopt;
}

std::optional<tune::SweepRequest> request_of(const SweepOptions& options,
                                             const tune::Specimen& specimen,
                                             Printer& printer) {
    auto variations = tune::parse_variations("--vary", options.vary, specimen.root());
    if (!variations) {
        show_flag_mistakes(variations.error(), printer);
        return std::nullopt;
    }
    auto columns = columns_of(options, specimen.plan(), printer);
    if (!columns) {
        return std::nullopt;
    }
    tune::SweepRequest request{
        .variations = std::move(*variations),
        .columns = std::move(*columns),
        .design = options.latin != 0 ? tune::SweepRequest::Design::latin : tune::SweepRequest::Design::grid,
        .latin_points = options.latin,
        .seeds = options.seeds};
    const std::size_t points =
        options.latin != 0 ? request.latin_points : tune::grid_size(request.variations);
    if (points > tune::most_sweep_points) {
        printer.problem(
            fmt::format("the grid has {} points; at most {} are tried",
                        points == SIZE_MAX ? "too many" : fmt::format("{}", points), tune::most_sweep_points),
            "take fewer values of each key, or --latin N");
        return std::nullopt;
    }
    return request;
}

std::string rendered(const tune::Sweep& sweep, SweepOptions::Format format, const Terminal& terminal) {
    switch (format) {
        case SweepOptions::Format::table:
            return tune::render_sweep_text(sweep, text_options(terminal));
        case SweepOptions::Format::csv:
            return tune::render_sweep_csv(sweep);
        case SweepOptions::Format::json:
            return tune::render_sweep_json(sweep);
    }
    return {};
}

ExitCode tell(const tune::Sweep& sweep, const SweepOptions& options, Printer& printer) {
    printer.out(rendered(sweep, options.format, printer.terminal(Stream::out)));
    if (options.svg && !write_text("drawing", *options.svg, tune::render_sweep_svg(sweep), printer)) {
        return ExitCode::usage;
    }
    return ExitCode::passed;
}

}  // namespace

ExitCode cmd_sweep(const SweepOptions& options, Printer& printer) {
    if (options.svg && !can_write("drawing", *options.svg, printer)) {
        return ExitCode::usage;
    }
    const auto specimen = read_specimen(options.study, {}, printer);
    if (!specimen) {
        return ExitCode::usage;
    }
    const auto request = request_of(options, *specimen, printer);
    if (!request) {
        return ExitCode::usage;
    }
    auto watch = StudyWatch::begin(options.study, printer);
    if (!watch) {
        printer.problem(watch.error());
        return ExitCode::usage;
    }
    const tune::Sweep sweep = tune::run_sweep(*specimen, *request, watch->pool());
    watch->clear();
    if (sweep.usable() == 0) {
        show_flag_mistakes(sweep.points.front().unusable, printer);
        printer.problem("none of the points makes a scenario", "the first one's mistakes stand above");
        return ExitCode::usage;
    }
    const ExitCode code = tell(sweep, options, printer);
    watch->tell_speed(sweep.trials_done, sweep.calls);
    return worse(code, watch->interrupted().value_or(ExitCode::passed));
}

}  // namespace fortify::cli
