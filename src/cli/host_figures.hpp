#pragma once

#include "cli/calibration.hpp"

#include <optional>

namespace fortify::cli {

// This machine by itself, against a service of its own that answers at once.
struct HostFigures {
    double top_rate = 0;  // calls a second, over all users of the best step
    std::optional<Duration> lag_p50;
    std::optional<Duration> lag_p99;
    std::optional<Duration> round_trip_p50;
    double noise = 0;  // what the medians of two runs of the same thing differ by, relative
};
[[nodiscard]] Result<HostFigures, CalibrationError> measure_host(Printer& printer);

}  // namespace fortify::cli
