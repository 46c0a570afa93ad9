#pragma once

#include "report/report.hpp"

#include <string>

namespace fortify::report {

// The report for programs, as docs/report.schema.json describes it: durations and instants are whole
// nanoseconds (`_ns`), instants count from the start of the run, what is not known is null. Equal reports
// give equal bytes.
[[nodiscard]] std::string render_json(const Report& report);

}  // namespace fortify::report
