// Goal: a line that tells how long it will take. Method: studies under way, drawn.
#include "report/study_progress.hpp"

#include "core/text.hpp"

#include <doctest/doctest.h>

namespace fortify::report {

TEST_SUITE("report::render_study_progress") {
    TEST_CASE("the time left follows from what is done") {
        CHECK(render_study_progress({.done = 25, .jobs = 100, .elapsed = 10s}, {}) ==
              "  ██████                    25%  25 of 100 trials  30s left");
        CHECK(render_study_progress({.done = 1, .jobs = 10, .elapsed = 10s}, {}).ends_with("1m30s left"));
    }
    TEST_CASE("there is none to tell before the first trial and after the last") {
        CHECK(render_study_progress({.done = 0, .jobs = 10, .elapsed = 9s}, {}).ends_with("0 of 10 trials"));
        CHECK(
            render_study_progress({.done = 10, .jobs = 10, .elapsed = 9s}, {}).ends_with("10 of 10 trials"));
        CHECK(render_study_progress({}, {}).ends_with("100%  0 of 0 trials"));
    }
    TEST_CASE("a narrow terminal has the numbers alone") {
        for (std::size_t width = 1; width < 60; ++width) {
            const std::string line =
                render_study_progress({.done = 25, .jobs = 100, .elapsed = 10s}, {.width = width});
            const std::size_t room = width < 48 ? std::max<std::size_t>(width, 2) : 62;
            CHECK_MESSAGE(display_width(line) < room, line);
        }
    }
}

}  // namespace fortify::report
