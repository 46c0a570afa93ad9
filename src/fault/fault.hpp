#pragma once

#include "core/distribution.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fortify::fault {

// What a fault does. On the wire, under the policy chain, to single attempts:
struct Latency {
    Distribution delay;  // the answer is held back this long; the target has done its work
};
struct Status {
    std::uint16_t status = 503;  // answered in place of the target, which is not asked
    std::optional<Duration> retry_after;
};
struct Refuse {};     // connection refused
struct Reset {};      // the connection breaks after the request was sent
struct BlackHole {};  // nothing reaches the target, nothing comes back
// Or inside a built-in service, to all of its work:
struct Stall {};
struct Slow {
    double factor = 2;
};
struct Errors {
    std::uint16_t status = 500;
};
struct Crash {};

using Kind = std::variant<Latency, Status, Refuse, Reset, BlackHole, Stall, Slow, Errors, Crash>;

// "latency", "status", "refuse", "reset", "black_hole", "stall", "slow", "errors", "crash".
[[nodiscard]] std::string_view name_of(const Kind& kind);
[[nodiscard]] bool acts_on_service(const Kind& kind);

struct FaultConfig {
    std::string id;
    Kind kind;
    TargetIndex target = 0;         // whom it hits
    std::vector<Interval> windows;  // when; ascending, disjoint
    double probability = 1;         // of each attempt within the windows
};

// Of the decisions of one fault: it depends on the run's seed and the fault's id alone. Whatever
// applies the fault decides by `uniform_at(decision_seed(...), call, attempt) < probability`.
[[nodiscard]] std::uint64_t decision_seed(std::uint64_t run_seed, std::string_view fault_id);

}  // namespace fortify::fault
