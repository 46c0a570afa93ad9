#pragma once

#include "core/distribution.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "fault/service_kinds.hpp"

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
// Or inside a built-in service: service_kinds.hpp.

using Kind = std::variant<Latency,
                          Status,
                          Refuse,
                          Reset,
                          BlackHole,
                          Stall,
                          Slow,
                          Errors,
                          Crash,
                          Capacity,
                          Pause,
                          CacheFlush,
                          PoolLeak>;

// As a scenario names it: "latency", "black_hole", "cache_flush".
[[nodiscard]] std::string_view name_of(const Kind& kind);
[[nodiscard]] bool acts_on_service(const Kind& kind);

struct FaultConfig {
    std::string id;
    Kind kind;
    TargetIndex target = 0;         // whom it hits
    std::vector<Interval> windows;  // when; ascending, disjoint
    double probability = 1;         // of each attempt within the windows
    // Of faults inside a service: the instance that it hits; none: all of them.
    std::optional<std::uint32_t> backend_instance;
};

// Of the decisions of one fault: it depends on the run's seed and the fault's id alone. Whatever
// applies the fault decides by `uniform_at(decision_seed(...), call, attempt) < probability`.
[[nodiscard]] std::uint64_t decision_seed(std::uint64_t run_seed, std::string_view fault_id);

}  // namespace fortify::fault
