// Goal: tests and intervals from ranks are right. Method: published examples, every outcome counted by hand,
// and the shares of errors that they promise.
#include "tune/ranks.hpp"

#include "core/normal.hpp"
#include "core/rng.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

namespace fortify::tune {

namespace {

using Values = std::vector<double>;

// Hollander and Wolfe, example 3.1: depression scale factors of nine patients before and after (head less
// base).
const Values depression{0.878 - 1.83, 0.647 - 0.50, 0.598 - 1.62, 2.05 - 2.48, 1.06 - 1.68,
                        1.29 - 1.88,  1.06 - 1.55,  3.14 - 3.06,  1.29 - 1.30};
// The same, example 4.1: permeability of membranes at term and at 12 to 26 weeks.
const Values at_term{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
const Values early{1.15, 0.88, 0.90, 0.74, 1.21};

double noise(Rng& rng) {
    return normal_quantile(rng.uniform());
}

// The chance of a sum of signed ranks as far out, over all 2^n signs.
double by_hand(const Values& ranks, const Values& differences) {
    double all = 0;
    double seen = 0;
    for (std::size_t index = 0; index < ranks.size(); ++index) {
        all += ranks[index];
        seen += differences[index] > 0 ? ranks[index] : 0;
    }
    std::size_t outside = 0;
    for (std::size_t signs = 0; signs < std::size_t{1} << ranks.size(); ++signs) {
        double sum = 0;
        for (std::size_t index = 0; index < ranks.size(); ++index) {
            sum += ((signs >> index) & 1U) != 0 ? ranks[index] : 0;
        }
        outside += std::abs(sum - all / 2) >= std::abs(seen - all / 2) ? 1U : 0U;
    }
    return static_cast<double>(outside) / static_cast<double>(std::size_t{1} << ranks.size());
}

}  // namespace

TEST_SUITE("tune::ranks") {
    TEST_CASE("signed ranks agree with the published example") {
        // One-sided 0.01953 there.
        CHECK(signed_rank_p(depression) == doctest::Approx(0.0390625));
        const Shift shift = signed_rank_shift(depression, 0.95);
        CHECK(shift.estimate == doctest::Approx(-0.46).epsilon(0.002));
        REQUIRE(shift.bounds);
        CHECK(shift.bounds->low == doctest::Approx(-0.786));
        CHECK(shift.bounds->high == doctest::Approx(-0.010).epsilon(0.001));
    }
    TEST_CASE("rank sums agree with the published example") {
        // One-sided 0.1272 there; the term group lies 0.305 higher.
        CHECK(rank_sum_p(early, at_term) == doctest::Approx(2 * 0.1272).epsilon(0.001));
        const Shift shift = rank_sum_shift(early, at_term, 0.95);
        CHECK(shift.estimate == doctest::Approx(0.305));
        REQUIRE(shift.bounds);
        CHECK(shift.bounds->low == doctest::Approx(-0.15));
        CHECK(shift.bounds->high == doctest::Approx(0.76));
    }
    TEST_CASE("ties share their rank, and zeros take a rank and no side") {
        // Sizes 0 1 1 2 3 3: ranks 1 2.5 2.5 4 5.5 5.5.
        const Values differences{0, 1, -1, 2, 3, 3};
        CHECK(signed_rank_p(differences) ==
              doctest::Approx(by_hand({2.5, 2.5, 4, 5.5, 5.5}, {1, -1, 2, 3, 3})));
        CHECK(signed_rank_p(Values{0, 0, 0}) == 1);
        CHECK(signed_rank_p(Values{}) == 1);
    }
    TEST_CASE("two samples of equal values are not apart") {
        CHECK(rank_sum_p(Values{1, 1, 1}, Values{1, 1, 1}) == 1);
        CHECK(rank_sum_p(Values{1, 2, 3}, Values{4, 5, 6}) == doctest::Approx(0.1));
        CHECK(rank_sum_p(Values{4, 5, 6}, Values{1, 2, 3}) == doctest::Approx(0.1));
    }
    TEST_CASE("the smallest chance is that of the clearest outcome") {
        CHECK(least_signed_rank_p(6) == doctest::Approx(signed_rank_p(Values{1, 2, 3, 4, 5, 6})));
        CHECK(least_rank_sum_p(3, 4) == doctest::Approx(rank_sum_p(Values{1, 2, 3}, Values{4, 5, 6, 7})));
        CHECK(least_signed_rank_p(1) == 1);
    }
    TEST_CASE("too few values have no interval") {
        CHECK_FALSE(signed_rank_shift(Values{1, 2, 3, 4, 5}, 0.95).bounds);
        CHECK(signed_rank_shift(Values{1, 2, 3, 4, 5, 6}, 0.95).bounds);
        CHECK_FALSE(rank_sum_shift(Values{1, 2, 3}, Values{1, 2, 3}, 0.95).bounds);
        CHECK(rank_sum_shift(Values{1, 2, 3, 4}, Values{1, 2, 3, 4}, 0.95).bounds);
    }
    TEST_CASE("many values are judged alike by the exact way and by the approximation") {
        Rng rng(7);
        Values differences;
        for (int count = 0; count < 200; ++count) {
            differences.push_back(0.15 + noise(rng));
        }
        const double exact = signed_rank_p(differences);
        const Shift narrow = signed_rank_shift(differences, 0.95);
        differences.push_back(differences.front());  // past the limit
        CHECK(signed_rank_p(differences) == doctest::Approx(exact).epsilon(0.1));
        const Shift wide = signed_rank_shift(differences, 0.95);
        CHECK(wide.bounds->low == doctest::Approx(narrow.bounds->low).epsilon(0.1));

        Values base;
        Values head;
        for (int count = 0; count < 30; ++count) {
            base.push_back(noise(rng));
            head.push_back(0.5 + noise(rng));
        }
        const double lots = rank_sum_p(base, head);
        head.push_back(median(head));
        CHECK(rank_sum_p(base, head) == doctest::Approx(lots).epsilon(0.15));
    }
    TEST_CASE("an interval misses the truth as often as it says, or less") {
        Rng rng(11);
        constexpr int tries = 1000;
        int missed_pairs = 0;
        int missed_sums = 0;
        for (int round = 0; round < tries; ++round) {
            Values base;
            Values head;
            Values differences;
            for (int count = 0; count < 12; ++count) {
                base.push_back(noise(rng));
                head.push_back(1 + noise(rng));
                differences.push_back(head.back() - base.back());
            }
            const auto pairs = signed_rank_shift(differences, 0.95).bounds;
            const auto sums = rank_sum_shift(base, head, 0.95).bounds;
            REQUIRE(pairs);
            REQUIRE(sums);
            missed_pairs += pairs->low > 1 || pairs->high < 1 ? 1 : 0;
            missed_sums += sums->low > 1 || sums->high < 1 ? 1 : 0;
        }
        // 5 % of 1000, and three standard deviations of sqrt(1000 * 0.05 * 0.95).
        CHECK(missed_pairs <= 50 + 21);
        CHECK(missed_sums <= 50 + 21);
        CHECK(missed_pairs > 0);
        CHECK(missed_sums > 0);
    }
    TEST_CASE("the median of an even number is between the middle two") {
        CHECK(median(Values{3, 1, 2}) == 2);
        CHECK(median(Values{4, 1, 2, 3}) == 2.5);
    }
}

}  // namespace fortify::tune
