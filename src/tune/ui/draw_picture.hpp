#pragma once

#include "measure/recorder.hpp"
#include "tune/trial.hpp"
#include "tune/ui/canvas.hpp"

#include <cstddef>
#include <string>

namespace fortify::tune::ui {

// What the right pane shows: a run, and the one it is held against. Either may be missing as yet.
struct BeforeAfter {
    const Trial* now = nullptr;
    const Trial* before = nullptr;
    Interval window;          // of the timeline
    std::string window_name;  // "whole run", "phase outage"
    Instant end;              // of the run
    std::size_t first_slo = 0;
};

// How the rows of the pane are used. What is there comes before what would be nice.
struct Allotment {
    std::size_t height = 1;   // of each chart
    std::size_t befores = 0;  // charts with the baseline under them: goodput, errors, p99
    std::size_t breakers = 0;
    std::size_t faults = 0;
    std::size_t gap = 0;
    std::size_t slos = 0;
    std::size_t slo_rows = 1;  // each

    [[nodiscard]] std::size_t timeline() const {
        return 2 + 4 * height + befores + breakers + faults + 1;
    }
};
struct Demand {
    std::size_t rows = 0;
    std::size_t breakers = 0;
    std::size_t faults = 0;
    std::size_t slos = 0;
};
[[nodiscard]] Allotment allot(const Demand& demand);

void draw_picture(Canvas& canvas, const Area& area, const BeforeAfter& what, const report::Style& style);

// The parts.
void draw_timeline(Canvas& canvas,
                   const Area& area,
                   const BeforeAfter& what,
                   const Allotment& rows,
                   const report::Style& style);
void draw_slos(Canvas& canvas,
               const Area& area,
               const BeforeAfter& what,
               const Allotment& rows,
               const report::Style& style);

}  // namespace fortify::tune::ui
