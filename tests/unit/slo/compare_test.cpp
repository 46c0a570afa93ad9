// Goal: comparisons hold at their edges as promised, and margins have the right sign and size. Method:
// literals.

#include "slo/compare.hpp"

#include <doctest/doctest.h>

using namespace fortify::slo;

namespace {

constexpr Bound less{Comparison::less, 10, 0};
constexpr Bound less_equal{Comparison::less_equal, 10, 0};
constexpr Bound greater{Comparison::greater, 10, 0};
constexpr Bound greater_equal{Comparison::greater_equal, 10, 0};
constexpr Bound equal{Comparison::equal, 10, 0};
constexpr Bound not_equal{Comparison::not_equal, 10, 0};
constexpr Bound between{Comparison::between, 10, 20};

}  // namespace

TEST_SUITE("slo::Bound") {
    TEST_CASE("comparisons below, at and above the limit") {
        const auto three = [](const Bound& bound) {
            return std::string{holds(bound, 9) ? 'y' : 'n', holds(bound, 10) ? 'y' : 'n',
                               holds(bound, 11) ? 'y' : 'n'};
        };
        CHECK(three(less) == "ynn");
        CHECK(three(less_equal) == "yyn");
        CHECK(three(greater) == "nny");
        CHECK(three(greater_equal) == "nyy");
        CHECK(three(equal) == "nyn");
        CHECK(three(not_equal) == "yny");
        CHECK(three(between) == "nyy");
        CHECK(holds(between, 20));
        CHECK_FALSE(holds(between, 20.1));
    }

    TEST_CASE("the rounding of a quotient does not decide") {
        const Bound tenths{Comparison::equal, 0.3, 0};
        CHECK(holds(tenths, 0.1 + 0.2));
        CHECK(holds(Bound{Comparison::less_equal, 0.3, 0}, 0.1 + 0.2));
        CHECK_FALSE(holds(Bound{Comparison::greater, 0.3, 0}, 0.1 + 0.2));
        CHECK_FALSE(holds(tenths, 0.3000001));
    }

    TEST_CASE("margins are relative to the limit, negative beyond it, absolute at zero") {
        CHECK(margin(less, 8) == doctest::Approx(0.2));
        CHECK(margin(less_equal, 12) == doctest::Approx(-0.2));
        CHECK(margin(greater, 12) == doctest::Approx(0.2));
        CHECK(margin(greater_equal, 5) == doctest::Approx(-0.5));
        CHECK(margin(equal, 10) == 0);
        CHECK(margin(equal, 12) == doctest::Approx(-0.2));
        CHECK(margin(not_equal, 12) == doctest::Approx(0.2));
        CHECK(margin(between, 11) == doctest::Approx(0.1));
        CHECK(margin(between, 19) == doctest::Approx(0.05));
        CHECK(margin(between, 5) == doctest::Approx(-0.5));
        CHECK(margin(between, 30) == doctest::Approx(-0.5));
        CHECK(margin(Bound{Comparison::less_equal, 0, 0}, 3) == doctest::Approx(-3));
    }

    TEST_CASE("only a count that is too large is beyond repair") {
        CHECK(beyond_repair(less, 10));
        CHECK_FALSE(beyond_repair(less, 9));
        CHECK(beyond_repair(equal, 11));
        CHECK_FALSE(beyond_repair(equal, 9));
        CHECK(beyond_repair(between, 21));
        CHECK_FALSE(beyond_repair(between, 5));
        CHECK_FALSE(beyond_repair(greater, 1));
        CHECK_FALSE(beyond_repair(not_equal, 10));
    }
}
