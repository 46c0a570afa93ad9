// Goal: quantiles, counts and merges of the histogram are right to within one bucket and exact where that is
// promised. Method: random samples beside a sorted vector of the same samples, and literals at the edges.

#include "measure/histogram.hpp"

#include "core/rng.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace fortify;
using measure::Histogram;
using Precision = measure::Histogram::Precision;

namespace {

// Spread over nine decades, from nanoseconds to minutes.
std::vector<Duration> random_durations(std::uint64_t seed, std::size_t count) {
    Rng rng{seed};
    std::vector<Duration> values;
    for (std::size_t i = 0; i < count; ++i) {
        values.push_back(from_seconds(std::pow(10.0, rng.uniform() * 9 - 8)));
    }
    return values;
}

Histogram histogram_of(const std::vector<Duration>& values, Precision precision) {
    Histogram histogram{precision};
    for (const Duration value : values) {
        histogram.record(value);
    }
    return histogram;
}

// How far above the true value a quantile may be.
Duration bucket_of(Duration value, Precision precision) {
    return value / (precision == Precision::fine ? 1024 : 32);
}

}  // namespace

TEST_SUITE("measure::Histogram") {
    TEST_CASE("quantiles agree with the sorted samples to within one bucket, never below") {
        for (const Precision precision : {Precision::coarse, Precision::fine}) {
            std::vector<Duration> values = random_durations(7, 5000);
            const Histogram histogram = histogram_of(values, precision);
            std::sort(values.begin(), values.end());
            for (int permille = 1; permille <= 1000; ++permille) {
                const double probability = permille / 1000.0;
                const auto rank = static_cast<std::size_t>(permille) * values.size() / 1000;
                const Duration exact = values[std::max<std::size_t>(rank, 1) - 1];
                const Duration found = histogram.quantile(probability);
                CAPTURE(permille);
                CHECK(found >= exact);
                CHECK(found <= exact + bucket_of(exact, precision));
            }
        }
    }

    TEST_CASE("minimum, maximum, sum, count and mean are exact") {
        const std::vector<Duration> values = random_durations(8, 1000);
        const Histogram histogram = histogram_of(values, Precision::coarse);
        Duration sum{0};
        for (const Duration value : values) {
            sum += value;
        }
        CHECK(histogram.count() == 1000);
        CHECK(histogram.sum() == sum);
        CHECK(histogram.mean() == sum / 1000);
        CHECK(histogram.min() == *std::min_element(values.begin(), values.end()));
        CHECK(histogram.max() == *std::max_element(values.begin(), values.end()));
        CHECK(histogram.quantile(0) == histogram.min());
        CHECK(histogram.quantile(1) == histogram.max());
    }

    TEST_CASE("the nearest rank is not shifted by rounding") {
        Histogram histogram;
        for (int i = 1; i <= 100; ++i) {
            histogram.record(Duration{i});  // buckets of one nanosecond
        }
        CHECK(histogram.quantile(0.07) == 7ns);
        CHECK(histogram.quantile(0.5) == 50ns);
        CHECK(histogram.quantile(0.501) == 51ns);
        CHECK(histogram.quantile(0.99) == 99ns);
    }

    TEST_CASE("an empty histogram answers zero") {
        const Histogram histogram;
        CHECK(histogram.empty());
        CHECK(histogram.min() == 0ns);
        CHECK(histogram.max() == 0ns);
        CHECK(histogram.mean() == 0ns);
        CHECK(histogram.quantile(0.99) == 0ns);
        CHECK(histogram.count_at_or_below(1h) == 0);
        CHECK_FALSE(histogram.quantile_bounds(0.5).has_value());
        CHECK(histogram.buckets().empty());
    }

    TEST_CASE("durations below zero count as zero, those above the range in the last bucket") {
        Histogram histogram;
        histogram.record(-5s);
        histogram.record(0ns);
        histogram.record(20h);
        histogram.record(Duration::max());
        histogram.record(Duration::max());
        CHECK(histogram.count() == 5);
        CHECK(histogram.min() == 0ns);
        CHECK(histogram.max() == Duration::max());
        CHECK(histogram.sum() == Duration::max());  // stops there
        CHECK(histogram.quantile(0.4) == 0ns);
        CHECK(histogram.buckets().size() == 2);
        CHECK(histogram.buckets().back().count == 3);
    }

    TEST_CASE("recording several times at once is recording one by one, and no times is nothing") {
        Histogram once;
        Histogram many;
        once.record(250ms, 40);
        once.record(1s, 0);
        for (int i = 0; i < 40; ++i) {
            many.record(250ms);
        }
        CHECK(once == many);
    }

    TEST_CASE("merging is recording the union, in any order") {
        const std::vector<Duration> left = random_durations(1, 300);
        const std::vector<Duration> right = random_durations(2, 500);
        std::vector<Duration> both = left;
        both.insert(both.end(), right.begin(), right.end());
        for (const Precision precision : {Precision::coarse, Precision::fine}) {
            Histogram a = histogram_of(left, precision);
            Histogram b = histogram_of(right, precision);
            const Histogram a_before = a;
            a.merge(b);
            b.merge(a_before);
            CHECK(a == histogram_of(both, precision));
            CHECK(b == a);
            a.merge(Histogram{precision});
            CHECK(b == a);
        }
    }

    TEST_CASE("a cleared histogram is a new one") {
        Histogram histogram = histogram_of(random_durations(3, 50), Precision::coarse);
        histogram.clear();
        CHECK(histogram == Histogram{Precision::coarse});
        CHECK(histogram.precision() == Precision::coarse);
        histogram.record(3ms);
        CHECK(histogram.quantile(0.5) == 3ms);
    }

    TEST_CASE("samples at or below a value agree with the sorted samples to within one bucket") {
        std::vector<Duration> values = random_durations(4, 2000);
        const Histogram histogram = histogram_of(values, Precision::fine);
        std::sort(values.begin(), values.end());
        const auto exact = [&values](Duration value) {
            return static_cast<std::uint64_t>(std::upper_bound(values.begin(), values.end(), value) -
                                              values.begin());
        };
        for (std::size_t i = 0; i < values.size(); i += 17) {
            const Duration value = values[i];
            CHECK(histogram.count_at_or_below(value) >= exact(value));
            CHECK(histogram.count_at_or_below(value) <=
                  exact(value + bucket_of(value, Precision::fine) + 1ns));
        }
        CHECK(histogram.count_at_or_below(values.back()) == values.size());
        CHECK(histogram.count_at_or_below(values.front() - 1ns) == 0);
    }

    TEST_CASE("buckets ascend, hold every sample and end at the range") {
        const Histogram histogram = histogram_of(random_durations(5, 700), Precision::coarse);
        std::uint64_t sum = 0;
        Duration before{-1};
        for (const Histogram::Bucket& bucket : histogram.buckets()) {
            CHECK(bucket.upper > before);
            CHECK(bucket.count > 0);
            before = bucket.upper;
            sum += bucket.count;
        }
        CHECK(sum == 700);
        CHECK(before >= histogram.max());
    }

    TEST_CASE("bounds of a quantile cover it in about the promised share of the samples") {
        int covered = 0;
        for (std::uint64_t seed = 1; seed <= 400; ++seed) {
            Rng rng{seed};
            Histogram histogram;
            for (int i = 0; i < 500; ++i) {
                histogram.record(from_seconds(rng.uniform()));
            }
            const auto bounds = histogram.quantile_bounds(0.9);
            REQUIRE(bounds.has_value());
            CHECK(bounds->low <= histogram.quantile(0.9));
            CHECK(bounds->high >= histogram.quantile(0.9));
            covered += bounds->low <= 900ms && 900ms <= bounds->high ? 1 : 0;
        }
        // 380 are promised; the ranks are rounded outwards, and 4 standard deviations are 17.
        CHECK(covered >= 363);
        CHECK(covered < 400);
    }

    TEST_CASE("there are no bounds when the samples do not reach beyond them") {
        Histogram histogram;
        histogram.record(1s, 100);
        CHECK_FALSE(histogram.quantile_bounds(0.99).has_value());
        CHECK(histogram.quantile_bounds(0.5).has_value());
    }
}
