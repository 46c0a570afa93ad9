#pragma once

#include "core/binomial.hpp"
#include "core/time.hpp"
#include "measure/cause_counts.hpp"
#include "measure/recorder.hpp"
#include "policy/chain.hpp"
#include "policy/circuit_breaker.hpp"
#include "predict/prediction.hpp"
#include "report/conclusion.hpp"
#include "run/action.hpp"
#include "run/observer.hpp"
#include "run/probe.hpp"
#include "slo/verdict.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::report {

// Of the layout of the JSON report; docs/report.schema.json describes it. It grows when a key changes its
// meaning or goes away, not when one is added.
inline constexpr int schema_version = 1;

// Where a report comes from. In simulated mode `build` empties what differs between two equal runs.
struct RunInfo {
    std::string version;
    std::string scenario_file;
    std::string scenario_sha256;
    std::uint64_t seed = 0;
    std::optional<std::string> host;
    std::optional<std::string> kernel;
    std::optional<std::uint32_t> cpus;
    std::optional<std::string> started_at;  // ISO 8601
    std::optional<double> cpu_seconds;      // spent by the generator
    std::optional<double> wall_seconds;
};

struct CallCounts {
    std::uint64_t offered = 0;
    std::uint64_t unsent = 0;
    std::uint64_t begun = 0;  // offered less unsent
    std::uint64_t settled = 0;
    std::uint64_t succeeded = 0;
    std::uint64_t degraded = 0;
    std::uint64_t failed = 0;
    std::uint64_t rejected = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t unfinished = 0;
    std::uint64_t attempts = 0;
    std::uint64_t attempts_succeeded = 0;
    std::uint64_t attempts_failed = 0;
    std::uint64_t attempts_cancelled = 0;
    std::uint64_t wasted = 0;
};

// Of the settled calls; none when there were none.
struct Shares {
    std::optional<double> succeeded;
    std::optional<double> degraded;
    std::optional<double> failed;
    std::optional<double> rejected;
    std::optional<double> cancelled;
};

// A quantile q is given only where ten samples lie beyond it: n (1 - q) >= 10, the rule by which SLOs are
// judged, too.
struct Latency {
    measure::Histogram histogram;
    std::optional<Duration> p50;
    std::optional<Duration> p90;
    std::optional<Duration> p99;
    std::optional<Duration> p999;
    std::optional<Duration> min;  // these three: none without samples
    std::optional<Duration> mean;
    std::optional<Duration> max;
};

// The calls of some stretch of the run, or of one target.
struct Calls {
    CallCounts counts;
    Shares shares;
    std::vector<measure::CauseCount> causes;          // of the calls that failed or were rejected
    std::vector<measure::CauseCount> attempt_causes;  // of the attempts that failed
    std::optional<double> goodput;                    // succeeded a second; none where no time passed
    Latency response_time;
    Latency service_time;
    Latency schedule_lag;
};

// A phase, or one window of a fault.
struct ScopeReport {
    std::string name;
    measure::Scope::Kind kind{};
    Interval when;       // as planned
    Duration lasted{0};  // as it was: less when the run ended early
    bool measured = true;
    Calls calls;
};

struct TargetReport {
    std::string name;
    std::string url;      // without user, password, query and fragment; empty for a built-in service
    std::string service;  // empty for a URL
    Calls calls;          // of the measured phases
};

struct BreakerLevel {
    std::uint32_t open = 0;  // client instances, the highest number in the slot
    std::uint32_t half_open = 0;
};

// Numbers over time, one entry a slot. Calls count where they settled.
struct SeriesSlot {
    std::uint64_t offered = 0;
    std::uint64_t settled = 0;
    std::uint64_t succeeded = 0;
    std::uint64_t degraded = 0;
    std::uint64_t failed = 0;
    std::uint64_t rejected = 0;
    std::uint64_t attempts = 0;
    std::uint64_t retries = 0;
    std::optional<Duration> p50;  // response time; none without samples
    std::optional<Duration> p99;
    std::int64_t in_flight = 0;          // at the end of the slot
    std::vector<BreakerLevel> breakers;  // by index into `Series::breakers`
};
struct Series {
    Duration slot{0};
    std::vector<std::string> breakers;  // names of the policies that have one
    std::vector<SeriesSlot> slots;
};

