#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>

namespace fortify::service {

// What goes wrong inside a service, and when. Intervals are known before the run. `probability` is of
// errors, slow and pool_leak, decided for each job by uniform_at(seed, call, attempt) < probability.
struct ServiceFault {
    enum class Kind : std::uint8_t {
        stall,        // no worker makes progress; what was under way goes on afterwards
        slow,         // work takes `factor` times as long: with probability 1 what is done in the interval,
                      // below it all of the work of the jobs that begin in it and are drawn
        errors,       // a share of the jobs is answered with `status`, after its service time; the
                      // instant at which their own work ends must be in the interval
        crash,        // the process is gone: jobs inside are reset, new ones refused; cache and pool are
                      // new afterwards
        capacity,     // `workers` at most begin work; those above it finish theirs
        pause,        // stop-the-world for `length`, once `every`; instances take turns
        cache_flush,  // empties the cache when the interval begins
        pool_leak,    // a share of the jobs does not give its connection back
    };
    Kind kind{};
    Interval when;
    double factor = 1;
    double probability = 1;
    std::uint16_t status = 500;
    std::uint64_t seed = 0;
    std::optional<std::uint32_t> instance;  // none: all of them
    std::uint32_t workers = 0;
    Duration every{0};
    Duration length{0};
};

// Does the fault concern that instance?
[[nodiscard]] inline bool concerns(const ServiceFault& fault, std::uint32_t instance) {
    return !fault.instance || *fault.instance == instance;
}

}  // namespace fortify::service
