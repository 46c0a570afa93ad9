#pragma once

#include <cstdint>
#include <string>

namespace fortify::cli {

// Where a run took place, for its report.
struct Machine {
    std::string host;
    std::string kernel;
    std::uint32_t cpus = 1;
};
[[nodiscard]] Machine this_machine();

// CPU time that the calling thread has spent so far, in seconds.
[[nodiscard]] double thread_cpu_seconds();

}  // namespace fortify::cli
