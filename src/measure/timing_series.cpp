#include "measure/timing_series.hpp"

#include <algorithm>

namespace fortify::measure {

TimingSeries::TimingSeries(std::size_t slots) : slots_(slots, 0) {
}

void TimingSeries::record(std::size_t slot, Duration value) {
    std::uint32_t& number = slots_[slot];
    if (number == 0) {
        number = used_.add() + 1;
    }
    Slot& used = used_[number - 1];
    const std::int64_t nanoseconds = std::max(value.count(), std::int64_t{0});
    const std::uint32_t bucket = coarse_scheme.index_of(nanoseconds);
    std::uint32_t& block = used.blocks[bucket >> coarse_scheme.bits];
    if (block == 0) {
        block = blocks_.add() + 1;
    }
    ++blocks_[block - 1][bucket & (coarse_scheme.per_octave() - 1)];
    ++used.count;
    used.sum = add_saturating(used.sum, nanoseconds);
    used.min = std::min(used.min, nanoseconds);
    used.max = std::max(used.max, nanoseconds);
}

void TimingSeries::add_to(Histogram& histogram, const SlotGrid::Range& slots) const {
    const std::size_t end = std::min(slots.end, slots_.size());
    for (std::size_t slot = slots.first; slot < end; ++slot) {
        if (slots_[slot] == 0) {
            continue;
        }
        const Slot& used = used_[slots_[slot] - 1];
        histogram.cover(coarse_scheme.index_of(used.min), coarse_scheme.index_of(used.max));
        for (std::uint32_t octave = 0; octave < coarse_scheme.octaves(); ++octave) {
            if (used.blocks[octave] == 0) {
                continue;
            }
            const Block& block = blocks_[used.blocks[octave] - 1];
            const std::uint32_t base = (octave << coarse_scheme.bits) - histogram.base_;
            for (std::uint32_t i = 0; i < block.size(); ++i) {
                histogram.counts_[base + i] += block[i];
            }
        }
        histogram.count_ += used.count;
        histogram.sum_ = add_saturating(histogram.sum_, used.sum);
        histogram.min_ = std::min(histogram.min_, used.min);
        histogram.max_ = std::max(histogram.max_, used.max);
    }
}

}  // namespace fortify::measure
