#include "cli/tune_options.hpp"

#include "cli/flag_values.hpp"
#include "core/quantity.hpp"
#include "core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace fortify::cli {

namespace {

using Parsed = Result<CommandOptions, UsageError>;

constexpr std::size_t most_threads = 1'024;
constexpr std::size_t most_latin_points = 10'000;
constexpr std::size_t most_added = 20;
constexpr double most_explored = 1e6;
constexpr double highest_seed = 1e12;
constexpr double least_load = 0.01;
constexpr double most_load = 100;
constexpr std::size_t most_optimise_trials = 1'000'000;
constexpr std::size_t most_intensities = 5;
constexpr double least_intensity = 0.1;
constexpr double most_intensity = 10;

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

Result<ReportFormat, UsageError> report_format_of(const Arguments& arguments) {
    const std::string word = arguments.one("--format").value_or("text");
    if (word == "text" || word == "json") {
        return word == "text" ? ReportFormat::text : ReportFormat::json;
    }
    return Err{UsageError{fmt::format("--format cannot be '{}'", printable(word)), "it is text or json"}};
}

struct SeedRange {
    std::uint64_t first = 1;
    std::uint64_t last = 100;
};

// "17" or "1..1000".
Result<SeedRange, UsageError> seed_range_of(const Arguments& arguments) {
    const auto text = arguments.one("--seeds");
    if (!text) {
        return SeedRange{};
    }
    const auto mistake = [&](std::string_view what) {
        return Err{UsageError{fmt::format("--seeds '{}': {}", printable(*text), what),
                              "as in --seeds 1..1000, or --seeds 17"}};
    };
    const std::size_t dots = text->find("..");
    const auto first = parse_number(text->substr(0, dots));
    const auto last = dots == std::string::npos ? first : parse_number(text->substr(dots + 2));
    const auto is_seed = [](const Result<double, std::string>& number) {
        return number && *number <= highest_seed && std::floor(*number) >= *number;
    };
    if (!is_seed(first) || !is_seed(last)) {
        return mistake("seeds are whole numbers from 0 to a million million");
    }
    if (*first > *last) {
        return mistake("the range ends before it begins");
    }
    if (*last - *first >= most_explored) {
        return mistake("at most 1,000,000 at once");
    }
    return SeedRange{.first = static_cast<std::uint64_t>(*first), .last = static_cast<std::uint64_t>(*last)};
}

// "0.5..2" or "50%..200%", times the load of the scenario.
Result<std::optional<ExploreOptions::LoadRange>, UsageError> load_range_of(const Arguments& arguments) {
    const auto text = arguments.one("--load");
    if (!text) {
        return std::optional<ExploreOptions::LoadRange>{};
    }
    const std::size_t dots = text->find("..");
    const auto low = parse_ratio(text->substr(0, dots));
    const auto high = dots == std::string::npos ? low : parse_ratio(text->substr(dots + 2));
    if (!low || !high || low->value < least_load || high->value > most_load || low->value > high->value) {
        return Err{UsageError{
            fmt::format("--load '{}' is not a factor or a range of factors from 1% to 100", printable(*text)),
            "as in --load 50%..200%, or --load 1"}};
    }
    return std::optional(ExploreOptions::LoadRange{.text = *text, .low = low->value, .high = high->value});
}

// "1,1.2": ascending or not, each once.
Result<std::vector<double>, UsageError> intensities_of(const Arguments& arguments) {
    const std::string text = arguments.one("--intensity").value_or("1,1.2");
    std::vector<double> intensities;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(',', start), text.size());
        const auto number = parse_number(std::string_view(text).substr(start, end - start));
        const bool is_known =
            number && std::find(intensities.begin(), intensities.end(), *number) != intensities.end();
        if (!number || *number < least_intensity || *number > most_intensity || is_known ||
            intensities.size() == most_intensities) {
            return Err{
                UsageError{fmt::format("--intensity '{}': it is a list of up to {} different numbers from "
                                       "{} to {}",
                                       printable(text), most_intensities, least_intensity, most_intensity),
                           "as in --intensity 1,1.5"}};
        }
        intensities.push_back(*number);
        start = end + 1;
    }
    return intensities;
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
        arguments,
        {.name = "--confidence", .usual = usual_confidence, .least = 0.5, .most = 0.9999, .example = "95%"});
    const auto format = report_format_of(arguments);
    if (!study || !trials || !confidence || !format) {
        return Err{!study        ? study.error()
                   : !trials     ? trials.error()
                   : !confidence ? confidence.error()
                                 : format.error()};
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
        .allow = arguments.all("--allow"),
        .format = *format};
    if (options.mode == FindOptions::Mode::real && options.frontier) {
        return Err{
            UsageError{"--frontier and --real exclude each other", "search one value at a time with --set"}};
    }
    if (options.mode == FindOptions::Mode::simulated && !options.allow.empty()) {
        return Err{UsageError{"--allow means nothing without --real", "nothing is sent in virtual time"}};
    }
    return CommandOptions{std::move(options)};
}

