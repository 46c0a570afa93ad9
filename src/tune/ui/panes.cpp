#include "tune/ui/panes.hpp"

#include <algorithm>
#include <string_view>

namespace fortify::tune::ui {

namespace {

constexpr std::size_t top = 2;        // title and rule
constexpr std::size_t foot_rows = 3;  // and a rule

std::size_t knob_columns(std::size_t columns) {
    return columns < 100 ? 33 : columns < 116 ? 44 : columns < 140 ? 56 : 60;
}

}  // namespace

Panes panes_of(Size size) {
    const std::size_t left = std::min(knob_columns(size.columns), size.columns / 2);
    const std::size_t rows = size.rows - std::min(size.rows, top + foot_rows + 1);
    return {.knobs = {.row = top, .column = 0, .rows = rows, .columns = left},
            .picture = {.row = top, .column = left + 2, .rows = rows, .columns = size.columns - left - 2},
            .foot = size.rows - std::min(size.rows, foot_rows)};
}

std::size_t label_columns_of(std::size_t picture_columns) {
    return picture_columns < 60 ? 10 : 16;
}

std::size_t timeline_columns_of(Size size) {
    const std::size_t columns = panes_of(size).picture.columns;
    return columns - std::min(columns, label_columns_of(columns) + figure_columns);
}

void draw_rules(Canvas& canvas, const Panes& panes, report::Charset charset, Divided divided) {
    const bool is_utf8 = charset == report::Charset::utf8;
    const std::string_view across = is_utf8 ? "─" : "-";
    const std::size_t wall = panes.picture.column - 2;
    const auto rule = [&](std::size_t row, std::string_view crossing) {
        for (std::size_t column = 0; column < canvas.size().columns; ++column) {
            const bool is_crossing = divided == Divided::yes && column == wall;
            canvas.put(row, column, is_crossing ? crossing : across, report::Tone::quiet);
        }
    };
    rule(top - 1, is_utf8 ? "┬" : "+");
    rule(panes.foot - 1, is_utf8 ? "┴" : "+");
    for (std::size_t row = top; divided == Divided::yes && row + 1 < panes.foot; ++row) {
        canvas.put(row, wall, is_utf8 ? "│" : "|", report::Tone::quiet);
    }
}

}  // namespace fortify::tune::ui
