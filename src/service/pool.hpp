#pragma once

#include "service/ring.hpp"

#include <cstdint>
#include <optional>

namespace fortify::service {

// The connections of one instance, and the jobs that wait for one, in order.
class Pool {
public:
    // A job that waits; `stamp` tells it from a later job in its slot.
    struct Waiter {
        std::uint32_t slot = 0;
        std::uint32_t stamp = 0;
    };

    explicit Pool(std::uint32_t size) : size_(size), free_(size) {
    }

    // False: none is free.
    [[nodiscard]] bool take() {
        if (free_ == 0) {
            return false;
        }
        --free_;
        return true;
    }
    void give_back() {
        ++free_;
    }
    void leak() {
        ++leaked_;
    }
    void wait(Waiter waiter) {
        waiting_.push_back(waiter);
    }
    [[nodiscard]] std::optional<Waiter> next_waiter() {
        return waiting_.is_empty() ? std::nullopt : std::optional(waiting_.pop_front());
    }
    // Those at the front who do not wait any more.
    template <class Gone>
    void forget(Gone gone) {
        while (!waiting_.is_empty() && gone(waiting_.front())) {
            static_cast<void>(waiting_.pop_front());
        }
    }
    // New, as after a restart.
    void reset() {
        free_ = size_;
        leaked_ = 0;
        waiting_.clear();
    }

    [[nodiscard]] bool has_free() const {
        return free_ > 0;
    }
    // Every connection has leaked: no job gets one any more.
    [[nodiscard]] bool is_dead() const {
        return leaked_ == size_;
    }

private:
    std::uint32_t size_;
    std::uint32_t free_;
    std::uint32_t leaked_ = 0;
    Ring<Waiter> waiting_;
};

}  // namespace fortify::service
