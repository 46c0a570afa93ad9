#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/file_output.hpp"
#include "cli/optimise_request.hpp"
#include "cli/scenario_input.hpp"
#include "cli/study_input.hpp"
#include "cli/study_watch.hpp"
#include "cli/text_options.hpp"
#include "cli/version.hpp"
#include "report/style.hpp"
#include "scenario/rewrite.hpp"
#include "tune/line_diff.hpp"
#include "tune/optimisation.hpp"
#include "tune/optimisation_view.hpp"

#include <fmt/format.h>

#include <utility>

namespace fortify::cli {

namespace {

// Lines around what changes in a file.
constexpr std::size_t lines_around = 2;

ExitCode code_of(const tune::Optimisation& found) {
    if (found.search.end == tune::SearchResult::End::infeasible) {
        return ExitCode::breached;
    }
    if (!found.is_confirmed) {
        return ExitCode::inconclusive;
    }
    return found.holds() ? ExitCode::passed : ExitCode::breached;
}

ExitCode tell(const tune::Optimisation& found, const OptimiseOptions& options, Printer& printer) {
    if (options.study.verbosity == Verbosity::normal) {
        const Stream stream = text_stream(options.json);
        printer.print(stream, tune::render_optimisation_text(found, options.study.file,
                                                             text_options(printer.terminal(stream))));
    } else if (!found.holds()) {
        printer.err(fmt::format("{}: {}\n", options.study.file, tune::sentence_of(found)));
    }
    if (options.json &&
        !write_text("result", *options.json, tune::render_optimisation_json(found, version()), printer)) {
        return ExitCode::usage;
    }
    return ExitCode::passed;
}

std::string diff_text(const std::vector<tune::DiffLine>& lines, const report::Style& style) {
    using Kind = tune::DiffLine::Kind;
    std::string text;
    for (const tune::DiffLine& line : lines) {
        const std::string shown = style.fit(style.safe(line.text), style.width() - 4);
        switch (line.kind) {
            case Kind::same:
                text += (shown.empty() ? shown : "    " + shown) + "\n";
                break;
            case Kind::removed:
                text += style.paint(report::Tone::bad, "  - " + shown) + "\n";
                break;
            case Kind::added:
                text += style.paint(report::Tone::good, "  + " + shown) + "\n";
                break;
            case Kind::gap:
                text += "  " + std::string(style.glyph(report::Glyph::ellipsis)) + "\n";
                break;
        }
    }
    return text;
}

// Into the scenario, every other byte kept. Only what held on every seed: the file is what people trust.
ExitCode write_back(const tune::Optimisation& found,
                    const tune::Specimen& specimen,
                    const OptimiseOptions& options,
                    Printer& printer) {
    const std::string& file = options.study.file;
    if (!found.holds()) {
        printer.err(
            fmt::format("{} stays as it is: only values that held on every seed are written\n", file));
        return ExitCode::passed;
    }
    const tune::Setting changes = found.changes();
    if (changes.empty()) {
        return ExitCode::passed;
    }
    const auto text = scenario::rewrite(specimen.source(), changes);
    if (!text) {
        show_diagnostics(text.error(), specimen.source(), Verbosity::normal, printer);
        return ExitCode::usage;
    }
    if (options.study.verbosity == Verbosity::normal) {
        const Stream stream = text_stream(options.json);
        const auto lines = tune::diff_lines(specimen.source().text, *text, lines_around);
        printer.print(stream,
                      fmt::format("\n{}:\n{}", file,
                                  diff_text(lines, report::Style(text_options(printer.terminal(stream))))));
    }
    const auto written = write_whole(file, *text);
    if (!written) {
        printer.problem(fmt::format("cannot write '{}': {}", file, written.error()));
        return ExitCode::usage;
    }
    return ExitCode::passed;
}

bool can_write_back(const OptimiseOptions& options, Printer& printer) {
    if (options.output != OptimiseOptions::Output::scenario) {
        return true;
    }
    const auto writable = check_writable(options.study.file);
    if (!writable) {
        printer.problem(fmt::format("cannot write '{}': {}", options.study.file, writable.error()));
    }
    return writable.has_value();
}

}  // namespace

ExitCode cmd_optimise(const OptimiseOptions& options, Printer& printer) {
    if (options.json && !can_write("result", *options.json, printer)) {
        return ExitCode::usage;
    }
    const auto specimen = read_specimen(options.study, {}, printer);
    if (!specimen) {
        return ExitCode::usage;
    }
    const auto request = request_of(options, *specimen);
    if (!request) {
        show_flag_mistakes(request.error(), printer);
        return ExitCode::usage;
    }
    if (!can_write_back(options, printer)) {
        return ExitCode::usage;
    }
    if (options.trials < tune::least_trials(*request)) {
        printer.problem(fmt::format("--trials {} is too few to search over {} keys at {} intensities",
                                    options.trials, request->variations.size(), request->intensities.size()),
                        fmt::format("at least --trials {}", tune::least_trials(*request)));
        return ExitCode::usage;
    }
    auto watch = StudyWatch::begin(options.study, printer);
    if (!watch) {
        printer.problem(watch.error());
        return ExitCode::usage;
    }
    const tune::PoolOptions pool = watch->pool();
    const tune::Optimisation found = tune::optimise(*specimen, *request, pool);
    watch->clear();
    ExitCode told = tell(found, options, printer);
    if (options.output == OptimiseOptions::Output::scenario) {
        told = worse(told, write_back(found, *specimen, options, printer));
    }
    watch->tell_speed(found.trials, found.calls);
    return watch->interrupted().value_or(worse(told, code_of(found)));
}

}  // namespace fortify::cli
