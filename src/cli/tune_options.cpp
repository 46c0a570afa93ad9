#include "cli/tune_options.hpp"

#include "cli/flag_values.hpp"
#include "core/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace fortify::cli {

namespace {

using Parsed = Result<CommandOptions, UsageError>;

constexpr std::size_t most_threads = 1'024;
constexpr std::size_t most_latin_points = 10'000;

Result<StudyOptions, UsageError> study_of(const Arguments& arguments) {
    const auto seed = seed_of(arguments);
    if (!seed) {
        return Err{seed.error()};
    }
    const auto threads = count_of(arguments, {.name = "--threads", .usual = 0, .most = most_threads});
    if (!threads) {
        return Err{threads.error()};
    }
    return StudyOptions{.file = arguments.operands.front(),
                        .settings = arguments.all("--set"),
                        .seed = *seed,
                        .threads = *threads,
                        .verbosity = verbosity_of(arguments)};
}

Result<SweepOptions::Format, UsageError> format_of(const Arguments& arguments) {
    const std::string word = arguments.one("--format").value_or("table");
    if (word == "table") {
        return SweepOptions::Format::table;
    }
    if (word == "csv") {
        return SweepOptions::Format::csv;
    }
    if (word == "json") {
        return SweepOptions::Format::json;
    }
    return Err{
        UsageError{fmt::format("--format cannot be '{}'", printable(word)), "it is table, csv or json"}};
}

}  // namespace

Parsed parse_sweep(const Arguments& arguments) {
    const auto study = study_of(arguments);
    const auto seeds = count_of(arguments, {.name = "--seeds", .usual = 3, .most = most_seeds});
    const auto latin =
        count_of(arguments, {.name = "--latin", .usual = 0, .least = 2, .most = most_latin_points});
    const auto format = format_of(arguments);
    if (!study || !seeds || !latin || !format) {
        return Err{!study ? study.error() : !seeds ? seeds.error() : !latin ? latin.error() : format.error()};
    }
    if (*latin != 0 && arguments.has("--grid")) {
        return Err{UsageError{"--grid and --latin exclude each other", "choose one of them"}};
    }
    SweepOptions options{.study = *study,
                         .vary = arguments.all("--vary"),
                         .minimise = arguments.all("--minimise"),
                         .maximise = arguments.all("--maximise"),
                         .show = arguments.all("--show"),
                         .latin = *latin,
                         .seeds = *seeds,
                         .format = *format,
                         .svg = arguments.one("--svg")};
    if (options.vary.empty()) {
        return Err{
            UsageError{"sweep: --vary is missing", "as in --vary policy.client.retry.max_attempts=1..5"}};
    }
    if (options.svg && options.vary.size() > 2) {
        return Err{
            UsageError{fmt::format("--svg draws one or two keys, but {} are varied", options.vary.size()),
                       "hold the others with --set, or take --format csv"}};
    }
    return CommandOptions{std::move(options)};
}

Parsed parse_find(const Arguments& arguments) {
    const auto study = study_of(arguments);
    const auto trials = count_of(arguments, {.name = "--trials", .usual = 0, .most = most_seeds});
    const auto confidence = share_of(
        arguments, {.name = "--confidence", .usual = 0.95, .least = 0.5, .most = 0.9999, .example = "95%"});
    if (!study || !trials || !confidence) {
        return Err{!study ? study.error() : !trials ? trials.error() : confidence.error()};
    }
    const auto largest = arguments.one("--max");
    const auto smallest = arguments.one("--min");
    if (largest.has_value() == smallest.has_value()) {
        return Err{
            UsageError{largest ? "--max and --min exclude each other" : "find: --max or --min is missing",
                       "as in --max load.rate"}};
    }
    FindOptions options{
        .study = *study,
        .wanted = largest ? FindOptions::Wanted::largest : FindOptions::Wanted::smallest,
        .key = largest ? *largest : *smallest,
        .such_that = arguments.one("--such-that").value_or("slo"),
        .frontier = arguments.one("--frontier"),
        .confidence = *confidence,
        .trials = *trials,
        .mode = arguments.has("--real") ? FindOptions::Mode::real : FindOptions::Mode::simulated,
        .allow = arguments.all("--allow")};
    if (options.mode == FindOptions::Mode::real && options.frontier) {
        return Err{
            UsageError{"--frontier and --real exclude each other", "search one value at a time with --set"}};
    }
    if (options.mode == FindOptions::Mode::simulated && !options.allow.empty()) {
        return Err{UsageError{"--allow means nothing without --real", "nothing is sent in virtual time"}};
    }
    return CommandOptions{std::move(options)};
}

}  // namespace fortify::cli
