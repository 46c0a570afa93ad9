#include "measure/timing_series.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <functional>

namespace fortify::measure {

TimingSeries::TimingSeries(std::size_t slots) : slots_(slots, 0) {
}

TimingSeries::Slot& TimingSeries::slot_at(std::size_t slot) {
    std::uint32_t& number = slots_[slot];
    if (number == 0) {
        number = used_.add() + 1;
    }
    return used_[number - 1];
}

TimingSeries::Block& TimingSeries::block_of(Slot& slot, std::uint32_t octave) {
    std::uint32_t& block = slot.blocks[octave];
    if (block == 0) {
        block = blocks_.add() + 1;
    }
    return blocks_[block - 1];
}

void TimingSeries::record(std::size_t slot, Duration value) {
    Slot& used = slot_at(slot);
    const std::int64_t nanoseconds = std::max(value.count(), std::int64_t{0});
    const std::uint32_t bucket = coarse_scheme.index_of(nanoseconds);
    ++block_of(used, bucket >> coarse_scheme.bits)[bucket & (coarse_scheme.per_octave() - 1)];
    ++used.count;
    used.sum = add_saturating(used.sum, nanoseconds);
    used.min = std::min(used.min, nanoseconds);
    used.max = std::max(used.max, nanoseconds);
}

void TimingSeries::merge(const TimingSeries& other) {
    FORTIFY_ASSERT(slots_.size() == other.slots_.size());
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
        if (other.slots_[slot] == 0) {
            continue;
        }
        const Slot& added = other.used_[other.slots_[slot] - 1];
        Slot& used = slot_at(slot);
        for (std::uint32_t octave = 0; octave < coarse_scheme.octaves(); ++octave) {
            if (added.blocks[octave] == 0) {
                continue;
            }
            const Block& from = other.blocks_[added.blocks[octave] - 1];
            Block& into = block_of(used, octave);
            std::transform(into.begin(), into.end(), from.begin(), into.begin(), std::plus<>{});
        }
        used.count += added.count;
        used.sum = add_saturating(used.sum, added.sum);
        used.min = std::min(used.min, added.min);
        used.max = std::max(used.max, added.max);
    }
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
