// Goal: the run's clock only moves forward and threads that share an epoch agree. Method: readings
// against each other, never against an expected duration.
#include "net/clock.hpp"

#include <doctest/doctest.h>

namespace fortify::net {

TEST_SUITE("net::Clock") {
    TEST_CASE("time never runs backwards") {
        const Clock clock;
        Instant before = clock.read();
        CHECK(before >= run_start);
        for (int count = 0; count < 1000; ++count) {
            const Instant now = clock.read();
            REQUIRE(now >= before);
            before = now;
        }
    }

    TEST_CASE("clocks of one epoch share their timeline") {
        const Clock first;
        const Clock second(first.epoch());
        const Instant early = first.read();
        const Instant middle = second.read();
        const Instant late = first.read();
        CHECK(early <= middle);
        CHECK(middle <= late);
    }

    TEST_CASE("an epoch that lies later gives earlier instants") {
        const Clock now;
        const Clock later(Epoch{now.epoch().nanoseconds + 3'600'000'000'000});
        CHECK(later.read() < run_start);
    }

    TEST_CASE("the wall clock is written as ISO 8601 in UTC") {
        const std::string text = wall_clock_text();
        REQUIRE(text.size() == 20);
        CHECK(text.substr(4, 1) == "-");
        CHECK(text.substr(10, 1) == "T");
        CHECK(text.back() == 'Z');
        CHECK(text.substr(0, 2) == "20");
    }
}

}  // namespace fortify::net
