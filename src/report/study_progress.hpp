#pragma once

#include "core/time.hpp"
#include "report/text.hpp"

#include <cstddef>
#include <string>

namespace fortify::report {

// Many simulations while they go on.
struct StudyProgress {
    std::size_t done = 0;
    std::size_t jobs = 0;
    Duration elapsed{0};
};

// One line for a terminal, without a line break and shorter than the width, to be drawn over itself: a bar,
// the numbers, and the time left once there is something to tell it from.
[[nodiscard]] std::string render_study_progress(const StudyProgress& progress, const TextOptions& options);

}  // namespace fortify::report
