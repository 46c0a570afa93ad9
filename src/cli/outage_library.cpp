#include "cli/outage_library.hpp"

#include <algorithm>

namespace fortify::cli {

namespace {

// The rest of every comment line that begins so.
std::vector<std::string_view> lines_after(std::string_view text, std::string_view start) {
    std::vector<std::string_view> found;
    while (text.starts_with("#")) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.starts_with(start)) {
            line.remove_prefix(start.size());
            found.push_back(line);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

}  // namespace

const Outage* find_outage(std::string_view name) {
    const auto all = outages();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Outage& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::string_view title_of(const Outage& outage) {
    const auto lines = lines_after(outage.text, "# ");
    return lines.empty() ? std::string_view{} : lines.front();
}

std::string_view runs_of(const Outage& outage) {
    for (const std::string_view line : lines_after(outage.text, "# ")) {
        if (line.starts_with("in real time: ") || line.starts_with("in virtual time only: ")) {
            return line;
        }
    }
    return {};
}

std::vector<std::string_view> cures_of(const Outage& outage) {
    return lines_after(outage.text, "# passes with: ");
}

}  // namespace fortify::cli
