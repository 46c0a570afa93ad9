#pragma once

#include "core/time.hpp"

#include <cstdint>

namespace fortify::fault {

// What a fault does inside a built-in service, to all of its instances or to one.
struct Stall {};  // no work makes progress
struct Slow {     // work takes `factor` times as long
    double factor = 2;
};
struct Errors {
    std::uint16_t status = 500;
};
struct Crash {};   // the process is gone, and comes back empty
struct Capacity {  // fewer workers
    std::uint32_t workers = 0;
};
struct Pause {  // stop-the-world, again and again, as a garbage collector does
    Duration every{0};
    Duration length{0};
};
struct CacheFlush {};  // at its start the cache is empty
struct PoolLeak {};    // connections that are not given back

}  // namespace fortify::fault
