#pragma once

#include "tune/line_diff.hpp"
#include "tune/ui/canvas.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace fortify::tune::ui {

// What the keys do.
void draw_help(Canvas& canvas, const Area& area, const report::TextOptions& look);

// The difference that is about to be written, from that line of it on.
void draw_diff(Canvas& canvas,
               const Area& area,
               const std::vector<DiffLine>& lines,
               std::size_t first,
               const report::Style& style);

}  // namespace fortify::tune::ui
