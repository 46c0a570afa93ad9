#include "core/assert.hpp"
#include "slo/reading.hpp"

#include <algorithm>

namespace fortify::slo {

namespace {

using measure::Histogram;
using measure::Recorder;
using measure::Timing;

// The merged histogram of a window that slides slot by slot, at two merges a step however long the window is:
// slots are taken in blocks of one window; a window is the tail of one block and the head of the next
// (van Herk 1992, Gil and Werman 1993, who did it for the maximum).
class SlidingMerge {
public:
    // Nothing is read from slot `end` on.
    SlidingMerge(
        const Recorder& recorder, Timing timing, std::uint16_t subject, std::size_t slots, std::size_t end)
        : recorder_{recorder}, timing_{timing}, subject_{subject}, slots_{slots}, end_{end} {
    }

    // The window that begins at this slot; to be asked for one slot after another.
    [[nodiscard]] Histogram window(std::size_t start) {
        const std::size_t offset = step_++ % slots_;
        if (offset == 0) {
            begin_block(start);
            return tails_.front();
        }
        head_.merge(slot(start + slots_ - 1));
        Histogram merged = tails_[offset];
        merged.merge(head_);
        return merged;
    }

private:
    [[nodiscard]] Histogram slot(std::size_t number) const {
        const Instant start = run_start + recorder_.slot_width() * static_cast<std::int64_t>(number);
        return recorder_.series_histogram(timing_, subject_, {start, start + recorder_.slot_width()});
    }
    void begin_block(std::size_t start) {
        head_.clear();
        tails_.assign(slots_, Histogram{Histogram::Precision::coarse});
        for (std::size_t i = slots_; i-- > 0;) {
            if (start + i < end_) {
                tails_[i] = slot(start + i);
            }
            if (i + 1 < slots_) {
                tails_[i].merge(tails_[i + 1]);
            }
        }
    }

    const Recorder& recorder_;
    Timing timing_;
    std::uint16_t subject_;
    std::size_t slots_;
    std::size_t end_;
    std::size_t step_ = 0;
    std::vector<Histogram> tails_;  // tails_[i]: the block from its slot i on
    Histogram head_{Histogram::Precision::coarse};
};

}  // namespace

std::size_t slots_in(const Recorder& recorder, Duration window) {
    const Duration width = recorder.slot_width();
    const auto slots =
        static_cast<std::size_t>(window / width) + (window % width == Duration::zero() ? 0 : 1);
    return std::max<std::size_t>(slots, 1);
}

std::vector<WindowReading> read_windows(const Recorder& recorder,
                                        const Quantity& quantity,
                                        const Interval& within,
                                        std::size_t slots,
                                        Step step) {
    FORTIFY_ASSERT(slots > 0);
    std::vector<WindowReading> windows;
    const Duration width = recorder.slot_width();
    const auto first = static_cast<std::size_t>((within.start - run_start + width - 1ns) / width);
    const auto last = static_cast<std::size_t>((within.end - run_start) / width);
    if (last < first || last - first < slots) {
        return windows;
    }
    const bool slides = step == Step::sliding;
    const std::optional<Timing> timing = slides ? timing_of(quantity.metric) : std::nullopt;
    std::optional<SlidingMerge> merge;
    if (timing) {
        merge.emplace(recorder, *timing, quantity.subject, slots, last);
    }
    for (std::size_t start = first; start + slots <= last; start += slides ? 1 : slots) {
        const Instant begin = run_start + width * static_cast<std::int64_t>(start);
        const Interval when{begin, begin + width * static_cast<std::int64_t>(slots)};
        windows.push_back({when, merge ? read_histogram(quantity.aggregate, merge->window(start))
                                       : read_window(recorder, quantity, when)});
    }
    return windows;
}

}  // namespace fortify::slo
