#include "run/timer_queue.hpp"

#include <algorithm>

namespace fortify::run {
namespace {

constexpr std::size_t arity = 4;

}  // namespace

void TimerQueue::arm(TimerId timer, Instant when) {
    if (timer.value >= positions_.size()) {
        positions_.resize(std::max<std::size_t>(timer.value + 1, positions_.size() * 2), absent);
    }
    const Entry entry{.when = when, .sequence = armed_++, .timer = timer.value};
    const std::uint32_t position = positions_[timer.value];
    if (position == absent) {
        heap_.push_back(entry);
        sift_up(heap_.size() - 1, entry);
    } else if (before(entry, heap_[position])) {
        sift_up(position, entry);
    } else {
        sift_down(position, entry);
    }
}

void TimerQueue::disarm(TimerId timer) {
    if (timer.value < positions_.size() && positions_[timer.value] != absent) {
        remove(positions_[timer.value]);
    }
}

std::optional<TimerId> TimerQueue::pop_due(Instant now) {
    if (heap_.empty() || heap_.front().when > now) {
        return std::nullopt;
    }
    const TimerId timer{heap_.front().timer};
    remove(0);
    return timer;
}

void TimerQueue::place(std::size_t position, const Entry& entry) {
    heap_[position] = entry;
    positions_[entry.timer] = static_cast<std::uint32_t>(position);
}

void TimerQueue::sift_up(std::size_t position, const Entry& entry) {
    while (position > 0) {
        const std::size_t parent = (position - 1) / arity;
        if (!before(entry, heap_[parent])) {
            break;
        }
        place(position, heap_[parent]);
        position = parent;
    }
    place(position, entry);
}

void TimerQueue::sift_down(std::size_t position, const Entry& entry) {
    for (;;) {
        const std::size_t first = position * arity + 1;
        if (first >= heap_.size()) {
            break;
        }
        const std::size_t last = std::min(first + arity, heap_.size());
        std::size_t least = first;
        for (std::size_t child = first + 1; child < last; ++child) {
            if (before(heap_[child], heap_[least])) {
                least = child;
            }
        }
        if (!before(heap_[least], entry)) {
            break;
        }
        place(position, heap_[least]);
        position = least;
    }
    place(position, entry);
}

void TimerQueue::remove(std::size_t position) {
    positions_[heap_[position].timer] = absent;
    const Entry moved = heap_.back();
    heap_.pop_back();
    if (position == heap_.size()) {
        return;
    }
    if (position > 0 && before(moved, heap_[(position - 1) / arity])) {
        sift_up(position, moved);
    } else {
        sift_down(position, moved);
    }
}

}  // namespace fortify::run
