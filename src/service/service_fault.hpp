#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>

namespace fortify::service {

// What goes wrong inside a service, and when. Intervals are known before the run.
struct ServiceFault {
    enum class Kind : std::uint8_t {
        stall,   // no worker makes progress; what was under way goes on afterwards
        slow,    // work takes `factor` times as long
        errors,  // a share of the jobs (`probability`) is answered with `status`, after its service
                 // time; the instant of the answer must be in the interval
        crash,   // the process is gone: jobs inside are reset, new ones refused
    };
    Kind kind{};
    Interval when;
    double factor = 1;
    double probability = 1;
    std::uint16_t status = 500;
    std::uint64_t seed = 0;                 // of the decisions: uniform_at(seed, call, attempt) < probability
    std::optional<std::uint32_t> instance;  // none: all of them
};

}  // namespace fortify::service
