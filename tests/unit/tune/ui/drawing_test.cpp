// Goal: a canvas holds what was drawn, cut at its edges; rows go to what matters most. Method: texts with
// wide and combining characters; allotments for screens of several heights.
#include "tune/ui/canvas.hpp"
#include "tune/ui/draw_picture.hpp"
#include "tune/ui/panes.hpp"

#include <doctest/doctest.h>

namespace fortify::tune::ui {

TEST_SUITE("tune::ui::drawing") {
    TEST_CASE("text is cut at the right edge and lost beyond the last line") {
        Canvas canvas({.rows = 2, .columns = 5});
        CHECK(canvas.put(0, 3, "abc") == 5);
        canvas.put(2, 0, "lost");
        CHECK(canvas.lines() == std::vector<std::string>{"   ab", ""});
    }
    TEST_CASE("wide characters take two cells, combining ones none") {
        Canvas canvas({.rows = 1, .columns = 4});
        CHECK(canvas.put(0, 0, "\u00e9e\u0301\u4e2d\u4e2d") == 4);
        CHECK(canvas.lines()[0] == "\u00e9e\u0301\u4e2d");
        CHECK(canvas.at(0, 1).glyph == "e\u0301");
        CHECK(canvas.at(0, 3).glyph.empty());
        Canvas full({.rows = 1, .columns = 1});
        CHECK(full.put(0, 0, "a\u0301") == 1);
        CHECK(full.lines()[0] == "a\u0301");
    }
    TEST_CASE("what is drawn keeps the ground it stands on") {
        Canvas canvas({.rows = 1, .columns = 2});
        canvas.reverse({.row = 0, .column = 0, .rows = 1, .columns = 1});
        canvas.put(0, 0, "ab", report::Tone::good);
        CHECK(canvas.at(0, 0) == Cell{"a", report::Tone::good, Ground::reversed});
        CHECK(canvas.at(0, 1) == Cell{"b", report::Tone::good, Ground::plain});
    }
    TEST_CASE("no allotment takes more rows than there are") {
        for (std::size_t rows = smallest_screen.rows - 6; rows < 100; ++rows) {
            for (const std::size_t slos : {0U, 1U, 4U, 30U}) {
                for (const std::size_t faults : {0U, 1U, 9U}) {
                    const Allotment made =
                        allot({.rows = rows, .breakers = 2, .faults = faults, .slos = slos});
                    CAPTURE(rows);
                    CAPTURE(slos);
                    CAPTURE(faults);
                    CHECK(made.timeline() + made.gap + 1 + made.slos * made.slo_rows <= rows);
                    CHECK(made.slos >= std::min<std::size_t>(slos, 1));
                }
            }
        }
    }
    TEST_CASE("of a run that goes on nothing is drawn where it has not been") {
        Trial half;
        half.picture.emplace();
        half.picture->reached = run_start + 5s;
        report::Series& series = half.picture->series;
        series.slot = 1s;
        series.breakers = {"client"};
        series.slots.assign(5, report::SeriesSlot{});
        for (report::SeriesSlot& slot : series.slots) {
            slot.succeeded = 100;
            slot.breakers.resize(1);
        }
        Canvas canvas({.rows = 18, .columns = 10 + 40 + 9});
        draw_picture(canvas, {.row = 0, .column = 0, .rows = 18, .columns = 59},
                     {.now = &half,
                      .before = nullptr,
                      .window = {run_start, run_start + 10s},
                      .window_name = "whole run",
                      .end = run_start + 10s},
                     report::Style({.charset = report::Charset::ascii}));
        std::vector<std::string> bars;
        std::string breaker;
        for (const std::string& line : canvas.lines()) {
            if (line.find('@') != std::string::npos) {
                bars.push_back(line.substr(10, 40));
            }
            breaker = line.starts_with("breaker") ? line : breaker;
        }
        CHECK(canvas.lines()[0].find("so far 50") != std::string::npos);
        REQUIRE_FALSE(bars.empty());
        CHECK(bars.back().substr(0, 21).find_last_not_of(' ') == 19);
        CHECK(breaker == "breaker   ....................");
    }
    TEST_CASE("the two panes fill the width") {
        for (std::size_t columns = smallest_screen.columns; columns < 300; ++columns) {
            const Panes panes = panes_of({.rows = 24, .columns = columns});
            CHECK(panes.knobs.columns + 2 + panes.picture.columns == columns);
            CHECK(timeline_columns_of({.rows = 24, .columns = columns}) >= 16);
        }
    }
}

}  // namespace fortify::tune::ui
