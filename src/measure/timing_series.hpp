#pragma once

#include "core/time.hpp"
#include "measure/histogram.hpp"
#include "measure/slot_grid.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace fortify::measure {

// Grows by chunks that never move, so that growing costs no copy; addressed by number.
template <class T>
class ChunkedPool {
public:
    [[nodiscard]] std::uint32_t add() {
        if (chunks_.empty() || chunks_.back().size() == chunk_size) {
            chunks_.emplace_back().reserve(chunk_size);
        }
        chunks_.back().emplace_back();
        return static_cast<std::uint32_t>((chunks_.size() - 1) * chunk_size + chunks_.back().size() - 1);
    }
    [[nodiscard]] T& operator[](std::uint32_t index) {
        return chunks_[index / chunk_size][index % chunk_size];
    }
    [[nodiscard]] const T& operator[](std::uint32_t index) const {
        return chunks_[index / chunk_size][index % chunk_size];
    }

private:
    static constexpr std::uint32_t chunk_size = 256;
    std::vector<std::vector<T>> chunks_;
};

// A coarse histogram for each slot of one series of durations. Memory is taken for the octaves that are
// used in a slot: bounded by time, not by the number of calls.
class TimingSeries {
public:
    // For so many slots.
    explicit TimingSeries(std::size_t slots);

    void record(std::size_t slot, Duration value);
    void merge(const TimingSeries& other);  // of as many slots
    // The slots [first, end) added to a coarse histogram.
    void add_to(Histogram& histogram, const SlotGrid::Range& slots) const;

private:
    using Block = std::array<std::uint32_t, std::size_t{1} << coarse_scheme.bits>;
    struct Slot {
        std::uint64_t count = 0;
        std::int64_t sum = 0;
        std::int64_t min = INT64_MAX;
        std::int64_t max = 0;
        std::array<std::uint32_t, coarse_scheme.octaves()> blocks{};  // number in `blocks_` + 1; 0: none
    };

    [[nodiscard]] Slot& slot_at(std::size_t slot);
    [[nodiscard]] Block& block_of(Slot& slot, std::uint32_t octave);

    std::vector<std::uint32_t> slots_;  // number in `used_` + 1; 0: none
    ChunkedPool<Slot> used_;
    ChunkedPool<Block> blocks_;
};

}  // namespace fortify::measure
