#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/study_command.hpp"
#include "cli/study_input.hpp"
#include "cli/study_watch.hpp"
#include "cli/text_options.hpp"
#include "cli/version.hpp"
#include "core/text.hpp"
#include "tune/shrink_view.hpp"

#include <fmt/format.h>

namespace fortify::cli {

namespace {

std::string seeds_text(const tune::Shrunk& shrunk) {
    return shrunk.seeds == 1
               ? fmt::format("seed {}", shrunk.seed)
               : fmt::format("every seed from {} to {}", shrunk.seed, shrunk.seed + shrunk.seeds - 1);
}

// The smaller scenario once more: from where it was written, or written first.
std::string replay_of(const MinimiseOptions& options) {
    if (options.write && text_stream(options.write) == Stream::out) {
        return "fortify simulate " + shell_word(*options.write);
    }
    constexpr const char* file = "smaller.toml";
    return study_command("minimise", options.study) +
           (options.seeds == 1 ? "" : fmt::format(" --seeds {}", options.seeds)) +
           fmt::format(" --write {0} && fortify simulate {0}", file);
}

bool tell(const tune::Shrunk& shrunk, const MinimiseOptions& options, Printer& printer) {
    if (options.write && !write_text("scenario", *options.write, shrunk.text, printer)) {
        return false;
    }
    // The scenario on standard output is meant for a pipe.
    const Stream stream = text_stream(options.write);
    std::string text;
    switch (options.format) {
        case ReportFormat::text:
            text = tune::render_shrunk_text(shrunk, text_options(printer.terminal(stream)));
            break;
        case ReportFormat::json:
            text = tune::render_shrunk_json(shrunk, {.version = version(), .replay = replay_of(options)});
            break;
    }
    if (stream == Stream::out) {
        printer.out(text);
    } else {
        printer.err(text);
    }
    return true;
}

}  // namespace

ExitCode cmd_minimise(const MinimiseOptions& options, Printer& printer) {
    if (options.write && !can_write("scenario", *options.write, printer)) {
        return ExitCode::usage;
    }
    const auto specimen = read_specimen(options.study, {}, printer);
    if (!specimen) {
        return ExitCode::usage;
    }
    auto watch = StudyWatch::begin(options.study, printer);
    if (!watch) {
        printer.problem(watch.error());
        return ExitCode::usage;
    }
    const auto shrunk = tune::shrink(*specimen, options.seeds, watch->pool());
    watch->clear();
    if (!shrunk) {
        show_flag_mistakes(shrunk.error(), printer);
        return ExitCode::usage;
    }
    if (shrunk->end == tune::Shrunk::End::holds) {
        printer.problem(fmt::format("no SLO of '{}' is breached under {}: there is nothing to shrink",
                                    options.study.file, seeds_text(*shrunk)),
                        fmt::format("'fortify explore {}' looks for failures around it", options.study.file));
        return ExitCode::usage;
    }
    if (shrunk->slo.empty()) {
        printer.problem("interrupted before it had failed once");
    } else if (!tell(*shrunk, options, printer)) {
        return ExitCode::usage;
    }
    watch->tell_speed(shrunk->trials, shrunk->calls);
    return watch->interrupted().value_or(ExitCode::passed);
}

}  // namespace fortify::cli
