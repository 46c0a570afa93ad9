#pragma once

#include "report/style.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fortify::report {

enum class Align : std::uint8_t { left, right };

// A table for people: columns as wide as what is in them, two blanks between, indented like every section.
// Where they are too wide for the terminal titles are broken first, then the widest columns cut.
class Table {
public:
    struct Column {
        std::string title;
        Align align = Align::right;
    };
    struct Cell {
        std::string text;
        Tone tone = Tone::normal;
    };

    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {
    }

    // As many cells as there are columns.
    void add(std::vector<Cell> cells);
    [[nodiscard]] bool empty() const {
        return rows_.empty();
    }
    // The titles and the rows, each line with a newline.
    [[nodiscard]] std::string render(const Style& style) const;

private:
    // Titles on one line, or else broken where they may be and everything cut to the terminal.
    [[nodiscard]] std::vector<std::size_t> widths(const Style& style, std::size_t head_lines) const;
    [[nodiscard]] std::string head(const Style& style, const std::vector<std::size_t>& room) const;

    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> rows_;
};

}  // namespace fortify::report
