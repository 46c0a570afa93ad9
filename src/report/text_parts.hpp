#pragma once

#include "report/report.hpp"
#include "report/style.hpp"

#include <string>
#include <vector>

namespace fortify::report {

// The sections of the text report. Each ends with a newline; empty where there is nothing to say.
[[nodiscard]] std::string headline_section(const Report& report, const Style& style);
[[nodiscard]] std::string verdicts_section(const Report& report, const Style& style);
[[nodiscard]] std::string load_section(const Report& report, const Style& style);
[[nodiscard]] std::string latency_section(const Report& report, const Style& style);
[[nodiscard]] std::string phases_section(const Report& report, const Style& style);
[[nodiscard]] std::string targets_section(const Report& report, const Style& style);
[[nodiscard]] std::string timeline_section(const Report& report, const Style& style);
[[nodiscard]] std::string policies_section(const Report& report, const Style& style);
[[nodiscard]] std::string faults_section(const Report& report, const Style& style);
[[nodiscard]] std::string probes_section(const Report& report, const Style& style);
[[nodiscard]] std::string actions_section(const Report& report, const Style& style);
[[nodiscard]] std::string services_section(const Report& report, const Style& style);
[[nodiscard]] std::string prediction_section(const Report& report, const Style& style);
[[nodiscard]] std::string notes_section(const Report& report, const Style& style);

// "476 breaker open", "74 status 503": the most frequent, and how many had others.
[[nodiscard]] std::vector<std::string> cause_facts(const std::vector<measure::CauseCount>& causes);

}  // namespace fortify::report