Parsed parse_explore(const Arguments& arguments) {
    const auto study = study_of(arguments);
    const auto seeds = seed_range_of(arguments);
    const auto added = count_of(arguments, {.name = "--add", .usual = 3, .least = 0, .most = most_added});
    const auto load = load_range_of(arguments);
    const auto format = report_format_of(arguments);
    if (!study || !seeds || !added || !load || !format) {
        return Err{!study   ? study.error()
                   : !seeds ? seeds.error()
                   : !added ? added.error()
                   : !load  ? load.error()
                            : format.error()};
    }
    ExploreOptions options{.study = *study,
                           .first = seeds->first,
                           .last = seeds->last,
                           .added = arguments.has("--add") ? std::optional(*added) : std::nullopt,
                           .load = *load,
                           .write = arguments.one("--write"),
                           .format = *format};
    if (options.write && options.first != options.last) {
        return Err{
            UsageError{"--write takes the scenario of one seed", "as in --seeds 17 --write drawn.toml"}};
    }
    return CommandOptions{std::move(options)};
}

Parsed parse_minimise(const Arguments& arguments) {
    const auto study = study_of(arguments);
    const auto seeds = count_of(arguments, {.name = "--seeds", .usual = 1, .most = most_seeds});
    const auto format = report_format_of(arguments);
    if (!study || !seeds || !format) {
        return Err{!study ? study.error() : !seeds ? seeds.error() : format.error()};
    }
    return CommandOptions{MinimiseOptions{
        .study = *study, .seeds = *seeds, .write = arguments.one("--write"), .format = *format}};
}

Parsed parse_optimise(const Arguments& arguments) {
    const auto study = study_of(arguments);
    const auto trials =
        count_of(arguments, {.name = "--trials", .usual = 2000, .least = 100, .most = most_optimise_trials});
    const auto seeds = count_of(arguments, {.name = "--seeds", .usual = 64, .least = 8, .most = most_seeds});
    const auto intensities = intensities_of(arguments);
    if (!study || !trials || !seeds || !intensities) {
        return Err{!study    ? study.error()
                   : !trials ? trials.error()
                   : !seeds  ? seeds.error()
                             : intensities.error()};
    }
    if (arguments.has("--write") && arguments.has("--set")) {
        return Err{UsageError{"--write and --set exclude each other",
                              "what is found beside a --set does not hold for the file as it stands"}};
    }
    const auto goal = arguments.one("--goal");
    if (!goal) {
        return Err{UsageError{"optimise: --goal is missing", "as in --goal \"min p99(response_time)\""}};
    }
    return CommandOptions{OptimiseOptions{.study = *study,
                                          .goal = *goal,
                                          .subject_to = arguments.all("--subject-to"),
                                          .vary = arguments.all("--vary"),
                                          .intensities = *intensities,
                                          .trials = *trials,
                                          .seeds = *seeds,
                                          .output = arguments.has("--write")
                                                        ? OptimiseOptions::Output::scenario
                                                        : OptimiseOptions::Output::text,
                                          .json = arguments.one("--json")}};
}

}  // namespace fortify::cli
