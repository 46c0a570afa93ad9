#include "cli/flag_values.hpp"

#include "core/quantity.hpp"
#include "core/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace fortify::cli {

Verbosity verbosity_of(const Arguments& arguments) {
    return arguments.has("--quiet") ? Verbosity::quiet : Verbosity::normal;
}

Result<std::optional<std::uint64_t>, UsageError> seed_of(const Arguments& arguments) {
    const auto text = arguments.one("--seed");
    if (!text) {
        return std::optional<std::uint64_t>{};
    }
    std::uint64_t seed = 0;
    const char* const end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, seed);
    if (error != std::errc{} || stop != end) {
        return Err{
            UsageError{fmt::format("--seed '{}' is not a whole number from 0 to 2^64 - 1", printable(*text)),
                       "as in --seed 42"}};
    }
    return std::optional<std::uint64_t>(seed);
}

Result<std::size_t, UsageError> count_of(const Arguments& arguments, const CountFlag& flag) {
    const auto text = arguments.one(flag.name);
    if (!text) {
        return flag.usual;
    }
    std::size_t count = 0;
    const char* const end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, count);
    if (error != std::errc{} || stop != end || count < flag.least || count > flag.most) {
        return Err{
            UsageError{fmt::format("{} '{}' is not a whole number from {} to {}", flag.name, printable(*text),
                                   flag.least, flag.most),
                       fmt::format("as in {} {}", flag.name, flag.usual == 0 ? flag.least : flag.usual)}};
    }
    return count;
}

Result<double, UsageError> share_of(const Arguments& arguments, const ShareFlag& flag) {
    const auto text = arguments.one(flag.name);
    if (!text) {
        return flag.usual;
    }
    const auto share = parse_ratio(*text);
    if (!share || share->value < flag.least || share->value > flag.most) {
        return Err{
            UsageError{fmt::format("{} '{}': {}", flag.name, printable(*text),
                                   share ? fmt::format("it is from {} to {}", format_ratio(Ratio{flag.least}),
                                                       format_ratio(Ratio{flag.most}))
                                         : share.error()),
                       fmt::format("as in {} {}", flag.name, flag.example)}};
    }
    return share->value;
}

}  // namespace fortify::cli
