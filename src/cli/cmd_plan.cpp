#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/scenario_input.hpp"
#include "cli/text_options.hpp"
#include "cli/version.hpp"
#include "predict/prediction.hpp"
#include "report/prediction_text.hpp"

namespace fortify::cli {

namespace {

enum class Place : std::uint8_t { first, later };

ExitCode plan_one(const std::string& file, Place place, const PlanOptions& options, Printer& printer) {
    const auto scenario =
        read_scenario({.file = file, .settings = options.settings, .seed = options.seed, .allow = {}},
                      options.verbosity, printer);
    if (!scenario) {
        return ExitCode::usage;
    }
    const predict::Prediction prediction = predict::predict(scenario->plan);
    const Stream stream = text_stream(options.json);
    if (options.verbosity == Verbosity::normal) {
        printer.print(stream, place == Place::first ? "" : "\n");
        printer.print(stream, report::render_prediction_text(scenario->plan, prediction,
                                                             text_options(printer.terminal(stream))));
    }
    if (options.json &&
        !write_text("prediction", *options.json,
                    report::render_prediction_json(scenario->plan, prediction, std::string(version())),
                    printer)) {
        return ExitCode::usage;
    }
    return ExitCode::passed;
}

}  // namespace

ExitCode cmd_plan(const PlanOptions& options, Printer& printer) {
    if (options.json && !can_write("prediction", *options.json, printer)) {
        return ExitCode::usage;
    }
    ExitCode code = ExitCode::passed;
    Place place = Place::first;
    for (const std::string& file : options.files) {
        const ExitCode one = plan_one(file, place, options, printer);
        place = one == ExitCode::passed ? Place::later : place;
        code = worse(code, one);
    }
    return code;
}

}  // namespace fortify::cli
