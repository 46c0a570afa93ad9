#pragma once

#include "tune/ui/canvas.hpp"
#include "tune/ui/workbench.hpp"

#include <string>

namespace fortify::tune::ui {

// "policy.client.retry.budget.ratio" taken apart: "client", "retry", "budget.ratio".
struct KnobName {
    std::string policy;
    std::string layer;
    std::string key;
};
[[nodiscard]] KnobName name_of(const Knob& knob);

// "1..100", "0s..", in the key's way of writing.
[[nodiscard]] std::string range_of(const Knob& knob, const report::Style& style);

// The list of knobs with the selected one in it.
void draw_knobs(Canvas& canvas, const Area& area, const Workbench& bench, const report::Style& style);

}  // namespace fortify::tune::ui
