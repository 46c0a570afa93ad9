#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <string>

namespace fortify::net {

// The start of a run on the machine's monotonic clock. Threads that share one agree on every instant.
struct Epoch {
    std::int64_t nanoseconds = 0;

    friend constexpr bool operator==(Epoch, Epoch) = default;
};

// The one clock of the program (CLOCK_MONOTONIC): everything else is given the time as an argument.
class Clock {
public:
    Clock();  // the run starts now
    explicit Clock(Epoch epoch);
    explicit Clock(Instant now);  // it is that instant now

    [[nodiscard]] Instant read() const;
    [[nodiscard]] Epoch epoch() const {
        return epoch_;
    }

private:
    Epoch epoch_;
};

// Seconds since 1970 by the wall clock, which jumps: only for dates that come from outside.
[[nodiscard]] std::int64_t unix_seconds();
// The wall clock for the report: "2026-03-01T12:00:00Z".
[[nodiscard]] std::string wall_clock_text();

}  // namespace fortify::net
