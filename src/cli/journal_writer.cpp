#include "cli/journal_writer.hpp"

#include "cli/journal_file.hpp"
#include "cli/version.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace fortify::cli {

std::unique_ptr<JournalWriter> JournalWriter::open(const ExecuteOptions& options,
                                                   const std::vector<std::string>& allow,
                                                   const ScenarioInput& scenario,
                                                   Printer& printer) {
    std::unique_ptr<JournalWriter> writer(new JournalWriter);
    if (!options.journal) {
        return writer;
    }
    writer->path_ = *options.journal;
    auto file = LineFile::create(writer->path_);
    if (!file) {
        printer.problem(fmt::format("cannot write the journal to '{}': {}", writer->path_, file.error()));
        return nullptr;
    }
    writer->file_ = std::move(*file);
    writer->file_->append(format_header({.version = std::string(version()),
                                         .file = scenario.source.file,
                                         .text = scenario.source.text,
                                         .settings = options.settings,
                                         .seed = scenario.plan.seed,
                                         .allow = allow}));
    LineFile& lines = *writer->file_;
    writer->journal_.emplace([&lines](std::string_view line) { lines.append(line); });
    return writer;
}

bool JournalWriter::close(Printer& printer) {
    if (!file_) {
        return true;
    }
    const auto closed = file_->close();
    if (!closed) {
        printer.problem(fmt::format("cannot write the journal to '{}': {}", path_, closed.error()),
                        "it is incomplete; the run itself is not affected");
    }
    return closed.has_value();
}

}  // namespace fortify::cli
