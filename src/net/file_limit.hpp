#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <string>

namespace fortify::net {

// Makes room for that many open files and sockets, raising the soft limit up to the hard one; else
// says how many are needed, how many may be had, and what to do.
[[nodiscard]] Result<Done, std::string> check_file_limit(std::uint64_t needed);

// The hard limit: so many may be had at all.
[[nodiscard]] std::uint64_t most_open_files();

// Raises the soft limit to the hard one, for those who cannot know what they will need.
void raise_file_limit();

}  // namespace fortify::net
