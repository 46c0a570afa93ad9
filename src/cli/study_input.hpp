#pragma once

#include "cli/options.hpp"
#include "cli/printer.hpp"
#include "slo/measurement.hpp"
#include "tune/specimen.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::cli {

// Whether it must be fit to be simulated, or is run in real time against targets that are allowed beside its
// own.
struct SpecimenUse {
    enum class Time : std::uint8_t { simulated, real } time = Time::simulated;
    std::vector<std::string> allow;
};

// The scenario of a command that simulates it many times, read and fit for it; complaints are
// printed.
[[nodiscard]] std::optional<tune::Specimen> read_specimen(const StudyOptions& options,
                                                          const SpecimenUse& use,
                                                          Printer& printer);

// Metrics as a flag names them; complaints are printed.
[[nodiscard]] std::optional<std::vector<slo::Measurement>> read_measurements(
    std::string_view flag, const std::vector<std::string>& texts, const run::Plan& plan, Printer& printer);

// Mistakes in flags, which are in no file.
void show_flag_mistakes(const Diagnostics& diagnostics, Printer& printer);

}  // namespace fortify::cli
