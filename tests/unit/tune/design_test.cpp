// Goal: designs hold the points they promise. Method: grids counted out, hypercubes checked part by part.
#include "tune/design.hpp"

#include "fixture.hpp"

#include <doctest/doctest.h>

#include <set>

namespace fortify::tune {

namespace {

std::vector<Variation> variations_of(const std::vector<std::string>& texts) {
    const auto variations = parse_variations("--vary", texts, small_specimen().root());
    REQUIRE(variations);
    return *variations;
}

}  // namespace

TEST_SUITE("tune::design") {
    TEST_CASE("a grid has every combination, the last key running fastest") {
        const auto variations =
            variations_of({"load.rate=10/s,20/s", "policy.client.retry.max_attempts=1..3"});
        const auto points = full_grid(variations);
        REQUIRE(points.size() == 6);
        CHECK(grid_size(variations) == 6);
        CHECK(points[0][0].text == "10/s");
        CHECK(points[1][1].text == "2");
        CHECK(points[5][0].text == "20/s");
        CHECK(points[5][1].text == "3");
        const Setting setting = setting_of(variations, points[5]);
        REQUIRE(setting.size() == 2);
        CHECK(setting[0].path == "load.rate");
        CHECK(setting[1].value == "3");
    }
    TEST_CASE("a Latin hypercube uses every part of every key once") {
        const auto variations =
            variations_of({"load.rate=0/s..100/s", "policy.client.circuit_breaker.open_for=1s..11s"});
        const auto points = latin_hypercube(variations, 20, 7);
        REQUIRE(points.size() == 20);
        std::set<int> rates;
        std::set<int> times;
        for (const Point& point : points) {
            rates.insert(static_cast<int>(*point[0].number / 5));
            times.insert(static_cast<int>((*point[1].number - 1) * 2));
        }
        CHECK(rates.size() == 20);
        CHECK(times.size() == 20);
    }
    TEST_CASE("a hypercube follows from its seed, and a further key shifts no other") {
        const auto one = variations_of({"load.rate=0/s..100/s"});
        const auto two = variations_of({"policy.client.retry.max_attempts=1..9", "load.rate=0/s..100/s"});
        const auto first = latin_hypercube(one, 10, 3);
        const auto second = latin_hypercube(two, 10, 3);
        for (std::size_t index = 0; index < 10; ++index) {
            CHECK(first[index][0] == second[index][1]);
        }
        CHECK_FALSE(latin_hypercube(one, 10, 4) == first);
    }
    TEST_CASE("the size of an immense grid is told without making it") {
        std::vector<Variation> variations;
        for (int index = 0; index < 8; ++index) {
            variations.push_back(variations_of({"load.rate=0/s..100/s:points=1000"}).front());
        }
        CHECK(grid_size(variations) == SIZE_MAX);
    }
}

}  // namespace fortify::tune
