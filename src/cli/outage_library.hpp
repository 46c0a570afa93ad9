#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::cli {

// A file of scenarios/outages, built in, so that the program alone suffices.
struct Outage {
    std::string_view name;  // of the file, without ".toml"
    std::string_view text;
};

// By name.
[[nodiscard]] std::span<const Outage> outages();
[[nodiscard]] const Outage* find_outage(std::string_view name);

// What the comment at the head of each says.
[[nodiscard]] std::string_view title_of(const Outage& outage);               // its first line
[[nodiscard]] std::string_view runs_of(const Outage& outage);                // "in real time: 40 s"
[[nodiscard]] std::vector<std::string_view> cures_of(const Outage& outage);  // flags for a run that passes

}  // namespace fortify::cli
