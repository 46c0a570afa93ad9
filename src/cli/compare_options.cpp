#include "cli/compare_options.hpp"

#include "cli/flag_values.hpp"
#include "core/text.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace fortify::cli {

namespace {

using FailOn = CompareOptions::FailOn;

Result<FailOn, UsageError> fail_on_of(const Arguments& arguments) {
    const std::string word = arguments.one("--fail-on").value_or("");
    if (word.empty() && !arguments.has("--fail-on")) {
        return FailOn::nothing;
    }
    if (word == "worse") {
        return FailOn::worse;
    }
    if (word == "undecided") {
        return FailOn::undecided;
    }
    return Err{UsageError{fmt::format("--fail-on cannot be '{}'", printable(word)),
                          "it is worse, or undecided, which includes worse"}};
}

Result<Done, UsageError> take_sides(const Arguments& arguments, CompareOptions& options) {
    options.base = arguments.operands;
    options.head = arguments.all("--vs");
    if (!options.head.empty()) {
        return Done{};
    }
    if (options.base.size() > 2) {
        return Err{UsageError{fmt::format("compare: '{}' is one too many", printable(options.base[2])),
                              "write --vs before the files of B"}};
    }
    if (options.base.size() == 2) {
        options.head.push_back(options.base.back());
        options.base.pop_back();
    }
    return Done{};
}

// Flags that mean nothing for what is compared.
std::optional<UsageError> conflict_of(const Arguments& arguments, const CompareOptions& options) {
    const bool stored = is_stored(options);
    const auto refuse = [](std::string_view flag, std::string_view what) {
        return UsageError{fmt::format("compare: {} means nothing for {}", flag, what),
                          "see 'fortify help compare'"};
    };
    for (const std::string_view flag : {"--set", "--set-a", "--set-b", "--seeds", "--seed", "--repeat"}) {
        if (stored && arguments.has(flag)) {
            return refuse(flag, "stored reports");
        }
    }
    for (const std::string_view flag : {"--save", "--allow", "--allow-exec"}) {
        if (options.repeats == 0 && arguments.has(flag)) {
            return refuse(flag, "runs without --repeat");
        }
    }
    if (options.repeats > 0 && arguments.has("--seeds")) {
        return UsageError{"compare: --seeds and --repeat exclude each other",
                          "--seeds is for simulated runs, --repeat for runs in real time"};
    }
    if (stored && options.head.empty()) {
        return UsageError{"compare: the reports of B are missing", "as in 'fortify compare main/ branch/'"};
    }
    if (!stored && options.head.empty() && options.base_settings.empty() && options.head_settings.empty()) {
        return UsageError{"compare: nothing differs between A and B",
                          "name a second scenario, or change one with --set-b"};
    }
    if (!stored && (options.base.size() > 1 || options.head.size() > 1)) {
        return UsageError{"compare: a side is one scenario, or reports that end in .json",
                          "see 'fortify help compare'"};
    }
    return std::nullopt;
}

// Everything that is a number.
Result<Done, UsageError> take_numbers(const Arguments& arguments, CompareOptions& options) {
    const auto seed = seed_of(arguments);
    const auto seeds = count_of(arguments, {.name = "--seeds", .usual = 20, .most = most_seeds});
    const auto repeats = count_of(arguments, {.name = "--repeat", .usual = 10, .most = most_repeats});
    const auto level = share_of(
        arguments, {.name = "--level", .usual = 0.95, .least = 0.5, .most = 0.9999, .example = "95%"});
    const auto band =
        share_of(arguments, {.name = "--band", .usual = 0.02, .least = 0, .most = 1, .example = "2%"});
    for (const UsageError* const error : {seed ? nullptr : &seed.error(), seeds ? nullptr : &seeds.error(),
                                          repeats ? nullptr : &repeats.error(),
                                          level ? nullptr : &level.error(), band ? nullptr : &band.error()}) {
        if (error != nullptr) {
            return Err{*error};
        }
    }
    options.seed = *seed;
    options.seeds = *seeds;
    options.repeats = arguments.has("--repeat") ? *repeats : 0;
    options.level = *level;
    options.band = *band;
    return Done{};
}

bool is_stored_one(const std::string& path) {
    std::error_code error;
    return path.ends_with(".json") || std::filesystem::is_directory(path, error);
}

}  // namespace

bool is_stored(const CompareOptions& options) {
    return is_stored_one(options.base.front()) ||
           (!options.head.empty() && is_stored_one(options.head.front()));
}

Result<CompareOptions, UsageError> parse_compare(const Arguments& arguments) {
    CompareOptions options;
    const auto sides = take_sides(arguments, options);
    if (!sides) {
        return Err{sides.error()};
    }
    const auto numbers = take_numbers(arguments, options);
    if (!numbers) {
        return Err{numbers.error()};
    }
    const auto fail_on = fail_on_of(arguments);
    if (!fail_on) {
        return Err{fail_on.error()};
    }
    options.fail_on = *fail_on;
    options.settings = arguments.all("--set");
    options.base_settings = arguments.all("--set-a");
    options.head_settings = arguments.all("--set-b");
    options.metrics = arguments.all("--metric");
    options.allow = arguments.all("--allow");
    options.exec = arguments.has("--allow-exec") ? scenario::Exec::allowed : scenario::Exec::as_written;
    options.save = arguments.one("--save");
    options.json = arguments.one("--json");
    options.verbosity = verbosity_of(arguments);
    if (const auto conflict = conflict_of(arguments, options)) {
        return Err{*conflict};
    }
    return options;
}

}  // namespace fortify::cli
