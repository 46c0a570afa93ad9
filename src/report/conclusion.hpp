#pragma once

#include "core/time.hpp"
#include "run/observer.hpp"
#include "slo/verdict.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::report {

enum class Mode : std::uint8_t { real, simulated };

enum class Conclusion : std::uint8_t { passed, breached, stopped, inconclusive, interrupted };

[[nodiscard]] std::string_view name_of(Mode mode);
[[nodiscard]] std::string_view name_of(Conclusion conclusion);

// What the conclusion rests on.
struct Findings {
    run::Ending ending{};
    Mode mode = Mode::real;
    std::span<const slo::Verdict> verdicts;
    std::vector<std::string> unfired;  // ids of planned faults that never fired
    std::vector<std::string> dead;     // targets of which no call succeeded before the first fault
    std::uint64_t offered = 0;         // calls, over the whole run
    std::uint64_t unsent = 0;
    std::uint64_t without_socket = 0;           // attempts for which this machine had no socket
    std::optional<Duration> schedule_lag_p99;   // none: too few calls to say
    std::optional<Duration> response_time_p50;  // likewise
    int signal = 2;                             // that interrupted the run, if one did
    std::string unready;  // a sentence, when a probe was not content before the first fault
    // A sentence each.
    std::vector<std::string> failed_actions;
    std::vector<std::string> failed_undos;
};

struct Overall {
    Conclusion conclusion = Conclusion::inconclusive;
    std::string sentence;               // one, for the headline
    std::vector<std::string> reasons;   // a sentence each; empty when passed
    std::vector<std::string> cautions;  // doubts that something graver outweighed
    int exit_code = 4;
};

// A generator that begins its calls later than this does not offer the load that was planned: 10 ms, or a
// tenth of the median response time where that is longer.
[[nodiscard]] Duration schedule_lag_limit(std::optional<Duration> response_time_p50);

// interrupted > stopped > breached > inconclusive > passed. Expectations of severity `warn` never count.
// An undo that failed never passes, and has an exit code of its own, whatever else happened.
[[nodiscard]] Overall conclude(const Findings& findings);

}  // namespace fortify::report
