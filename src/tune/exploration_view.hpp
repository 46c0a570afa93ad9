#pragma once

#include "report/text.hpp"
#include "tune/exploration.hpp"

#include <string>

namespace fortify::tune {

// How the one who reads it draws a seed again: with the file and the flags that matter, without the seed.
struct ReplayCommand {
    std::string explore;  // "fortify explore shop.toml --load 50%..200%"
};

// Failing seeds by what failed, the worst of each kind, and how to have them again.
[[nodiscard]] std::string render_exploration_text(const Exploration& exploration,
                                                  const ReplayCommand& command,
                                                  const report::TextOptions& options);
// Every seed that was done; no promise but the fields that the man page names.
[[nodiscard]] std::string render_exploration_json(const Exploration& exploration,
                                                  const ReplayCommand& command);

}  // namespace fortify::tune
