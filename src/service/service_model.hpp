#pragma once

#include "core/distribution.hpp"
#include "core/rng.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "service/conditions.hpp"
#include "service/ring.hpp"
#include "service/service_fault.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::service {

enum class QueueOrder : std::uint8_t { fifo, lifo };

struct ServiceConfig {
    std::string name;
    std::uint32_t workers = 1;  // an instance
    Distribution service_time;
    std::optional<std::uint32_t> queue_limit;  // an instance; none: unbounded (up to queue_hard_limit)
    QueueOrder queue_order = QueueOrder::fifo;
    std::uint32_t instances = 1;  // behind round-robin
    Bytes answer_size{1024};      // of each answer, its head included
};

// An unbounded queue still ends somewhere; reaching this many waiting jobs is answered with 503.
inline constexpr std::uint32_t queue_hard_limit = 1'000'000;

// Who asks. The numbers key every random draw of the job, so that the same attempt of the same call
// takes the same time in a simulated and in a real run, and adding a fault shifts nothing.
struct JobKey {
    std::uint64_t call = 0;
    std::uint32_t attempt = 0;
};

enum class JobResult : std::uint8_t {
    answered,  // with `status`
    refused,   // the instance is down: connection refused
    reset,     // the instance went down with the job inside
};

struct Completion {
    std::uint64_t job = 0;  // the caller's handle
    JobResult result{};
    std::uint16_t status = 0;
    bool abandoned = false;  // nobody waited for it any more: wasted work
    Instant when{};
    Duration busy{0};  // time a worker spent on it
};

enum class Health : std::uint8_t { healthy, degraded, unhealthy };
[[nodiscard]] std::string_view name_of(Health health);

// The built-in backend as a pure model: instances behind round-robin, each with workers and one queue.
// The same model answers over real HTTP on loopback and in virtual time.
//
// A job that finds a free worker starts at once; else it waits; with the queue full it is answered
// with 503 at once. The server does not notice that a client has gone: an abandoned job is still
// worked on (that is what makes retry storms), but marked. Service times are drawn from
// Rng(seed).fork(call).fork(attempt) or cheaper equivalents keyed the same way. Faults stretch or stop
// the work in closed form, since their intervals are known when a job starts.
class ServiceModel {
public:
    ServiceModel(const ServiceConfig& config, std::vector<ServiceFault> faults, std::uint64_t seed);

    // A job arrives; `job` is the caller's handle: a small number (it indexes a table), unique among
    // the jobs inside that somebody waits for; a handle is free again once its job was abandoned or its
    // completion returned. When it ends at once (refused, 503) the completion is returned; else it
    // comes out of `next` later. Instants never go back from one event to the next.
    [[nodiscard]] std::optional<Completion> arrive(Instant now, std::uint64_t job, JobKey key);
    // The client has gone; nothing happens when its job has ended and the completion was returned.
    void abandon(Instant now, std::uint64_t job);
    // When something happens next by itself; `never` when all is idle and no fault edge matters.
    [[nodiscard]] Instant next_wakeup() const;
    // The next completion that is due at or before `now`, in order of (instant, arrival); none when
    // there are no more.
    [[nodiscard]] std::optional<Completion> next(Instant now);

    // healthy; degraded when every worker is busy and the queue is more than half full (or longer than
    // the workers when unbounded), or when a part of the instances is down or stalled; unhealthy when
    // all of them are.
    [[nodiscard]] Health health(Instant now) const;
    // False while every instance is down: connections are refused.
    [[nodiscard]] bool accepts_connections(Instant now) const;

    struct Totals {
        // arrived = answered + shed + refused + reset + in_service + queued
        std::uint64_t arrived = 0;
        std::uint64_t answered = 0;   // errors that a fault caused included
        std::uint64_t shed = 0;       // 503: queue full
        std::uint64_t refused = 0;    // down
        std::uint64_t reset = 0;      // crashed with the job inside
        std::uint64_t abandoned = 0;  // of answered and reset: for nobody
        Duration busy{0};             // worker time spent
        Duration wasted{0};           // of that, on abandoned jobs
        std::uint32_t queue_peak = 0;
        std::uint32_t in_service = 0;  // now
        std::uint32_t queued = 0;      // now
        // Jobs that each fault (by its index) touched.
        std::vector<std::uint64_t> fault_hits;
    };
    [[nodiscard]] const Totals& totals() const;

private:
    using Slot = std::uint32_t;
    struct Job {
        std::uint64_t handle = 0;
        JobKey key;
        std::uint64_t sequence = 0;  // of arrival
        Instant started{};
        std::uint32_t instance = 0;
        enum class State : std::uint8_t { free, queued, in_service } state = State::free;
        bool abandoned = false;
    };
    struct Finish {
        Instant when;
        std::uint64_t sequence;
        Slot slot;
    };
    struct Instance {
        Conditions conditions;
        Ring<Slot> queue;
        std::uint32_t busy = 0;
        std::size_t condition = 0;  // in force at the last start of a job
        std::size_t outage = 0;     // the next one
    };

    [[nodiscard]] bool has_event(Instant now) const;
    [[nodiscard]] Slot take_slot();
    void start(Instant now, Slot slot);
    void count_slowed(std::uint32_t instance, Interval service);
    [[nodiscard]] std::uint16_t status_of(Instant now, const Job& job);
    [[nodiscard]] Completion complete_first();
    void crash_first();
    [[nodiscard]] Completion leave(Instant now, Slot slot, JobResult result, std::uint16_t status);
    void catch_up(Instant now);
    void count_crashed(Instant now, std::uint32_t instance);

    ServiceConfig config_;
    std::vector<ServiceFault> faults_;
    std::vector<std::size_t> error_faults_;  // indices, in order
    std::uint64_t seed_;
    std::uint32_t queue_limit_;
    std::vector<Instance> instances_;
    std::uint32_t turn_ = 0;  // of the round-robin
    std::vector<Job> jobs_;
    std::vector<Slot> free_;
    std::vector<Slot> slot_of_;  // by handle
    std::vector<Finish> heap_;
    Instant next_outage_ = never;
    std::uint64_t arrivals_ = 0;
    Ring<Completion> due_;  // completed before now, not yet asked for
    Totals totals_;
};

}  // namespace fortify::service
