// Goal: tables keep their shape whatever is in them. Method: small tables, drawn.
#include "report/table.hpp"

#include "core/text.hpp"

#include <doctest/doctest.h>

#include <sstream>

namespace fortify::report {

TEST_SUITE("report::table") {
    TEST_CASE("columns are as wide as what is in them") {
        Table table({{.title = "name", .align = Align::left}, {.title = "n"}});
        table.add({{.text = "a"}, {.text = "1,234"}});
        table.add({{.text = "longer"}, {.text = "5"}});
        CHECK(table.render(Style({})) ==
              "  name        n\n"
              "  a       1,234\n"
              "  longer      5\n");
    }
    TEST_CASE("colours stand around the text and its padding, never around nothing") {
        Table table({{.title = "a"}, {.title = "b"}});
        table.add({{.text = "1", .tone = Tone::good}, {.text = "", .tone = Tone::bad}});
        CHECK(table.render(Style({.colour = Colour::ansi})) == "\x1b[2m  a  b\x1b[0m\n  \x1b[32m1\x1b[0m\n");
    }
    TEST_CASE("titles that make it too wide are broken, what is still too wide is cut") {
        std::vector<Table::Column> columns;
        std::vector<Table::Cell> cells;
        for (int index = 0; index < 9; ++index) {
            columns.push_back({.title = "p99(response_time) of it"});
            cells.push_back({.text = "1.00s"});
        }
        Table table(columns);
        table.add(cells);
        std::istringstream lines(table.render(Style({})));
        int count = 0;
        for (std::string line; std::getline(lines, line); ++count) {
            CHECK(display_width(line) <= 80);
        }
        CHECK(count > 2);
        cells.front().text = std::string(200, 'x');
        Table wide(columns);
        wide.add(cells);
        std::istringstream more(wide.render(Style({})));
        for (std::string line; std::getline(more, line);) {
            CHECK(display_width(line) <= 80);
        }
    }
    TEST_CASE("a table without rows is its titles") {
        CHECK(Table({{.title = "a"}, {.title = "b"}}).render(Style({})) == "  a  b\n");
    }
}

}  // namespace fortify::report
