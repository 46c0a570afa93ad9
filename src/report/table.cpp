#include "report/table.hpp"

#include "core/assert.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace fortify::report {

namespace {

// Before each column, the first one too: every section is indented.
constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 4;

std::string placed(const Style& style, const std::string& text, std::size_t width, Align align) {
    return align == Align::left ? style.left(text, width) : style.right(text, width);
}

// Where a title may be broken: after blanks, "_", "." and "(".
std::vector<std::string> parts_of(const std::string& title) {
    std::vector<std::string> parts{std::string{}};
    for (const char letter : title) {
        parts.back() += letter;
        if (letter == ' ' || letter == '_' || letter == '.' || letter == '(') {
            parts.emplace_back();
        }
    }
    return parts;
}

// The parts joined into lines of this width.
std::vector<std::string> filled(const std::vector<std::string>& parts, std::size_t width) {
    std::vector<std::string> lines;
    for (const std::string& part : parts) {
        const std::size_t end = part.find_last_not_of(' ') + 1;
        if (!lines.empty() && display_width(lines.back()) + display_width(part.substr(0, end)) <= width) {
            lines.back() += part;
        } else {
            lines.push_back(part);
        }
    }
    for (std::string& line : lines) {
        line.erase(line.find_last_not_of(' ') + 1);
    }
    return lines;
}

}  // namespace

void Table::add(std::vector<Cell> cells) {
    FORTIFY_ASSERT(cells.size() == columns_.size());
    rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths(const Style& style, std::size_t head_lines) const {
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        std::size_t widest = 0;
        for (const std::string& part :
             head_lines > 1 ? parts_of(columns_[column].title) : std::vector{columns_[column].title}) {
            widest = std::max(widest, display_width(part));
        }
        for (const auto& row : rows_) {
            widest = std::max(widest, display_width(row[column].text));
        }
        widths.push_back(widest);
    }
    const std::size_t gaps = gap * columns_.size();
    while (head_lines > 1 && !widths.empty() &&
           std::accumulate(widths.begin(), widths.end(), gaps) > style.width()) {
        const auto widest = std::max_element(widths.begin(), widths.end());
        if (*widest <= narrowest) {
            break;
        }
        --*widest;
    }
    return widths;
}

std::string Table::head(const Style& style, const std::vector<std::size_t>& room) const {
    std::vector<std::vector<std::string>> titles;
    std::size_t lines = 1;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        titles.push_back(filled(parts_of(columns_[column].title), room[column]));
        lines = std::max(lines, titles.back().size());
    }
    std::string out;
    for (std::size_t number = 0; number < lines; ++number) {
        std::string line;
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            // The last lines stand side by side, next to the rows.
            const std::vector<std::string>& title = titles[column];
            const std::size_t above = lines - title.size();
            line.append(gap, ' ');
            line += placed(style, number < above ? std::string{} : title[number - above], room[column],
                           columns_[column].align);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += style.paint(Tone::quiet, line) + "\n";
    }
    return out;
}

std::string Table::render(const Style& style) const {
    std::vector<std::size_t> room = widths(style, 1);
    if (std::accumulate(room.begin(), room.end(), gap * columns_.size()) > style.width()) {
        room = widths(style, 2);
    }
    std::string out = head(style, room);
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            line.append(gap, ' ');
            line += style.paint(row[column].text.empty() ? Tone::normal : row[column].tone,
                                placed(style, row[column].text, room[column], columns_[column].align));
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

}  // namespace fortify::report
