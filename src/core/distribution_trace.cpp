#include "core/assert.hpp"
#include "core/distribution_text.hpp"
#include "core/quantity.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fortify {

std::vector<std::string> trace_files(const Distribution& distribution) {
    std::vector<std::string> files;
    if (const auto* const trace = std::get_if<Distribution::Trace>(&distribution.shape())) {
        files.push_back(trace->file);
    }
    if (const auto* const mixture = std::get_if<Distribution::Mixture>(&distribution.shape())) {
        for (const Distribution::Part& part : mixture->parts) {
            const auto inner = trace_files(part.distribution);
            files.insert(files.end(), inner.begin(), inner.end());
        }
    }
    return files;
}

Distribution with_trace(const Distribution& distribution,
                        const std::string& file,
                        const std::vector<Duration>& values) {
    FORTIFY_ASSERT(!values.empty());
    if (const auto* const trace = std::get_if<Distribution::Trace>(&distribution.shape())) {
        return trace->file == file ? Distribution(Distribution::Trace{file, values}) : distribution;
    }
    if (const auto* const mixture = std::get_if<Distribution::Mixture>(&distribution.shape())) {
        Distribution::Mixture changed;
        for (const Distribution::Part& part : mixture->parts) {
            changed.parts.push_back({part.weight, with_trace(part.distribution, file, values)});
        }
        return Distribution(std::move(changed));
    }
    return distribution;
}

Result<std::vector<Duration>, std::string> parse_trace(std::string_view text) {
    std::vector<Duration> values;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        const auto first = line.find_first_not_of(" \t\r");
        if (first == std::string_view::npos || line[first] == '#') {
            continue;
        }
        const auto value = parse_duration(line.substr(first, line.find_last_not_of('\r') + 1 - first));
        if (!value) {
            return Err{fmt::format("line {}: {}", number, value.error())};
        }
        values.push_back(*value);
    }
    if (values.empty()) {
        return Err{std::string("expected one duration a line, found none")};
    }
    return values;
}

}  // namespace fortify
