#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/study_command.hpp"
#include "cli/study_input.hpp"
#include "cli/study_watch.hpp"
#include "cli/text_options.hpp"
#include "cli/version.hpp"
#include "core/text.hpp"
#include "tune/exploration_view.hpp"

#include <fmt/format.h>

#include <utility>

namespace fortify::cli {

namespace {

// The command that draws the same scenarios, less the seeds.
std::string command_of(const ExploreOptions& options) {
    return study_command("explore", options.study) +
           (options.added ? fmt::format(" --add {}", *options.added) : "") +
           (options.load ? " --load " + shell_word(options.load->text) : "");
}

ExitCode write_drawn(const ExploreOptions& options, const tune::Swarm& swarm, Printer& printer) {
    const auto drawn = swarm.draw(options.first);
    if (!drawn) {
        show_flag_mistakes(drawn.error(), printer);
        printer.problem(fmt::format("seed {} draws no scenario that reads", options.first),
                        "take another seed");
        return ExitCode::usage;
    }
    return write_text("scenario", *options.write, drawn->text, printer) ? ExitCode::passed : ExitCode::usage;
}

ExitCode code_of(const tune::Exploration& exploration) {
    if (exploration.failed() > 0) {
        return ExitCode::breached;
    }
    return exploration.count(tune::Explored::State::held) > 0 ? ExitCode::passed : ExitCode::inconclusive;
}

}  // namespace

ExitCode cmd_explore(const ExploreOptions& options, Printer& printer) {
    if (options.write && !can_write("scenario", *options.write, printer)) {
        return ExitCode::usage;
    }
    const auto specimen = read_specimen(options.study, {}, printer);
    if (!specimen) {
        return ExitCode::usage;
    }
    tune::SwarmLimits limits;
    limits.most_added = options.added.value_or(limits.most_added);
    limits.least_load = options.load ? options.load->low : limits.least_load;
    limits.most_load = options.load ? options.load->high : limits.most_load;
    const auto swarm = tune::Swarm::around(*specimen, limits);
    if (!swarm) {
        show_flag_mistakes(swarm.error(), printer);
        return ExitCode::usage;
    }
    if (options.write) {
        return write_drawn(options, *swarm, printer);
    }
    auto watch = StudyWatch::begin(options.study, printer);
    if (!watch) {
        printer.problem(watch.error());
        return ExitCode::usage;
    }
    tune::Exploration exploration = tune::explore(*swarm, options.first, options.last, watch->pool());
    exploration.command = command_of(options);
    watch->clear();
    switch (options.format) {
        case ReportFormat::text:
            printer.out(
                tune::render_exploration_text(exploration, text_options(printer.terminal(Stream::out))));
            break;
        case ReportFormat::json:
            printer.out(tune::render_exploration_json(exploration, version()));
            break;
    }
    watch->tell_speed(exploration.seeds.size(), exploration.calls);
    return watch->interrupted().value_or(code_of(exploration));
}

}  // namespace fortify::cli
