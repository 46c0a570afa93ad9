#pragma once

#include "core/distribution.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "fault/match.hpp"
#include "fault/schedule.hpp"
#include "fault/service_kinds.hpp"
#include "fault/treatment.hpp"
#include "fault/trigger.hpp"
#include "fault/wire_kinds.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fortify::fault {

// What a fault does: on the wire to single attempts (wire_kinds.hpp), or inside a built-in service
// (service_kinds.hpp).
using Kind = std::variant<Latency,
                          Status,
                          Dns,
                          SlowConnect,
                          Refuse,
                          ConnectTimeout,
                          Tls,
                          BlackHole,
                          Duplicate,
                          Reset,
                          SlowFirstByte,
                          HalfOpen,
                          Truncate,
                          Corrupt,
                          Rewrite,
                          SlowBody,
                          Bandwidth,
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

// How far an attempt gets before the fault meets it, and whether it gets any further.
struct Nature {
    enum class Stage : std::uint8_t { call, name, connect, tls, hole, request, answer, body } stage{};
    bool ends = false;
};
[[nodiscard]] Nature nature_of(const Kind& kind);
// The delay that a kind draws for each attempt; none has more than one.
[[nodiscard]] const Distribution* delay_of(const Kind& kind);

// Where a fault of latency, status or refuse acts.
enum class Place : std::uint8_t {
    below,  // under the policies, to each attempt
    above,  // over them, to the call as a whole: its caller sees it, the policies do not
};

struct FaultConfig {
    std::string id;
    Kind kind;
    TargetIndex target = 0;  // whom it hits, or
    std::optional<ProxyIndex>
        proxy{};                    // the proxy at which it acts: calls of the run are none of its business
    std::vector<Interval> windows;  // when; ascending, disjoint
    double probability = 1;         // of each attempt within the windows, when `choice` is ByChance
    // Of faults inside a service: the service, where it is not the one behind the target; the instance that
    // it hits, where not all of them.
    std::optional<ServiceIndex> service{};
    std::optional<std::uint32_t> backend_instance{};
    // Of faults on the wire.
    Place place = Place::below;
    Match match{};
    Condition condition{};
    Choice choice{};
    std::optional<std::uint64_t> max_active{};  // attempts that it acts on at once
    std::optional<std::uint64_t> max_total{};
    // Of both.
    std::optional<Duty> duty{};
    std::optional<Ramp> ramp{};
};

// The windows, cut to the parts of each duty cycle in which the fault is on.
[[nodiscard]] std::vector<Interval> stretches(const FaultConfig& fault);
// The window that holds this instant; none: outside of all of them.
[[nodiscard]] const Interval* window_at(const FaultConfig& fault, Instant now);
[[nodiscard]] bool is_on(const FaultConfig& fault, Instant now);
// When that may change next.
[[nodiscard]] Instant next_edge(const FaultConfig& fault, Instant now);

// Of the decisions of one fault: it depends on the run's seed and the fault's id alone. Whatever
// applies the fault decides by `uniform_at(decision_seed(...), call, attempt) < probability`.
[[nodiscard]] std::uint64_t decision_seed(std::uint64_t run_seed, std::string_view fault_id);

}  // namespace fortify::fault
