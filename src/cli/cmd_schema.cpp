#include "cli/commands.hpp"
#include "cli/report_schema.hpp"
#include "scenario/keys.hpp"

namespace fortify::cli {

ExitCode cmd_schema(const SchemaOptions& options, Printer& printer) {
    switch (options.what) {
        case SchemaOptions::What::scenario:
            printer.out(scenario::json_schema());
            return ExitCode::passed;
        case SchemaOptions::What::report:
            printer.out(report_schema());
            return ExitCode::passed;
        case SchemaOptions::What::plan:
            printer.out(plan_schema());
            return ExitCode::passed;
        case SchemaOptions::What::comparison:
            printer.out(comparison_schema());
            return ExitCode::passed;
        case SchemaOptions::What::sweep:
            printer.out(sweep_schema());
            return ExitCode::passed;
        case SchemaOptions::What::optimisation:
            printer.out(optimisation_schema());
            return ExitCode::passed;
        case SchemaOptions::What::margin:
            printer.out(margin_schema());
            return ExitCode::passed;
        case SchemaOptions::What::exploration:
            printer.out(exploration_schema());
            return ExitCode::passed;
        case SchemaOptions::What::minimisation:
            printer.out(minimisation_schema());
            return ExitCode::passed;
        case SchemaOptions::What::calibration:
            printer.out(calibration_schema());
            return ExitCode::passed;
    }
    return ExitCode::internal;
}

}  // namespace fortify::cli
