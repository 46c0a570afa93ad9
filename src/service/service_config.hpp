#pragma once

#include "core/distribution.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::service {

enum class QueueOrder : std::uint8_t { fifo, lifo };

// Who of the instances gets the next job. None of them asks how healthy an instance is.
enum class Balance : std::uint8_t {
    round_robin,
    random,      // by the numbers of call and attempt
    least_busy,  // fewest jobs inside, ties in turn; passes over those that are down
};

// Whether a worker takes up a job whose caller has gone or whose time is up.
enum class Deadlines : std::uint8_t { ignored, respected };

// Each instance keeps answers by key. Calls draw their key by Zipf's law (rank r with weight r^-zipf);
// retries of a call want the key of the call. Full at the start; empty after a flush or a crash, and
// filled key by key by misses that end well.
struct CacheConfig {
    double hit_ratio = 0.9;  // of calls whose key is there
    Distribution hit_time;   // of a worker, in place of the service time
    std::uint32_t keys = 1;
    double zipf = 1;
    // A miss of a key that another one fetches waits for it, with its worker, in place of doing it again.
    enum class Misses : std::uint8_t { separate, coalesced } misses = Misses::separate;
};

// Connections that an instance needs for its work (not for hits of its cache). A job waits for one with
// its worker in hand.
struct PoolConfig {
    std::uint32_t size = 1;
    Duration acquire_timeout{0};  // then the job is answered with 503
    // How long a job keeps its connection, and works at least; none: until it ends, its calls included.
    std::optional<Distribution> hold;
    double leak = 0;  // share of the jobs that never give theirs back
};

// The whole instance stops for `length`, once `every`; instances take turns in stopping.
struct PauseConfig {
    Duration every{0};
    Duration length{0};
};

// What a job asks of another service after its own work, keeping its worker.
struct Dependency {
    ServiceIndex service = 0;
    std::optional<PolicyIndex> policy;
    std::uint32_t times = 1;  // one after the other
    enum class Need : std::uint8_t { needed, optional } need = Need::needed;
};

struct ServiceConfig {
    std::string name;
    std::uint32_t workers = 1;  // an instance
    Distribution service_time;
    std::optional<std::uint32_t> queue_limit;  // an instance; none: unbounded (up to queue_hard_limit)
    QueueOrder queue_order = QueueOrder::fifo;
    std::uint32_t instances = 1;
    Balance balance = Balance::round_robin;
    Deadlines deadlines = Deadlines::ignored;
    Bytes answer_size{1024};  // of each answer, its head included
    std::optional<CacheConfig> cache;
    std::optional<PoolConfig> pool;
    std::optional<PauseConfig> pauses;
    std::vector<Dependency> calls;  // in order
};

// An unbounded queue still ends somewhere; reaching this many waiting jobs is answered with 503.
inline constexpr std::uint32_t queue_hard_limit = 1'000'000;

}  // namespace fortify::service
