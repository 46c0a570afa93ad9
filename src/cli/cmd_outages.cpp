#include "cli/commands.hpp"
#include "cli/file_output.hpp"
#include "cli/outage_library.hpp"
#include "core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace fortify::cli {

namespace {

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
    std::string result;
    for (const std::string& line : wrap(text, std::max(width, indent + 40) - indent)) {
        result += (result.empty() ? "" : std::string(indent, ' ')) + line + "\n";
    }
    return result;
}

ExitCode list_outages(Printer& printer) {
    constexpr std::size_t name_width = 24;
    const std::size_t width = printer.terminal(Stream::out).width;
    std::string text;
    for (const Outage& outage : outages()) {
        text +=
            fmt::format("{:<{}}{}", outage.name, name_width, wrapped(title_of(outage), name_width, width));
        text += std::string(name_width, ' ') + wrapped(runs_of(outage), name_width, width);
    }
    printer.out(text + "\nfortify outages show NAME prints one, fortify outages copy NAME writes it here.\n");
    return ExitCode::passed;
}

ExitCode list_names(Printer& printer) {
    std::string text;
    for (const Outage& outage : outages()) {
        text += fmt::format("{}\n", outage.name);
    }
    printer.out(text);
    return ExitCode::passed;
}

const Outage* find(const std::string& name, Printer& printer) {
    if (const Outage* const outage = find_outage(name)) {
        return outage;
    }
    std::vector<std::string_view> names;
    for (const Outage& outage : outages()) {
        names.push_back(outage.name);
    }
    const auto meant = closest(name, names);
    printer.problem(fmt::format("there is no outage '{}'", printable(name)),
                    meant ? fmt::format("did you mean '{}'?", *meant) : "see 'fortify outages'");
    return nullptr;
}

ExitCode copy(const Outage& outage, const OutagesOptions& options, Printer& printer) {
    const std::string file = fmt::format("{}.toml", outage.name);
    const std::string path =
        options.folder == "." ? file : (std::filesystem::path(options.folder) / file).string();
    std::error_code error;
    const bool exists = std::filesystem::exists(std::filesystem::symlink_status(path, error));
    if (exists && options.existing == OutagesOptions::Existing::keep) {
        printer.problem(fmt::format("'{}' is there already", printable(path)), "--force replaces it");
        return ExitCode::usage;
    }
    const auto written = write_whole(path, outage.text);
    if (!written) {
        printer.problem(fmt::format("cannot write '{}': {}", printable(path), written.error()));
        return ExitCode::usage;
    }
    std::string text = fmt::format("{}\n\nfails:  fortify simulate {}\n", path, path);
    for (const std::string_view cure : cures_of(outage)) {
        text += fmt::format("passes: fortify simulate {} {}\n", path, cure);
    }
    printer.out(text);
    return ExitCode::passed;
}

}  // namespace

ExitCode cmd_outages(const OutagesOptions& options, Printer& printer) {
    switch (options.verb) {
        case OutagesOptions::Verb::list:
            return list_outages(printer);
        case OutagesOptions::Verb::names:
            return list_names(printer);
        case OutagesOptions::Verb::show:
        case OutagesOptions::Verb::copy:
            break;
    }
    const Outage* const outage = find(options.name, printer);
    if (outage == nullptr) {
        return ExitCode::usage;
    }
    if (options.verb == OutagesOptions::Verb::show) {
        printer.out(outage->text);
        return ExitCode::passed;
    }
    return copy(*outage, options, printer);
}

}  // namespace fortify::cli
