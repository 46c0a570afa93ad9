#include "cli/commands.hpp"
#include "cli/file_output.hpp"
#include "cli/scenario_input.hpp"
#include "cli/text_options.hpp"
#include "tune/specimen.hpp"
#include "tune/trial.hpp"
#include "tune/ui/screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <thread>
#include <utility>

#include <unistd.h>

namespace fortify::cli {

namespace {

std::optional<tune::Specimen> read_specimen(const TuneOptions& options, Printer& printer) {
    const auto source = load_source(options.file, Verbosity::normal, printer);
    if (!source) {
        return std::nullopt;
    }
    Diagnostics wrong_settings;
    const scenario::Options reading =
        options_of({.file = options.file, .settings = options.settings, .seed = options.seed, .allow = {}},
                   process_environment(), wrong_settings);
    auto specimen = tune::Specimen::read(*source, reading);
    if (!specimen) {
        wrong_settings.insert(wrong_settings.begin(), specimen.error().begin(), specimen.error().end());
    }
    if (!wrong_settings.empty()) {
        show_diagnostics(wrong_settings, *source, Verbosity::normal, printer);
        return std::nullopt;
    }
    return std::move(*specimen);
}

// Somebody may have changed the file beside us: then it is theirs.
Result<Done, std::string> replace_text(const std::string& file,
                                       const std::string& before,
                                       const std::string& after) {
    const auto present = scenario::load_file(file);
    if (!present) {
        return Err{present.error().message};
    }
    if (present->text != before) {
        return Err{std::string("the file was changed by somebody else meanwhile; start again to see it")};
    }
    return write_whole(file, after);
}

ExitCode code_of_signal(int signal) {
    return signal == SIGTERM  ? ExitCode::terminated
           : signal == SIGHUP ? ExitCode::hung_up
                              : ExitCode::interrupted;
}

}  // namespace

ExitCode cmd_tune(const TuneOptions& options, Printer& printer) {
    const Terminal terminal = printer.terminal(Stream::out);
    if (!terminal.interactive || ::isatty(STDIN_FILENO) != 1) {
        printer.problem("tune needs a terminal as its standard input and output",
                        "in a script: fortify simulate --set PATH=VALUE FILE");
        return ExitCode::usage;
    }
    const auto specimen = read_specimen(options, printer);
    if (!specimen) {
        return ExitCode::usage;
    }
    if (const auto obstacle = tune::why_not_simulated(specimen->plan())) {
        printer.problem(fmt::format("cannot simulate '{}': {}", options.file, obstacle->reason),
                        obstacle->help);
        return ExitCode::usage;
    }
    const report::TextOptions look = text_options(terminal);
    const auto ended = tune::ui::run_screen(*specimen,
                                            [&](const std::string& before, const std::string& after) {
                                                return replace_text(options.file, before, after);
                                            },
                                            {.terminal = process_environment()("TERM").value_or(""),
                                             .colour = look.colour,
                                             .charset = look.charset,
                                             .threads = std::max(std::thread::hardware_concurrency(), 2U)});
    if (!ended) {
        printer.problem(fmt::format("tune cannot use the terminal: {}", ended.error()),
                        "in a script: fortify simulate --set PATH=VALUE FILE");
        return ExitCode::usage;
    }
    return *ended ? code_of_signal(**ended) : ExitCode::passed;
}

}  // namespace fortify::cli
