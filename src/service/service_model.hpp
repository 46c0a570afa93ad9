#pragma once

#include "core/rng.hpp"
#include "core/time.hpp"
#include "service/cache.hpp"
#include "service/conditions.hpp"
#include "service/pool.hpp"
#include "service/ring.hpp"
#include "service/service_config.hpp"
#include "service/service_fault.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace fortify::service {

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
    calling,   // not the end: its own work is done, and it wants its calls made; `resume` goes on
};

// A job that makes its calls, also when its caller has gone.
struct Ticket {
    std::uint32_t slot = 0;   // small, unique among the jobs inside
    std::uint32_t stamp = 0;  // tells it from a later job in that slot
};

struct Completion {
    std::uint64_t job = 0;  // the caller's handle
    JobResult result{};
    std::uint16_t status = 0;
    bool abandoned = false;  // nobody waited for it any more: wasted work
    Instant when{};
    Duration busy{0};          // time a worker spent on it
    JobKey key;                // this and what follows matters while calling
    Instant deadline = never;  // of the job, where the service respects deadlines
    std::uint32_t instance = 0;
    Ticket ticket;
};

enum class Health : std::uint8_t { healthy, degraded, unhealthy };
[[nodiscard]] std::string_view name_of(Health health);

// The built-in backend as a pure model: instances behind a balancer, each with workers, one queue, and
// perhaps a cache and a pool of connections. The same model answers over real HTTP on loopback and in
// virtual time.
//
// A job that finds a free worker starts at once; else it waits; with the queue full it is answered
// with 503 at once. By default the server does not notice that a client has gone: an abandoned job is
// still worked on (that is what makes retry storms), but marked. What a job draws is keyed by call and
// attempt: its service time comes from Rng(seed).fork(call).fork(attempt). Faults stretch or stop the
// work in closed form, since their intervals are known when a job starts.
class ServiceModel {
public:
    ServiceModel(const ServiceConfig& config, std::vector<ServiceFault> faults, std::uint64_t seed);

    // A job arrives; `job` is the caller's handle: a small number (it indexes a table), unique among
    // the jobs inside that somebody waits for; a handle is free again once its job was abandoned or its
    // completion returned. When it ends at once (refused, 503) the completion is returned; else it
    // comes out of `next` later. Instants never go back from one event to the next.
    // After `deadline` nobody wants the answer, which matters where deadlines are respected.
    [[nodiscard]] std::optional<Completion> arrive(Instant now,
                                                   std::uint64_t job,
                                                   JobKey key,
                                                   Instant deadline = never);
    // The client has gone; nothing happens when its job has ended and the completion was returned.
    void abandon(Instant now, std::uint64_t job);
    // The calls of a job have ended, and this is its answer. Nothing happens if a crash was faster.
    // `optional` calls that failed make it a degraded one.
    enum class Quality : std::uint8_t { full, degraded };
    void resume(Instant now, Ticket ticket, std::uint16_t status, Quality quality);
    // When something happens next by itself; `never` when all is idle and no fault edge matters.
    [[nodiscard]] Instant next_wakeup() const;
    // The next completion that is due at or before `now`, in order of (instant, arrival); none when
    // there are no more.
    [[nodiscard]] std::optional<Completion> next(Instant now);

    // An instance can do nothing while it is down, stalled, paused, without workers, or when its whole pool
    // has leaked. Unhealthy: none can do anything. Degraded: some cannot, or have fewer workers, or jobs wait
    // for connections, or every worker is busy and the queue is more than half full (or longer than
    // the workers when unbounded). Slow-downs and errors do not show: that is what makes a failure grey.
    [[nodiscard]] Health health(Instant now) const;
    // False while every instance is down: connections are refused.
    [[nodiscard]] bool accepts_connections(Instant now) const;

    struct Totals {
        // arrived = answered + shed + refused + reset + dropped + in_service + queued
        std::uint64_t arrived = 0;
        std::uint64_t answered = 0;   // errors that a fault, a call or the pool caused included
        std::uint64_t shed = 0;       // 503: queue full
        std::uint64_t refused = 0;    // down
        std::uint64_t reset = 0;      // crashed with the job inside
        std::uint64_t dropped = 0;    // never worked on: the caller had gone, or its deadline was over
        std::uint64_t abandoned = 0;  // of answered and reset: for nobody
        std::uint64_t degraded = 0;   // of answered: without a call that is optional
        std::uint64_t hits = 0;       // of the cache
        std::uint64_t misses = 0;
        std::uint64_t coalesced = 0;      // waited for another one's fetch, and got it
        std::uint64_t pool_waits = 0;     // found no connection free
        std::uint64_t pool_timeouts = 0;  // of those: in vain
        std::uint64_t pool_leaked = 0;    // connections
        Duration busy{0};                 // worker time spent
        Duration wasted{0};               // of that, on abandoned jobs
        std::uint32_t queue_peak = 0;
        std::uint32_t in_service = 0;  // now
        std::uint32_t queued = 0;      // now
        // By fault: jobs that it could have touched, and those that it did.
        std::vector<std::uint64_t> fault_eligible;
        std::vector<std::uint64_t> fault_hits;
    };
    [[nodiscard]] const Totals& totals() const;

private:
    using Slot = std::uint32_t;
    using Kind = ServiceFault::Kind;
    struct Job {
        enum class State : std::uint8_t {
            free,
            queued,
            dropped,
            // From here on it has a worker.
            acquiring,  // waits for a connection
            following,  // waits for another one's fetch of its key
            holding,    // works with a connection that it will give back before it ends
            working,
            calling,    // waits for its calls
            answering,  // they have ended
        };
        std::uint64_t handle = 0;
        JobKey key;
        std::uint64_t sequence = 0;  // of arrival
        Instant started{};
        Instant deadline = never;
        Instant ends{};  // of its own work, while holding
        std::uint32_t instance = 0;
        std::uint32_t stamp = 0;  // of what it waits for; never used again in its slot
        std::uint32_t cache_key = 0;
        std::uint16_t answer = 0;  // to the caller, while answering
        State state = State::free;
        Quality quality = Quality::full;
        bool abandoned = false;
        bool is_hit = false;        // of the cache: no connection, no calls
        bool is_fetching = false;   // others may wait for its key
        bool is_connected = false;  // has a connection of the pool

