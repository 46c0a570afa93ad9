// Goal: + and - go through values that people would try, and stay within a key's bounds. Method: ladders
// walked up and down from known places.
#include "tune/ui/ladder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace fortify::tune::ui {

namespace {

scenario::KeyInfo key_within(double low, double high) {
    scenario::KeyInfo key;
    key.low = low;
    key.high = high;
    return key;
}

std::vector<std::string> walk(double from, Direction direction, Kind kind, const scenario::KeyInfo& key) {
    std::vector<std::string> texts;
    for (double number = from; texts.size() < 6;) {
        const auto next = next_on_ladder(number, direction, key, kind);
        if (!next) {
            break;
        }
        texts.push_back(next->text);
        number = *next->number;
    }
    return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_SUITE("tune::ui::ladder") {
    TEST_CASE("durations take round values over decades") {
        const scenario::KeyInfo key = key_within(0, 86'400);
        CHECK(walk(0.8, Direction::up, Kind::duration, key) ==
              Texts{"1s", "1.2s", "1.5s", "2s", "2.5s", "3s"});
        CHECK(walk(1.2, Direction::down, Kind::duration, key) ==
              Texts{"1s", "800ms", "600ms", "500ms", "400ms", "300ms"});
        CHECK(walk(0.0012, Direction::down, Kind::duration, key) == Texts{"1ms", "0s"});
        CHECK(walk(0, Direction::up, Kind::duration, key).front() == "1ms");
        CHECK(walk(0.7, Direction::up, Kind::duration, key).front() == "800ms");
    }
    TEST_CASE("counts move by one at least and stay whole") {
        const scenario::KeyInfo key = key_within(1, 100);
        CHECK(walk(1, Direction::up, Kind::count, key) == Texts{"2", "3", "4", "5", "6", "8"});
        CHECK(walk(3, Direction::down, Kind::count, key) == Texts{"2", "1"});
        CHECK(walk(12, Direction::up, Kind::count, key) == Texts{"15", "20", "25", "30", "40", "50"});
        CHECK(walk(80, Direction::up, Kind::count, key) == Texts{"100"});
    }
    TEST_CASE("ratios move by one per cent, above a tenth by five") {
        const scenario::KeyInfo key = key_within(1e-4, 1);
        CHECK(walk(0.08, Direction::up, Kind::ratio, key) ==
              Texts{"0.09", "0.1", "0.15", "0.2", "0.25", "0.3"});
        CHECK(walk(0.15, Direction::down, Kind::ratio, key) ==
              Texts{"0.1", "0.09", "0.08", "0.07", "0.06", "0.05"});
        CHECK(walk(0.9, Direction::up, Kind::ratio, key) == Texts{"0.95", "1"});
        CHECK(walk(0.01, Direction::down, Kind::ratio, key) == Texts{"0.0001"});
    }
    TEST_CASE("what goes up comes down to where it was") {
        for (const Kind kind : {Kind::duration, Kind::count, Kind::ratio, Kind::rate, Kind::number}) {
            const scenario::KeyInfo key = key_within(0, kind == Kind::ratio ? 1 : 1e6);
            double number = kind == Kind::count ? 1 : 0.1;
            for (auto next = next_on_ladder(number, Direction::up, key, kind); next;
                 next = next_on_ladder(number, Direction::up, key, kind)) {
                const auto back = next_on_ladder(*next->number, Direction::down, key, kind);
                REQUIRE(back);
                CHECK(*back->number == doctest::Approx(number));
                number = *next->number;
            }
            CHECK(number == doctest::Approx(key.high));
        }
    }
}

}  // namespace fortify::tune::ui
