#include "tune/ui/canvas.hpp"

#include "core/text.hpp"

#include <algorithm>

namespace fortify::tune::ui {

namespace {

std::size_t length_of_first(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
        ++length;
    }
    return length;
}

}  // namespace

std::size_t Canvas::put(std::size_t row, std::size_t column, std::string_view text, report::Tone tone) {
    while (!text.empty() && row < size_.rows) {
        const std::string_view glyph = text.substr(0, length_of_first(text));
        const std::size_t width = display_width(glyph);
        text.remove_prefix(glyph.size());
        if (column + width > size_.columns) {
            break;
        }
        const std::size_t place = row * size_.columns + column;
        if (width > 0) {
            cells_[place] = {.glyph = std::string(glyph), .tone = tone, .ground = cells_[place].ground};
        } else if (column > 0) {
            // Belongs to the one before.
            cells_[place - 1].glyph += glyph;
        }
        if (width == 2) {
            cells_[place + 1] = {.glyph = "", .tone = tone, .ground = cells_[place].ground};
        }
        column += width;
    }
    return column;
}

void Canvas::reverse(const Area& area) {
    for (std::size_t row = area.row; row < std::min(area.row + area.rows, size_.rows); ++row) {
        for (std::size_t column = area.column; column < std::min(area.column + area.columns, size_.columns);
             ++column) {
            Cell& cell = cells_[row * size_.columns + column];
            cell.tone = report::Tone::normal;
            cell.ground = Ground::reversed;
        }
    }
}

std::vector<std::string> Canvas::lines() const {
    std::vector<std::string> lines;
    for (std::size_t row = 0; row < size_.rows; ++row) {
        std::string line;
        for (std::size_t column = 0; column < size_.columns; ++column) {
            line += at(row, column).glyph;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace fortify::tune::ui
