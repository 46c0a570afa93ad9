// Goal: instants and durations never overflow. Method: the edges of their range, by table.
#include "core/time.hpp"

#include "core/interval.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace fortify;

TEST_SUITE("Timeline") {
    TEST_CASE("seconds are rounded to the nearest nanosecond") {
        CHECK(from_seconds(1.5) == 1500ms);
        CHECK(from_seconds(1.4e-9) == 1ns);
        CHECK(from_seconds(1.6e-9) == 2ns);
        CHECK(from_seconds(-1.6e-9) == -2ns);
    }

    TEST_CASE("seconds beyond the range saturate and NaN is zero") {
        CHECK(from_seconds(1e300) == Duration::max());
        CHECK(from_seconds(-1e300) == Duration::min());
        CHECK(from_seconds(std::numeric_limits<double>::infinity()) == Duration::max());
        CHECK(from_seconds(std::numeric_limits<double>::quiet_NaN()) == Duration::zero());
    }

    TEST_CASE("an instant after a delay is never earlier") {
        CHECK(after(at(1s), 2s) == at(3s));
        CHECK(after(at(1s), Duration::max()) == never);
        CHECK(after(never, 1ns) == never);
    }

    TEST_CASE("an interval holds its start and not its end") {
        constexpr Interval interval{at(1s), at(2s)};
        CHECK(interval.contains(at(1s)));
        CHECK(interval.contains(at(2s) - 1ns));
        CHECK_FALSE(interval.contains(at(2s)));
        CHECK_FALSE(interval.contains(at(1s) - 1ns));
        CHECK(interval.length() == 1s);
    }

    TEST_CASE("intervals that overlap or touch are joined, in any order") {
        CHECK(joined({}).empty());
        CHECK(joined({{at(5s), at(6s)}, {at(1s), at(3s)}, {at(3s), at(4s)}, {at(2s), at(3s)}}) ==
              std::vector<Interval>{{at(1s), at(4s)}, {at(5s), at(6s)}});
    }
}
