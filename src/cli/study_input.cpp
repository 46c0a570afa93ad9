#include "cli/study_input.hpp"

#include "cli/scenario_input.hpp"
#include "tune/trial.hpp"

#include <fmt/format.h>

#include <utility>

namespace fortify::cli {

std::optional<tune::Specimen> read_specimen(const StudyOptions& options,
                                            const SpecimenUse& use,
                                            Printer& printer) {
    auto source = load_source(options.file, options.verbosity, printer);
    if (!source) {
        return std::nullopt;
    }
    Diagnostics wrong;
    scenario::Options reading = options_of(
        {.file = options.file, .settings = options.settings, .seed = options.seed, .allow = use.allow},
        process_environment(), wrong);
    if (!wrong.empty()) {
        show_flag_mistakes(wrong, printer);
        return std::nullopt;
    }
    auto specimen = tune::Specimen::read(*source, std::move(reading));
    if (!specimen) {
        show_diagnostics(specimen.error(), *source, options.verbosity, printer);
        return std::nullopt;
    }
    show_diagnostics(specimen->warnings(), *source, options.verbosity, printer);
    const auto obstacle = tune::why_not_simulated(specimen->plan());
    if (obstacle && use.time == SpecimenUse::Time::simulated) {
        printer.problem(fmt::format("cannot simulate '{}': {}", options.file, obstacle->reason),
                        obstacle->help);
        return std::nullopt;
    }
    return std::move(*specimen);
}

std::optional<std::vector<slo::Measurement>> read_measurements(std::string_view flag,
                                                               const std::vector<std::string>& texts,
                                                               const run::Plan& plan,
                                                               Printer& printer) {
    const slo::Vocabulary vocabulary = tune::vocabulary_of(plan);
    std::vector<slo::Measurement> measurements;
    Diagnostics wrong;
    for (const std::string& text : texts) {
        const SourceSpan place{.file = fmt::format("{} {}", flag, text), .line = 1, .column = 1, .length = 1};
        auto parsed = slo::parse_measurement(text, place, vocabulary);
        if (parsed) {
            measurements.push_back(std::move(*parsed));
        } else {
            wrong.insert(wrong.end(), parsed.error().begin(), parsed.error().end());
        }
    }
    if (!wrong.empty()) {
        show_flag_mistakes(wrong, printer);
        return std::nullopt;
    }
    return measurements;
}

void show_flag_mistakes(const Diagnostics& diagnostics, Printer& printer) {
    show_diagnostics(diagnostics, {.file = {}, .text = {}}, Verbosity::normal, printer);
}

}  // namespace fortify::cli
