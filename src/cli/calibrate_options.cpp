#include "cli/calibrate_options.hpp"

#include "cli/flag_values.hpp"
#include "core/quantity.hpp"
#include "core/text.hpp"

#include <fmt/format.h>

#include <array>

namespace fortify::cli {

namespace {

Result<Rate, UsageError> max_rate_of(const Arguments& arguments) {
    const std::string text = arguments.one("--max-rate").value_or("1000/s");
    const auto rate = parse_rate(text);
    if (!rate || !(rate->per_second >= 1)) {
        return Err{UsageError{
            fmt::format("--max-rate '{}': {}", printable(text), rate ? "it is at least 1/s" : rate.error()),
            "as in --max-rate 1000/s"}};
    }
    return *rate;
}

Result<Duration, UsageError> length_of(const Arguments& arguments) {
    const std::string text = arguments.one("--for").value_or("12s");
    const auto length = parse_duration(text);
    if (!length || *length < 2s || *length > 10min) {
        return Err{UsageError{
            fmt::format("--for '{}': {}", printable(text), length ? "it is from 2s to 10m" : length.error()),
            "as in --for 30s"}};
    }
    return *length;
}

// The host is measured by itself.
std::optional<UsageError> conflict_of(const Arguments& arguments) {
    const bool host = arguments.has("--host");
    if (!host && arguments.operands.empty()) {
        return UsageError{"calibrate: URL or SCENARIO is missing",
                          "as in 'fortify calibrate http://127.0.0.1:8080/', or --host for this machine"};
    }
    if (host && !arguments.operands.empty()) {
        return UsageError{
            fmt::format("calibrate: --host takes no '{}'", printable(arguments.operands.front())),
            "it measures this machine"};
    }
    for (const std::string_view flag : {"--target", "--write", "--max-rate", "--max-calls", "--max-users",
                                        "--for", "--allow", "--set", "--seed"}) {
        if (host && arguments.has(flag)) {
            return UsageError{fmt::format("calibrate: {} means nothing for --host", flag),
                              "it measures this machine"};
        }
    }
    const bool is_url = !host && is_url_operand(arguments.operands.front());
    for (const std::string_view flag : {"--target", "--write", "--set"}) {
        if (is_url && arguments.has(flag)) {
            return UsageError{fmt::format("calibrate: {} means nothing for a URL", flag),
                              "name a scenario that has the URL as a target"};
        }
    }
    return std::nullopt;
}

}  // namespace

bool is_url_operand(std::string_view operand) {
    return operand.starts_with("http://") || operand.starts_with("https://");
}

Result<CalibrateOptions, UsageError> parse_calibrate(const Arguments& arguments) {
    if (const auto conflict = conflict_of(arguments)) {
        return Err{*conflict};
    }
    const auto seed = seed_of(arguments);
    const auto rate = max_rate_of(arguments);
    const auto length = length_of(arguments);
    const auto calls =
        count_of(arguments, {.name = "--max-calls", .usual = 50'000, .least = 100, .most = 10'000'000});
    const auto users = count_of(arguments, {.name = "--max-users", .usual = 64, .least = 2, .most = 4096});
    const std::array errors{seed ? nullptr : &seed.error(), rate ? nullptr : &rate.error(),
                            length ? nullptr : &length.error(), calls ? nullptr : &calls.error(),
                            users ? nullptr : &users.error()};
    for (const UsageError* const error : errors) {
        if (error != nullptr) {
            return Err{*error};
        }
    }
    CalibrateOptions options;
    options.subject =
        arguments.has("--host") ? CalibrateOptions::Subject::host : CalibrateOptions::Subject::endpoint;
    options.what = arguments.operands.empty() ? std::string{} : arguments.operands.front();
    options.target = arguments.one("--target");
    options.output =
        arguments.has("--write") ? CalibrateOptions::Output::scenario : CalibrateOptions::Output::text;
    options.settings = arguments.all("--set");
    options.allow = arguments.all("--allow");
    options.seed = *seed;
    options.max_rate = *rate;
    options.max_calls = *calls;
    options.max_users = static_cast<std::uint32_t>(*users);
    options.length = *length;
    options.json = arguments.one("--json");
    options.verbosity = verbosity_of(arguments);
    return options;
}

}  // namespace fortify::cli
