#pragma once

#include "core/assert.hpp"

#include <cstddef>
#include <vector>

namespace fortify::service {

// A queue in one block of memory that is kept and grows by doubling: no allocation in the steady state.
template <class T>
class Ring {
public:
    [[nodiscard]] bool is_empty() const {
        return size_ == 0;
    }
    [[nodiscard]] std::size_t size() const {
        return size_;
    }
    [[nodiscard]] const T& front() const {
        FORTIFY_ASSERT(size_ > 0);
        return cells_[first_];
    }
    // From the front.
    [[nodiscard]] T& at(std::size_t index) {
        FORTIFY_ASSERT(index < size_);
        return cells_[(first_ + index) & (cells_.size() - 1)];
    }
    void push_back(const T& value) {
        if (size_ == cells_.size()) {
            grow();
        }
        cells_[(first_ + size_) & (cells_.size() - 1)] = value;
        ++size_;
    }
    T pop_front() {
        const T value = front();
        first_ = (first_ + 1) & (cells_.size() - 1);
        --size_;
        return value;
    }
    T pop_back() {
        const T value = at(size_ - 1);
        --size_;
        return value;
    }
    void clear() {
        size_ = 0;
    }

private:
    void grow() {
        std::vector<T> larger(cells_.empty() ? 16 : 2 * cells_.size());  // a power of two, for the masks
        for (std::size_t index = 0; index < size_; ++index) {
            larger[index] = at(index);
        }
        cells_.swap(larger);
        first_ = 0;
    }

    std::vector<T> cells_;
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

}  // namespace fortify::service
