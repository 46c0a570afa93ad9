#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/study_input.hpp"
#include "cli/study_watch.hpp"
#include "cli/text_options.hpp"
#include "tune/exploration_view.hpp"

#include <fmt/format.h>

#include <utility>

namespace fortify::cli {

namespace {

// As a shell takes it.
std::string quoted(const std::string& word) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) {
        return word;
    }
    std::string text = "'";
    for (const char letter : word) {
        text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    }
    return text + "'";
}

// The command that draws the same scenarios, less the seeds.
tune::ReplayCommand command_of(const ExploreOptions& options) {
    std::string text = "fortify explore " + quoted(options.study.file);
    for (const std::string& setting : options.study.settings) {
        text += " --set " + quoted(setting);
    }
    text += options.added ? fmt::format(" --add {}", *options.added) : "";
    text += options.load ? " --load " + quoted(options.load->text) : "";
    return {.explore = std::move(text)};
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
    const tune::Exploration exploration = tune::explore(*swarm, options.first, options.last, watch->pool());
    watch->clear();
    switch (options.format) {
        case ReportFormat::text:
            printer.out(tune::render_exploration_text(exploration, command_of(options),
                                                      text_options(printer.terminal(Stream::out))));
            break;
        case ReportFormat::json:
            printer.out(tune::render_exploration_json(exploration, command_of(options)));
            break;
    }
    watch->tell_speed(exploration.seeds.size(), exploration.calls);
    return watch->interrupted().value_or(code_of(exploration));
}

}  // namespace fortify::cli
