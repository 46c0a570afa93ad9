#include "cli/commands.hpp"
#include "cli/scenario_input.hpp"
#include "core/quantity.hpp"
#include "core/text.hpp"

#include <fmt/format.h>

namespace fortify::cli {

namespace {

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string summary(const ScenarioInput& scenario) {
    const run::Plan& plan = scenario.plan;
    if (plan.loads.empty()) {
        return fmt::format(
            "{}: ok: {}, {}\n", printable(scenario.source.file),
            plan.proxies.size() == 1 ? "1 proxy" : fmt::format("{} proxies", plan.proxies.size()),
            counted(plan.faults.size(), "fault"));
    }
    return fmt::format("{}: ok: {}, {}, {}, {}, {}\n", printable(scenario.source.file),
                       human_duration(plan.end() - run_start), counted(plan.targets.size(), "target"),
                       counted(plan.phases.size(), "phase"), counted(plan.faults.size(), "fault"),
                       counted(plan.slos.size(), "SLO"));
}

}  // namespace

ExitCode cmd_check(const CheckOptions& options, Printer& printer) {
    ExitCode code = ExitCode::passed;
    for (const std::string& file : options.files) {
        const auto scenario = read_scenario({.file = file,
                                             .settings = options.settings,
                                             .seed = {},
                                             .allow = {},
                                             .purpose = scenario::Purpose::either},
                                            options.verbosity, printer);
        if (!scenario) {
            code = ExitCode::usage;
        } else if (options.verbosity == Verbosity::normal) {
            printer.out(summary(*scenario));
        }
    }
    return code;
}

}  // namespace fortify::cli
