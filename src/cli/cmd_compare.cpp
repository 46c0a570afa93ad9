#include "cli/commands.hpp"
#include "cli/compare_options.hpp"
#include "cli/compare_runs.hpp"
#include "cli/delivery.hpp"
#include "cli/text_options.hpp"
#include "cli/version.hpp"
#include "tune/contest_text.hpp"

#include <fmt/format.h>

namespace fortify::cli {

namespace {

using FailOn = CompareOptions::FailOn;
using tune::Judgement;

ContestResult hold(const CompareOptions& options, Printer& printer) {
    if (is_stored(options)) {
        return contest_stored(options, printer);
    }
    return options.repeats > 0 ? contest_repeated(options, printer) : contest_simulated(options, printer);
}

ExitCode verdict_code(const tune::Comparison& comparison, FailOn fail_on) {
    if (fail_on != FailOn::nothing && comparison.count(Judgement::worse) > 0) {
        return ExitCode::breached;
    }
    const bool open = comparison.count(Judgement::undecided) > 0;
    return fail_on == FailOn::undecided && open ? ExitCode::inconclusive : ExitCode::passed;
}

}  // namespace

ExitCode cmd_compare(const CompareOptions& options, Printer& printer) {
    if (options.json && !can_write("comparison", *options.json, printer)) {
        return ExitCode::usage;
    }
    const ContestResult result = hold(options, printer);
    if (!result.contest) {
        return result.code;
    }
    const ExitCode verdict = verdict_code(result.contest->comparison, options.fail_on);
    ExitCode code = worse(result.code, verdict);
    if (options.verbosity == Verbosity::normal) {
        const Stream stream = text_stream(options.json);
        printer.print(stream, tune::render_text(*result.contest, text_options(printer.terminal(stream))));
    } else if (verdict != ExitCode::passed) {
        printer.err(fmt::format("{} against {}: {}\n", result.contest->head.label, result.contest->base.label,
                                tune::sentence_of(*result.contest)));
    }
    if (options.json &&
        !write_text("comparison", *options.json, tune::render_json(*result.contest, version()), printer)) {
        code = worse(code, ExitCode::usage);
    }
    return code;
}

}  // namespace fortify::cli
