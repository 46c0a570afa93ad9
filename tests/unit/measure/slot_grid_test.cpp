// Goal: the width of slots fits the length of the run, and instants fall into the right slot. Method:
// literals at the lengths where the width changes.

#include "measure/slot_grid.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using measure::SlotGrid;

TEST_SUITE("measure::SlotGrid") {
    TEST_CASE("the width grows with the run, so that there are never more than 4,100 slots") {
        CHECK(SlotGrid{0s}.width() == 100ms);
        CHECK(SlotGrid{0s}.count() == 1);
        CHECK(SlotGrid{100s}.count() == 1000);
        CHECK(SlotGrid{100s + 1ns}.count() == 1001);
        CHECK(SlotGrid{410s}.width() == 100ms);
        CHECK(SlotGrid{410s}.count() == 4100);
        CHECK(SlotGrid{410s + 1ns}.width() == 1s);
        CHECK(SlotGrid{4100s}.width() == 1s);
        CHECK(SlotGrid{10h}.width() == 10s);
        CHECK(SlotGrid{60h}.width() == 1min);
        CHECK(SlotGrid{24h * 20}.width() == 10min);
        CHECK(SlotGrid{24h * 100}.width() == 1h);
        CHECK(SlotGrid{24h * 3650}.width() == 24h);
        CHECK(SlotGrid{Duration::max()}.count() <= SlotGrid::limit);
    }

    TEST_CASE("instants outside the grid count in the first and in the last slot") {
        const SlotGrid grid{1s};
        CHECK(grid.slot_of(at(-5s)) == 0);
        CHECK(grid.slot_of(at(99ms)) == 0);
        CHECK(grid.slot_of(at(100ms)) == 1);
        CHECK(grid.slot_of(at(999ms)) == 9);
        CHECK(grid.slot_of(at(1h)) == 9);
        CHECK(grid.slot_of(never) == 9);
    }

    TEST_CASE("an interval holds the slots that lie wholly within it") {
        const SlotGrid grid{1s};
        const auto within = [&grid](Duration start, Duration end) {
            const SlotGrid::Range range = grid.within({at(start), at(end)});
            return std::pair{range.first, range.end};
        };
        CHECK(within(100ms, 300ms) == std::pair<std::size_t, std::size_t>{1, 3});
        CHECK(within(101ms, 399ms) == std::pair<std::size_t, std::size_t>{2, 3});
        CHECK(within(110ms, 190ms) == std::pair<std::size_t, std::size_t>{2, 2});
        CHECK(within(-1s, 2h) == std::pair<std::size_t, std::size_t>{0, 10});
    }
}