struct RetryReport {
    std::uint32_t max_attempts = 0;
    std::uint64_t retries = 0;
    std::uint64_t successes = 0;
    std::uint64_t exhausted = 0;
    std::uint64_t budget_denied = 0;
    std::uint64_t past_deadline = 0;
    std::optional<double> amplification;      // attempts for each call begun, over the policy's targets
    std::vector<measure::CauseCount> causes;  // of the attempts that were retried
    Latency delay;
};
struct TransitionReport {
    InstanceIndex client = 0;  // instance of the client, or of the service that calls
    std::string caller;        // that service; empty: the client
    policy::BreakerTransition what;
};
// A breaker held against the faults as planned (run/breaker_watch.hpp).
struct BreakerQuality {
    Duration faulted{0};       // a fault was on that acts on a target of the policy
    Duration wrongly_open{0};  // of any client instance, as the next
    Duration late_open{0};
    std::optional<double> late_open_share;  // of the time with a fault
    std::uint64_t flaps = 0;                // of all client instances
    std::optional<double> flaps_per_minute;
    Latency time_to_open;
    Latency time_to_close;
    // In each state, the mean over client instances.
    Duration closed{0};
    Duration open{0};
    Duration half_open{0};
    Duration forced_open{0};
    Duration disabled{0};
};
struct BreakerReport {
    std::uint64_t opens = 0;
    std::uint64_t half_opens = 0;
    std::uint64_t closes = 0;
    std::uint64_t rejected = 0;
    std::uint64_t late = 0;
    std::uint64_t would_open = 0;  // while it only watched
    Duration open_time{0};         // during which any client instance had it open
    std::optional<double> open_share;
    BreakerQuality quality;
    std::vector<TransitionReport> transitions;
};
struct BulkheadReport {
    std::uint32_t max_concurrent = 0;  // of one client instance
    std::uint32_t max_queue = 0;
    std::uint64_t admitted = 0;
    std::uint64_t queued = 0;
    std::uint64_t rejected_full = 0;
    std::uint64_t rejected_timeout = 0;
    double mean_concurrent = 0;  // summed over client instances, as the next two
    std::int64_t peak_concurrent = 0;
    std::int64_t peak_queue = 0;
    std::optional<double> utilization;
    Latency wait;
};
struct RateLimitReport {
    double rate = 0;  // a second
    double burst = 0;
    std::uint64_t allowed = 0;
    std::uint64_t limited = 0;
    Latency wait;
};
struct TimeoutReport {
    Duration limit{0};
    std::uint64_t fired = 0;
};
struct FallbackReport {
    std::uint16_t status = 0;
    std::uint64_t served = 0;
};

// A block for each layer that the chain has.
struct PolicyReport {
    std::string name;
    std::vector<policy::LayerKind> chain;  // outermost first
    std::optional<FallbackReport> fallback;
    std::optional<BulkheadReport> bulkhead;
    std::optional<RateLimitReport> rate_limit;
    std::optional<TimeoutReport> timeout;
    std::optional<RetryReport> retry;
    std::optional<BreakerReport> circuit_breaker;
    std::optional<TimeoutReport> attempt_timeout;
};

// The delays that a fault drew, beside the distribution that was asked for.
struct DelayReport {
    std::string asked;  // as the scenario has it
    Duration asked_p50{0};
    Duration asked_p90{0};
    Duration asked_p99{0};
    Latency drawn;
};

struct FaultReport {
    std::string id;
    std::string kind;
    std::string target;
    std::vector<Interval> windows;
    double probability = 1;
    bool in_service = false;                // acts inside a built-in service, else on the wire
    std::optional<std::uint64_t> eligible;  // attempts it could have hit; inside a service: jobs
    std::optional<std::uint64_t> fired;     // none: nobody counted
    std::optional<double> realised;         // fired / eligible
    std::optional<ShareInterval> interval;  // of the realised rate, 95 %
    std::optional<double> planned;        // first attempts that it was to hit, where that is known beforehand
    std::optional<std::uint64_t> capped;  // attempts that it would have hit, but for a cap
    std::vector<std::string> triggers;    // in words
    std::optional<DelayReport> delay;     // of kinds that draw one
    std::optional<Duration> detected;     // from its start until the target's breaker opened
};

struct CacheReport {
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t coalesced = 0;      // of the misses: answered with what another one fetched
    std::optional<double> hit_ratio;  // hits / (hits + misses)
};
struct PoolReport {
    std::uint32_t size = 0;  // an instance
    std::uint64_t waits = 0;
    std::uint64_t timeouts = 0;  // of the waits: in vain
    std::uint64_t leaked = 0;
};

