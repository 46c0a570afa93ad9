#pragma once

#include "core/time.hpp"
#include "run/ports.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace fortify::run {

// The timers of a run, for both drivers: a 4-ary heap ordered by (instant, order of arming), with the
// place of each timer kept, so that arming and disarming cost O(log n) and a disarmed timer leaves
// nothing behind. Arming an armed timer moves it. Memory grows with the largest timer id, not with use.
class TimerQueue final : public Timers {
public:
    void arm(TimerId timer, Instant when) override;
    void disarm(TimerId timer) override;

    // When the next timer is due; `never` when none is armed.
    [[nodiscard]] Instant next() const {
        return heap_.empty() ? never : heap_.front().when;
    }
    // Takes the earliest timer out if it is due at `now`.
    [[nodiscard]] std::optional<TimerId> pop_due(Instant now);
    [[nodiscard]] std::size_t size() const {
        return heap_.size();
    }

private:
    struct Entry {
        Instant when;
        std::uint64_t sequence;
        std::uint32_t timer;
    };
    static constexpr std::uint32_t absent = UINT32_MAX;

    [[nodiscard]] static bool before(const Entry& left, const Entry& right) {
        return left.when != right.when ? left.when < right.when : left.sequence < right.sequence;
    }
    void place(std::size_t position, const Entry& entry);
    void sift_up(std::size_t position, const Entry& entry);
    void sift_down(std::size_t position, const Entry& entry);
    void remove(std::size_t position);

    std::vector<Entry> heap_;
    std::vector<std::uint32_t> positions_;  // by timer id
    std::uint64_t armed_ = 0;
};

}  // namespace fortify::run
