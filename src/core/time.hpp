#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

namespace fortify {

using namespace std::chrono_literals;

// The one timeline of a run: nanoseconds since its start. It has no `now()` on purpose, so that
// asking for the time is a compile error everywhere but in `net/clock.cpp`; whoever needs the time
// is given it as an argument. That is what lets the same code run in real and in virtual time.
struct Timeline {
    using rep = std::int64_t;
    using period = std::nano;
    using duration = std::chrono::nanoseconds;
    static constexpr bool is_steady = true;
};

using Duration = Timeline::duration;
using Instant = std::chrono::time_point<Timeline, Duration>;

// The start of the run; every other instant is an offset from it.
inline constexpr Instant run_start{};
// Later than anything that happens; "never".
inline constexpr Instant never = Instant::max();

[[nodiscard]] constexpr Instant at(Duration since_start) {
    return Instant{since_start};
}

[[nodiscard]] constexpr double to_seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

// Rounds to the nearest nanosecond; saturates instead of overflowing, and takes NaN as zero.
[[nodiscard]] constexpr Duration from_seconds(double seconds) {
    constexpr double limit = 9.2e18;
    const double nanoseconds = seconds * 1e9;
    if (nanoseconds >= limit) {
        return Duration::max();
    }
    if (nanoseconds <= -limit) {
        return Duration::min();
    }
    if (nanoseconds != nanoseconds) {
        return Duration::zero();
    }
    return Duration{static_cast<std::int64_t>(nanoseconds + (nanoseconds < 0 ? -0.5 : 0.5))};
}

// `when + delay`, or `never` where that would overflow.
[[nodiscard]] constexpr Instant after(Instant when, Duration delay) {
    if (delay > Duration::zero() && when > never - delay) {
        return never;
    }
    return when + delay;
}

// A half-open stretch of the timeline: `start` is in it, `end` is not.
struct Interval {
    Instant start{};
    Instant end{};

    [[nodiscard]] constexpr bool contains(Instant when) const {
        return start <= when && when < end;
    }
    [[nodiscard]] constexpr Duration length() const {
        return end - start;
    }
    friend constexpr bool operator==(const Interval&, const Interval&) = default;
};

}  // namespace fortify
