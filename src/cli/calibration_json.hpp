#pragma once

#include "cli/calibration.hpp"
#include "cli/host_figures.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace fortify::cli {

// What was calibrated.
struct CalibrationSubject {
    std::optional<std::string> file;  // the scenario; none: a URL alone
    std::string target;
    std::optional<std::string> url;  // without credentials; none: a built-in service
    std::uint64_t seed = 0;
};

// docs/calibration.schema.json.
[[nodiscard]] std::string render_calibration_json(const Calibration& found,
                                                  const CalibrationSubject& subject);
[[nodiscard]] std::string render_host_json(const HostFigures& figures);

}  // namespace fortify::cli
