#pragma once

#include "tune/ui/canvas.hpp"

namespace fortify::tune::ui {

inline constexpr Size smallest_screen{.rows = 18, .columns = 70};

// How the screen is divided: a title, two panes with rules around them, three lines at the foot.
struct Panes {
    Area knobs;
    Area picture;
    std::size_t foot = 0;  // its first line
};
[[nodiscard]] Panes panes_of(Size size);

// Of the picture's lines: a label, the columns of the timeline, a figure.
inline constexpr std::size_t figure_columns = 9;
[[nodiscard]] std::size_t label_columns_of(std::size_t picture_columns);
[[nodiscard]] std::size_t timeline_columns_of(Size size);

enum class Divided : std::uint8_t { no, yes };
// The rules; that between the panes where it is wanted.
void draw_rules(Canvas& canvas, const Panes& panes, report::Charset charset, Divided divided);

}  // namespace fortify::tune::ui