struct ProbeTransitionReport {
    Instant when{};
    run::Health from{};
    run::Health to{};
    std::string reason;
};
struct ProbeReport {
    std::string id;
    std::string kind;
    std::string target;    // that it speaks for; may be empty
    run::Health before{};  // the run
    run::Health last{};    // at its end
    std::string last_result;
    bool is_mute = false;  // it cannot be simulated
    std::uint64_t checks = 0;
    std::uint64_t failed = 0;
    Duration healthy{0};
    Duration degraded{0};
    Duration unhealthy{0};
    std::uint64_t transitions_total = 0;
    std::vector<ProbeTransitionReport> transitions;
};

// A line of the audit list: something that was done by hand, or undone.
struct ActionReport {
    std::string id;
    std::string what;  // as written
    bool is_undo = false;
    bool is_command = false;
    Instant when{};
    std::optional<run::CommandResult> result;  // of a command
    Duration took{0};
    std::string output;  // the first line that a command which failed said
};

// Of the breakers of one policy at all instances of one service.
struct InnerBreakerReport {
    std::uint64_t opens = 0;
    std::uint64_t half_opens = 0;
    std::uint64_t closes = 0;
    std::uint64_t rejected = 0;
    std::vector<TransitionReport> transitions;
};
// The calls of a service to another one, made in any phase.
struct DependencyReport {
    std::string service;
    std::string policy;  // empty: none
    bool needed = true;
    Calls calls;
    std::optional<double> amplification;  // attempts for each call
    // Of the policy, over all dependencies of this service that name it; none without a breaker.
    std::optional<InnerBreakerReport> breaker;
};

struct ServiceReport {
    std::string name;
    std::uint32_t workers = 0;  // an instance
    std::uint32_t instances = 0;
    std::optional<std::uint32_t> queue_limit;
    std::uint64_t arrived = 0;
    std::uint64_t answered = 0;
    std::uint64_t shed = 0;
    std::uint64_t refused = 0;
    std::uint64_t reset = 0;
    std::uint64_t dropped = 0;
    std::uint64_t abandoned = 0;
    std::uint64_t degraded = 0;
    std::uint32_t queue_peak = 0;
    Duration busy{0};
    Duration wasted{0};
    std::optional<double> utilization;   // busy / (workers * instances * time)
    std::optional<double> wasted_share;  // of the busy time
    std::optional<CacheReport> cache;
    std::optional<PoolReport> pool;
    std::vector<DependencyReport> calls;
};

// One number that was computed before the run (predict/), and what became of it.
struct PredictedNumber {
    enum class Of : std::uint8_t { calls, attempts_per_call, utilization, fault_fired } of{};
    std::string subject;  // target, service or fault; empty: the whole run
    predict::Range range;
    std::optional<double> measured;  // none: nobody counted
};
struct PredictionReport {
    predict::Stability stability{};
    std::string sentence;
    std::vector<PredictedNumber> numbers;  // empty when the run was cut short
};

// A run, complete: whatever any renderer shows stands in here, so that they cannot disagree.
struct Report {
    RunInfo info;
    Mode mode = Mode::real;
    std::string name;
    std::string description;
    std::uint32_t client_instances = 1;
    run::Ending ending{};
    Instant ended{};
    Instant planned_end{};
    Overall overall;
    std::vector<slo::Verdict> verdicts;
    std::optional<slo::Verdict> stop;
    Calls run;       // every phase
    Calls measured;  // without warm-up phases
    Duration measured_time{0};
    std::vector<ScopeReport> scopes;  // phases first
    std::vector<TargetReport> targets;
    Series series;    // a second a slot, or more in very long runs
    Series timeline;  // the same in at most `timeline_columns` slots, for drawing
    std::vector<PolicyReport> policies;
    std::uint64_t transitions_total = 0;  // of all breakers; the lists keep the first 10,000
    std::vector<FaultReport> faults;
    std::vector<ProbeReport> probes;
    std::vector<ActionReport> actions;  // in the order of their doing
    std::vector<ServiceReport> services;
    PredictionReport prediction;
    std::vector<std::string> notes;
};

inline constexpr std::size_t timeline_columns = 60;

}  // namespace fortify::report
