#pragma once

#include "core/result.hpp"
#include "report/conclusion.hpp"
#include "slo/measurement.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fortify::tune {

// A JSON report of `run` or `simulate`, read back. Hostile input is an error like any other.
class StoredReport {
public:
    // The error is a clause: "it is no JSON".
    [[nodiscard]] static Result<StoredReport, std::string> parse(std::string file, std::string_view text);

    [[nodiscard]] const std::string& file() const {
        return file_;
    }
    [[nodiscard]] const std::string& scenario() const {
        return scenario_;
    }
    [[nodiscard]] std::uint64_t seed() const {
        return seed_;
    }
    [[nodiscard]] report::Mode mode() const {
        return mode_;
    }
    [[nodiscard]] bool is_passed() const {
        return conclusion_ == "passed";
    }
    // "stopped": the run did not end as planned, or cannot be relied on; empty where it can.
    [[nodiscard]] std::string blemish() const;
    // Calls due in the measured phases.
    [[nodiscard]] std::uint64_t offered() const {
        return offered_;
    }
    [[nodiscard]] bool has_retries() const;

    // The names that a measurement may use.
    [[nodiscard]] slo::Vocabulary vocabulary() const;
    // Whether reports hold such a thing at all: numbers of calls and attempts, durations, shares.
    [[nodiscard]] static bool holds(measure::Metric metric);
    // None: nothing was measured. The error is a clause: "calls.measured.counts.settled is no number".
    [[nodiscard]] Result<std::optional<double>, std::string> value(const slo::Measurement& measurement) const;

private:
    struct Tree;

    StoredReport() = default;

    std::string file_;
    std::string scenario_;
    std::string conclusion_;
    std::uint64_t seed_ = 0;
    std::uint64_t offered_ = 0;
    report::Mode mode_{};
    std::shared_ptr<const Tree> tree_;
};

}  // namespace fortify::tune
