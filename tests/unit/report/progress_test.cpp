// Goal: one line that fits any terminal. Method: a view rendered at several widths.
#include "report/progress.hpp"

#include "core/text.hpp"

#include <doctest/doctest.h>

namespace fortify::report {
namespace {

ProgressView view() {
    return {.phase = "outage",
            .elapsed = 6'200ms,
            .total = 12s,
            .settled_per_second = 187.3,
            .in_flight = 42,
            .breaker = policy::BreakerState::open,
            .worst_margin = -0.042};
}

}  // namespace

TEST_SUITE("report::render_progress") {
    TEST_CASE("numbers matter more than the bar") {
        CHECK(render_progress(view(), {.width = 80}) ==
              "outage  6.2s / 12.0s  █████·····  187/s  42 in flight  breaker open  SLO -4.2%");
        CHECK(render_progress(view(), {.width = 78}) ==
              "outage  6.2s / 12.0s  187/s  42 in flight  breaker open  SLO -4.2%");
    }
    TEST_CASE("what has no room is left out, the bar first") {
        CHECK(render_progress(view(), {.width = 50}) == "outage  6.2s / 12.0s  187/s  42 in flight");
        CHECK(render_progress(view(), {.width = 21}) == "outage  6.2s / 12.0s");
        CHECK(render_progress(view(), {.width = 20}) == "outage");
        CHECK(render_progress(view(), {.width = 1}) == "");
        CHECK(render_progress(view(), {.width = 0}) == "");
    }
    TEST_CASE("hostile and long names of phases stay in bounds") {
        ProgressView hostile = view();
        hostile.phase = "\x1b[2J" + std::string(200, 'p');
        for (const std::size_t width : {1U, 10U, 40U, 80U, 200U}) {
            const std::string line = render_progress(hostile, {.width = width});
            CHECK(display_width(line) < width);
            CHECK(line.find('\x1b') == std::string::npos);
        }
        CHECK(render_progress_plain(hostile).find('\x1b') == std::string::npos);
    }
    TEST_CASE("colours come only when asked for") {
        CHECK(render_progress(view(), {.colour = Colour::ansi}).find("\x1b[31mbreaker open\x1b[0m") !=
              std::string::npos);
    }
    TEST_CASE("a run without end, breaker or SLO says less") {
        CHECK(render_progress({.phase = "a"}, {.charset = Charset::ascii}) ==
              "a  0.0s / 0.0s  ..........  0/s  0 in flight");
    }
}

TEST_SUITE("report::render_progress_plain") {
    TEST_CASE("a pipe gets a sentence") {
        CHECK(
            render_progress_plain(view()) ==
            "6.2s of 12.0s, phase outage: 187/s settled, 42 in flight, breaker open, worst SLO margin -4.2%");
    }
}

}  // namespace fortify::report
