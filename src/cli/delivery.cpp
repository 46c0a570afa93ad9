#include "cli/delivery.hpp"

#include "cli/file_output.hpp"
#include "cli/text_options.hpp"
#include "report/json.hpp"
#include "report/text.hpp"

#include <fmt/format.h>

namespace fortify::cli {

namespace {

constexpr const char* standard_output = "-";

void print_text(const report::Report& report, const ExecuteOptions& options, Printer& printer) {
    const bool json_on_out = options.json == standard_output;
    const Terminal terminal = printer.terminal(json_on_out ? Stream::err : Stream::out);
    if (options.verbosity == Verbosity::quiet) {
        if (report.overall.conclusion != report::Conclusion::passed) {
            printer.err(fmt::format("{}: {}: {}\n", options.files.front(),
                                    report::name_of(report.overall.conclusion), report.overall.sentence));
        }
        return;
    }
    const std::string text = report::render_text(report, text_options(terminal));
    if (json_on_out) {
        printer.err(text);
    } else {
        printer.out(text);
    }
}

bool write_json(const report::Report& report, const std::string& path, Printer& printer) {
    const std::string json = report::render_json(report);
    if (path == standard_output) {
        printer.out(json);
        return true;
    }
    const auto written = write_whole(path, json);
    if (!written) {
        printer.problem(fmt::format("cannot write the report to '{}': {}", path, written.error()),
                        "the report follows here");
        printer.err(json);
    }
    return written.has_value();
}

bool check_path(std::string_view what, const std::string& path, Printer& printer) {
    const auto writable = check_writable(path);
    if (!writable) {
        printer.problem(fmt::format("cannot write the {} to '{}': {}", what, path, writable.error()));
    }
    return writable.has_value();
}

}  // namespace

bool can_deliver(const ExecuteOptions& options, Printer& printer) {
    bool possible = true;
    if (options.json && options.json != standard_output) {
        possible = check_path("report", *options.json, printer) && possible;
    }
    if (options.journal) {
        possible = check_path("journal", *options.journal, printer) && possible;
    }
    return possible;
}

ExitCode deliver(const report::Report& report, const ExecuteOptions& options, Printer& printer) {
    ExitCode code = exit_code_of(report.overall.exit_code);
    print_text(report, options, printer);
    if (options.json && !write_json(report, *options.json, printer)) {
        code = worse(code, ExitCode::usage);
    }
    return code;
}

}  // namespace fortify::cli
