#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace fortify::policy {

struct BulkheadConfig {
    std::uint32_t max_concurrent = 10;
    std::uint32_t max_queue = 0;
    Duration queue_timeout{0};  // bounds the waiting only; 0: no bound but the call's own timeout
};

// Bounds how many calls are inside at once, and how many wait for a place, first in first out.
//
// A place is held until the work inside has ended. A waiter that leaves frees its place in the queue
// at once and never runs later. Tickets are small numbers chosen by the caller (a call's slot), so that
// waiting costs no allocation.
class Bulkhead {
public:
    using Ticket = std::uint32_t;

    explicit Bulkhead(const BulkheadConfig& config);

    enum class Admission : std::uint8_t { admitted, queued, rejected };

    [[nodiscard]] Admission admit(Ticket ticket);
    // A place is free again: the ticket of the waiter who has it now, if someone waited.
    [[nodiscard]] std::optional<Ticket> release();
    // Other settings from now on. Those inside stay, even above a lower max_concurrent: places are not
    // given away until enough have left. Those that wait stay, even above a lower max_queue.
    void reconfigure(const BulkheadConfig& config);
    // A waiter that has a place now, since there are more of them; none when nobody waits or all is full.
    [[nodiscard]] std::optional<Ticket> promote();
    // The waiter leaves the queue (queue timeout, or its call was cancelled).
    void abandon(Ticket ticket);

    [[nodiscard]] std::uint32_t active() const;
    [[nodiscard]] std::uint32_t queued() const;

private:
    // The queue is a list threaded through the tickets, so that leaving from its middle costs nothing.
    struct Link {
        Ticket previous = none;
        Ticket next = none;
        bool is_queued = false;
    };
    static constexpr Ticket none = UINT32_MAX;

    void unlink(Ticket ticket);

    BulkheadConfig config_;
    std::vector<Link> links_;  // by ticket
    Ticket first_ = none;
    Ticket last_ = none;
    std::uint32_t active_ = 0;
    std::uint32_t queued_ = 0;
};

}  // namespace fortify::policy
