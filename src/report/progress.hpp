#pragma once

#include "core/time.hpp"
#include "policy/circuit_breaker.hpp"
#include "report/text.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace fortify::report {

// A run while it goes on.
struct ProgressView {
    std::string phase;
    Duration elapsed{0};
    Duration total{0};
    double settled_per_second = 0;  // of late
    std::uint64_t in_flight = 0;
    std::optional<policy::BreakerState> breaker;  // the worst; none: there is no breaker
    std::optional<double> worst_margin;           // over the SLOs of which something can be said already
};

// One line for a terminal, without a line break, shorter than `width` (any width: what has no room is left
// out, first the bar, then from the end), so that it can be drawn over itself.
[[nodiscard]] std::string render_progress(const ProgressView& view, const TextOptions& options);
// The same as a sentence for a pipe or a log.
[[nodiscard]] std::string render_progress_plain(const ProgressView& view);

}  // namespace fortify::report
