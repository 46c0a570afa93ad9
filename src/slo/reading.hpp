#pragma once

#include "measure/metric.hpp"
#include "measure/recorder.hpp"
#include "slo/expectation.hpp"
#include "slo/stretch.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace fortify::slo {

// What a condition measures.
struct Quantity {
    measure::Metric metric{};
    Aggregate aggregate;
    std::uint16_t subject = measure::Recorder::all;
};

// One value, and how much stands behind it.
struct Reading {
    std::optional<double> value;  // none: there was nothing to take it from
    std::uint64_t samples = 0;
    std::uint64_t needed = 0;  // fewer samples decide nothing

    [[nodiscard]] bool decides() const {
        return value.has_value() && samples >= needed;
    }
};

// Samples that a percentile needs: ten beyond it.
[[nodiscard]] std::uint64_t samples_needed(double percentile);
// A count that can only grow while the run goes on.
[[nodiscard]] bool is_cumulative(measure::Metric metric);
// The timing behind a metric of unit duration.
[[nodiscard]] std::optional<measure::Timing> timing_of(measure::Metric metric);
// What the samples of a metric are: "calls"; empty where there are none.
[[nodiscard]] std::string_view sample_noun(measure::Metric metric);

// From the totals of its scopes: each call counts where it was due.
[[nodiscard]] Reading read_totals(const measure::Recorder& recorder,
                                  const Quantity& quantity,
                                  const Stretch& stretch);
// From the series: each call counts where it settled. The ends should be edges of slots.
[[nodiscard]] Reading read_window(const measure::Recorder& recorder,
                                  const Quantity& quantity,
                                  const Interval& when);

[[nodiscard]] Reading read_histogram(const Aggregate& aggregate, const measure::Histogram& histogram);

struct WindowReading {
    Interval when;
    Reading reading;
};
enum class Step : std::uint8_t {
    sliding,   // by one slot of the series
    tumbling,  // by a whole window
};
// Every full window of so many slots within the interval, in order.
[[nodiscard]] std::vector<WindowReading> read_windows(const measure::Recorder& recorder,
                                                      const Quantity& quantity,
                                                      const Interval& within,
                                                      std::size_t slots,
                                                      Step step);
// Whole slots that make up at least this duration.
[[nodiscard]] std::size_t slots_in(const measure::Recorder& recorder, Duration window);

}  // namespace fortify::slo
