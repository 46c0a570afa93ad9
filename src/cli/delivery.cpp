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
    const Stream stream = text_stream(options.json);
    if (options.verbosity == Verbosity::quiet) {
        if (report.overall.conclusion != report::Conclusion::passed) {
            printer.err(fmt::format("{}: {}: {}\n", options.files.front(),
                                    report::name_of(report.overall.conclusion), report.overall.sentence));
        }
        return;
    }
    printer.print(stream, report::render_text(report, text_options(printer.terminal(stream))));
}

}  // namespace

Stream text_stream(const std::optional<std::string>& json) {
    return json == standard_output ? Stream::err : Stream::out;
}

bool can_write(std::string_view what, const std::string& path, Printer& printer) {
    if (path == standard_output) {
        return true;
    }
    const auto writable = check_writable(path);
    if (!writable) {
        printer.problem(fmt::format("cannot write the {} to '{}': {}", what, path, writable.error()));
    }
    return writable.has_value();
}

bool write_text(std::string_view what, const std::string& path, std::string_view text, Printer& printer) {
    if (path == standard_output) {
        printer.out(text);
        return true;
    }
    const auto written = write_whole(path, text);
    if (!written) {
        printer.problem(fmt::format("cannot write the {} to '{}': {}", what, path, written.error()),
                        fmt::format("the {} follows here", what));
        printer.err(text);
    }
    return written.has_value();
}

bool can_deliver(const ExecuteOptions& options, Printer& printer) {
    bool possible = true;
    if (options.json) {
        possible = can_write("report", *options.json, printer) && possible;
    }
    if (options.journal) {
        possible = can_write("journal", *options.journal, printer) && possible;
    }
    return possible;
}

ExitCode deliver(const report::Report& report, const ExecuteOptions& options, Printer& printer) {
    ExitCode code = exit_code_of(report.overall.exit_code);
    print_text(report, options, printer);
    if (options.json && !write_text("report", *options.json, report::render_json(report), printer)) {
        code = worse(code, ExitCode::usage);
    }
    return code;
}

}  // namespace fortify::cli
