#pragma once

#include "report/style.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::tune::ui {

struct Size {
    std::size_t rows = 0;
    std::size_t columns = 0;

    friend bool operator==(const Size&, const Size&) = default;
};

// A part of the screen.
struct Area {
    std::size_t row = 0;
    std::size_t column = 0;
    std::size_t rows = 0;
    std::size_t columns = 0;
};

enum class Ground : std::uint8_t { plain, reversed };

// One column of one line. A wide character stands in its first cell; the second is empty.
struct Cell {
    std::string glyph = " ";
    report::Tone tone = report::Tone::normal;
    Ground ground = Ground::plain;

    friend bool operator==(const Cell&, const Cell&) = default;
};

// What the screen is to show: drawn upon without knowing any terminal. What lies outside is not drawn.
class Canvas {
public:
    explicit Canvas(Size size) : size_(size), cells_(size.rows * size.columns) {
    }

    [[nodiscard]] Size size() const {
        return size_;
    }
    [[nodiscard]] const Cell& at(std::size_t row, std::size_t column) const {
        return cells_[row * size_.columns + column];
    }

    // From there to the right; returns the column after its last.
    std::size_t put(std::size_t row, std::size_t column, std::string_view text, report::Tone tone = {});
    // All of a stretch of one line, in one tone: colours would tear it.
    void reverse(const Area& area);

    // As text, blanks at the ends of lines left out.
    [[nodiscard]] std::vector<std::string> lines() const;

private:
    Size size_;
    std::vector<Cell> cells_;
};

}  // namespace fortify::tune::ui
