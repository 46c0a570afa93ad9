#include "cli/scenario_input.hpp"

#include "report/redact.hpp"
#include "scenario/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace fortify::cli {

namespace {

std::size_t count_warnings(const Diagnostics& diagnostics) {
    return static_cast<std::size_t>(
        std::count_if(diagnostics.begin(), diagnostics.end(),
                      [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::warning; }));
}

}  // namespace

void show_diagnostics(const Diagnostics& diagnostics,
                      const scenario::Source& source,
                      Verbosity verbosity,
                      Printer& printer) {
    Diagnostics shown;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (verbosity == Verbosity::normal || diagnostic.severity == Severity::error) {
            shown.push_back(diagnostic);
        }
    }
    if (!shown.empty()) {
        const bool colour = printer.terminal(Stream::err).colour;
        printer.err(scenario::render_diagnostics(
            shown, source, colour ? scenario::Style::coloured : scenario::Style::plain));
    }
}

scenario::Environment process_environment() {
    return [](const std::string& name) {
        const char* const value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
}

bool may_run_commands(const ScenarioInput& scenario, Printer& printer) {
    const run::Plan& plan = scenario.plan;
    const std::vector<std::string> commands = run::commands_of(plan);
    if (commands.empty() || plan.safety.allow_exec) {
        return true;
    }
    printer.problem(fmt::format("cannot run '{}': it would run commands, such as \"{}\"",
                                scenario.source.file, report::redact(commands.front(), plan.secrets)),
                    "allow that with --allow-exec, or with allow_exec = true in [safety]");
    return false;
}

std::optional<scenario::Source> load_source(const std::string& file, Verbosity verbosity, Printer& printer) {
    auto source = scenario::load_file(file);
    if (!source) {
        show_diagnostics({source.error()}, {.file = file, .text = {}}, verbosity, printer);
        return std::nullopt;
    }
    return std::move(*source);
}

scenario::Options options_of(const ScenarioRequest& request,
                             const scenario::Environment& environment,
                             Diagnostics& wrong) {
    scenario::Options options{.overrides = {},
                              .seed = request.seed,
                              .allow = request.allow,
                              .exec = request.exec,
                              .environment = environment,
                              .purpose = request.purpose,
                              .directory = std::filesystem::path(request.file).parent_path().string()};
    for (const std::string& setting : request.settings) {
        const auto parsed = scenario::parse_override(setting);
        if (parsed) {
            options.overrides.push_back(*parsed);
        } else {
            wrong.push_back(parsed.error());
        }
    }
    return options;
}

std::optional<ScenarioInput> read_scenario(const ScenarioRequest& request,
                                           Verbosity verbosity,
                                           Printer& printer) {
    const auto source = load_source(request.file, verbosity, printer);
    if (!source) {
        return std::nullopt;
    }
    return check_scenario(*source, request, process_environment(), verbosity, printer);
}

std::optional<ScenarioInput> check_scenario(const scenario::Source& source,
                                            const ScenarioRequest& request,
                                            const scenario::Environment& environment,
                                            Verbosity verbosity,
                                            Printer& printer) {
    Diagnostics wrong_settings;
    const scenario::Options options = options_of({.file = source.file,
                                                  .settings = request.settings,
                                                  .seed = request.seed,
                                                  .allow = request.allow,
                                                  .exec = request.exec,
                                                  .purpose = request.purpose},
                                                 environment, wrong_settings);
    auto loaded = scenario::load(source, options);
    loaded.diagnostics.insert(loaded.diagnostics.end(), wrong_settings.begin(), wrong_settings.end());
    show_diagnostics(loaded.diagnostics, source, verbosity, printer);
    if (!loaded.plan || !wrong_settings.empty()) {
        return std::nullopt;
    }
    return ScenarioInput{
        .plan = std::move(*loaded.plan), .source = source, .warnings = count_warnings(loaded.diagnostics)};
}

}  // namespace fortify::cli
