#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace fortify::policy {

// The last `last` of time in `buckets` buckets: the oldest bucket leaves as a whole, so that the
// window effectively spans between (1 - 1/buckets) and 1 times `last`.
struct SlidingTime {
    Duration last{};
    std::uint32_t buckets = 10;
    friend bool operator==(const SlidingTime&, const SlidingTime&) = default;
};
// The last `calls` results.
struct SlidingCount {
    std::uint32_t calls = 0;
    friend bool operator==(const SlidingCount&, const SlidingCount&) = default;
};
// Counts from one multiple of `every` to the next, then starts afresh. Multiples count from the
// start of the run.
struct FixedTime {
    Duration every{};
    friend bool operator==(const FixedTime&, const FixedTime&) = default;
};
using WindowConfig = std::variant<SlidingTime, SlidingCount, FixedTime>;

struct WindowCounts {
    std::uint32_t calls = 0;
    std::uint32_t failures = 0;
    std::uint32_t slow = 0;

    [[nodiscard]] double failure_rate() const {
        return calls == 0 ? 0.0 : static_cast<double>(failures) / calls;
    }
    [[nodiscard]] double slow_rate() const {
        return calls == 0 ? 0.0 : static_cast<double>(slow) / calls;
    }
    friend bool operator==(const WindowCounts&, const WindowCounts&) = default;
};

// Totals of the recent past at constant cost and memory: buckets and a running sum, no list of
// results (but the ring of a count window). Idle time ages everything out, however long it was.
class SlidingWindow {
public:
    struct Sample {
        bool failed = false;
        bool slow = false;
    };

    explicit SlidingWindow(const WindowConfig& config);

    // True when everything recorded before had aged out at once (a fixed window started afresh).
    bool record(Instant now, Sample sample);
    // What the window holds at `now`.
    [[nodiscard]] WindowCounts counts(Instant now);
    // What it held when last asked or told.
    [[nodiscard]] WindowCounts counts() const;
    void clear();

private:
    bool expire(Instant now);
    void remove(const WindowCounts& counts);

    // Time windows: one WindowCounts a bucket. Count windows: one a result.
    std::vector<WindowCounts> buckets_;
    WindowCounts total_;
    Duration width_{0};        // of a bucket; zero for a count window
    std::int64_t newest_ = 0;  // number of the newest bucket since run_start
    std::size_t next_ = 0;     // count window: the slot to overwrite
};

}  // namespace fortify::policy
