#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace fortify::tune {

// Tests and intervals from ranks: they hold whatever the distribution of the values. Everything is two-sided.
//
// Sources: Wilcoxon, Biometrics Bulletin 1 (1945), both tests; Mann and Whitney (1947), the second one;
// Pratt, JASA 54 (1959), differences of zero; Hodges and Lehmann, Annals of Mathematical Statistics 34
// (1963), the estimates; Hollander and Wolfe, Nonparametric Statistical Methods, chapters 3 and 4, the
// intervals.

// How far one sample lies above another.
struct Shift {
    double estimate = 0;
    struct Bounds {
        double low = 0;
        double high = 0;
    };
    std::optional<Bounds> bounds;  // none: too few values for that confidence
};

// Of paired differences: the chance that signs drawn at random set the ranks as far apart as these. Exact for
// this very set of ranks, ties included, up to `exact_pairs`; then a normal approximation. 1 without values.
[[nodiscard]] double signed_rank_p(std::span<const double> differences);
// The median of the means of all two (and of each with itself). Not empty; 0 < confidence < 1.
[[nodiscard]] Shift signed_rank_shift(std::span<const double> differences, double confidence);
inline constexpr std::size_t exact_pairs = 200;

// Of two samples without pairs: the chance that lots drawn at random set their ranks as far apart. Exact up
// to `exact_values` of both together.
[[nodiscard]] double rank_sum_p(std::span<const double> base, std::span<const double> head);
// How far `head` is above `base`: the median of all differences. Neither is empty.
[[nodiscard]] Shift rank_sum_shift(std::span<const double> base,
                                   std::span<const double> head,
                                   double confidence);
inline constexpr std::size_t exact_values = 60;

// The smallest chance that so many could give.
[[nodiscard]] double least_signed_rank_p(std::size_t pairs);
[[nodiscard]] double least_rank_sum_p(std::size_t base, std::size_t head);

// Middle value, or the mean of the two; not empty.
[[nodiscard]] double median(std::span<const double> values);

}  // namespace fortify::tune
