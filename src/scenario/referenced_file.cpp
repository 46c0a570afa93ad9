#include "scenario/referenced_file.hpp"

#include "core/distribution_text.hpp"
#include "scenario/text_file.hpp"

#include <fmt/core.h>

#include <filesystem>

namespace fortify::scenario {

namespace {

std::optional<std::string> read_beside_scenario(const Section& section,
                                                const Node& place,
                                                const std::string& file) {
    const std::filesystem::path directory(section.context().options().directory);
    auto text = read_text_file((directory / file).string());
    if (text) {
        return std::move(*text);
    }
    section.context().report(Code::unusable_file, place.span,
                             fmt::format("{} cannot be used: {}",
                                         in_quotes(place.secret ? place.written : file), text.error().reason),
                             directory.empty()
                                 ? std::string()
                                 : fmt::format("the path is relative to {}", in_quotes(directory.string())));
    return std::nullopt;
}

}  // namespace

std::optional<std::string> read_named_file(const Section& section, std::string_view key) {
    const auto file = section.get<std::string>(key);
    return file ? read_beside_scenario(section, section.find(key)->node, *file) : std::nullopt;
}

Distribution read_distribution(const Section& section, std::string_view key) {
    Distribution distribution = section.value<Distribution>(key);
    for (const std::string& file : trace_files(distribution)) {
        const Node& place = section.find(key)->node;
        const auto text = read_beside_scenario(section, place, file);
        if (!text) {
            return Distribution{};  // an empty trace can be asked nothing
        }
        const auto values = parse_trace(*text);
        if (!values) {
            section.context().report(
                Code::unusable_file, place.span,
                fmt::format("{} cannot be used: {}", in_quotes(place.secret ? place.written : file),
                            values.error()),
                "a trace has one duration a line, such as 12.5ms");
            return Distribution{};
        }
        distribution = with_trace(distribution, file, *values);
    }
    return distribution;
}

}  // namespace fortify::scenario