        [[nodiscard]] bool has_worker() const {
            return state >= State::acquiring;
        }
    };
    struct Event {
        Instant when;
        std::uint64_t sequence;
        Slot slot;
        std::uint32_t stamp;
    };
    struct Instance {
        Conditions conditions;
        Ring<Slot> queue;
        std::uint32_t busy = 0;
        std::uint32_t acquiring = 0;
        std::size_t condition = 0;  // in force at the last event
        std::optional<Cache> cache;
        std::optional<Pool> pool;
    };
    // What happens to an instance at an instant known before the run.
    struct Change {
        enum class What : std::uint8_t { crash, flush, capacity } what{};
        Instant when;
        std::uint32_t instance;
    };

    // -- service_model.cpp: arrivals, time, changes, health.
    void plan_changes();
    [[nodiscard]] std::uint32_t choose(Instant now, JobKey key);
    [[nodiscard]] std::uint32_t least_busy(Instant now);
    [[nodiscard]] Instant next_change() const {
        return change_ < changes_.size() ? changes_[change_].when : never;
    }
    [[nodiscard]] bool has_event(Instant now) const;
    void advance();
    void catch_up(Instant now);
    void change(Instant now);
    void crash(Instant now, const std::vector<std::uint32_t>& instances);

    // -- service_work.cpp: a job from its worker to its end.
    [[nodiscard]] Slot take_slot();
    void start(Instant now, Slot slot);
    void look_up(Instant now, Slot slot);
    void miss(Instant now, Slot slot);
    void hit(Instant now, Slot slot);
    void acquire(Instant now, Slot slot);
    void work(Instant now, Slot slot);
    void go_on(Instant now, Slot slot);
    void end_own_work(Instant now, Slot slot);
    void end(Instant now, Slot slot, std::uint16_t status);
    void give_back(Instant now, Slot slot);
    void refill(Instant now, std::uint32_t index);
    void schedule(Slot slot, Instant when);
    void forget_stale();
    [[nodiscard]] bool is_stale(const Event& event) const {
        return jobs_[event.slot].stamp != event.stamp;
    }
    [[nodiscard]] Completion leave(Instant now, Slot slot, JobResult result, std::uint16_t status);

    // -- service_counts.cpp: what the faults touch.
    [[nodiscard]] bool is_on(std::size_t fault, Instant now, std::uint32_t instance) const;
    enum class Touch : std::uint8_t { could, did };
    void count(std::size_t fault, Touch touch);
    [[nodiscard]] bool draws(std::size_t fault, JobKey key) const;
    void count_slowed(std::uint32_t instance, Interval service);
    void count_crashed(Instant now, std::uint32_t instance);
    void count_arrival(Instant now, std::uint32_t index);
    void count_lookup(Instant now, std::uint32_t instance, Touch touch);
    [[nodiscard]] double slowed_by(Instant now, const Job& job);
    [[nodiscard]] bool leaks(Instant now, const Job& job);
    [[nodiscard]] std::uint16_t status_of(Instant now, const Job& job);
    [[nodiscard]] const std::vector<std::size_t>& faults_of(Kind kind) const {
        return faults_of_[static_cast<std::size_t>(kind)];
    }

    // Streams of draws beside the service time.
    struct Seeds {
        std::uint64_t service;
        std::uint64_t balance;
        std::uint64_t cache_hit;
        std::uint64_t hit_time;
        std::uint64_t hold;
        std::uint64_t leak;
    };

    ServiceConfig config_;
    std::vector<ServiceFault> faults_;
    std::array<std::vector<std::size_t>, 8> faults_of_;  // indices by kind, in order
    Seeds seeds_;
    std::optional<KeyLaw> keys_;
    std::uint32_t queue_limit_;
    std::vector<Instance> instances_;
    std::uint32_t turn_ = 0;  // of the balancer
    std::vector<Job> jobs_;
    std::vector<Slot> free_;
    std::vector<Slot> slot_of_;  // by handle
    std::vector<Event> heap_;
    std::vector<Change> changes_;  // in order
    std::size_t change_ = 0;       // the next one
    std::uint64_t arrivals_ = 0;
    Ring<Completion> due_;  // what happened and was not yet asked for
    Totals totals_;
};

}  // namespace fortify::service
