// Goal: levels are integrated exactly, whatever the stretches they cross. Method: hand-computed areas, and a
// random level beside a plain sum over all its changes.

#include "measure/gauge_series.hpp"

#include "core/rng.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace fortify;
using measure::Edges;
using measure::GaugeSeries;

namespace {

const Edges edges{at(0s), at(10s), at(20s), at(30s)};

double seconds(double nanoseconds) {
    return nanoseconds / 1e9;
}

}  // namespace

TEST_SUITE("measure::GaugeSeries") {
    TEST_CASE("a level that crosses several stretches counts in each of them") {
        GaugeSeries series;
        series.set(edges, at(5s), 2);
        series.set(edges, at(25s), 0);
        series.finish(edges, at(30s));
        const auto first = series.sum(edges, {at(0s), at(10s)});
        CHECK(seconds(first.area) == doctest::Approx(10));
        CHECK(seconds(first.above_zero) == doctest::Approx(5));
        CHECK(first.max == 2);
        CHECK(seconds(series.sum(edges, {at(10s), at(20s)}).area) == doctest::Approx(20));
        CHECK(seconds(series.sum(edges, {at(0s), at(30s)}).area) == doctest::Approx(40));
        CHECK(series.level_after(0) == 2);
        CHECK(series.level_after(1) == 2);
        CHECK(series.level_after(2) == 0);
    }

    TEST_CASE("a level that ends as a stretch begins is not in that stretch") {
        GaugeSeries series;
        series.set(edges, at(5s), 7);
        series.set(edges, at(10s), 0);
        series.finish(edges, at(30s));
        CHECK(series.sum(edges, {at(0s), at(10s)}).max == 7);
        CHECK(series.sum(edges, {at(10s), at(20s)}).max == 0);
        CHECK(series.sum(edges, {at(10s), at(20s)}).area == 0);
    }

    TEST_CASE("a peak of no duration is still the highest level") {
        GaugeSeries series;
        series.set(edges, at(12s), 9);
        series.set(edges, at(12s), 1);
        CHECK(series.sum(edges, {at(10s), at(20s)}).max == 9);
        CHECK(seconds(series.sum(edges, {at(10s), at(20s)}).area) == doctest::Approx(8));
    }

    TEST_CASE("a level in force is counted up to the instant asked for until it is finished") {
        GaugeSeries series;
        series.set(edges, at(1s), 3);
        CHECK(seconds(series.sum(edges, {at(0s), at(4s)}).area) == doctest::Approx(9));
        CHECK(seconds(series.sum(edges, {at(10s), at(20s)}).area) == doctest::Approx(30));
        series.finish(edges, at(5s));
        CHECK(seconds(series.sum(edges, {at(0s), at(20s)}).area) == doctest::Approx(12));
        CHECK(series.sum(edges, {at(10s), at(20s)}).max == 0);
    }

    TEST_CASE("a stretch that is cut counts by its share") {
        GaugeSeries series;
        series.set(edges, at(0s), 4);
        series.set(edges, at(20s), 0);
        CHECK(seconds(series.sum(edges, {at(5s), at(15s)}).area) == doctest::Approx(40));
    }

    TEST_CASE("a random level agrees with the sum over its changes") {
        Rng rng{11};
        GaugeSeries series;
        std::vector<std::pair<Instant, std::int64_t>> changes{{at(0s), 0}};
        Duration now{0};
        while (now < 45s) {
            now += Duration{static_cast<std::int64_t>(rng.below(800'000'000))};
            const auto level = static_cast<std::int64_t>(rng.below(4));
            series.set(edges, at(now), level);
            changes.emplace_back(at(now), level);
        }
        series.finish(edges, at(50s));
        changes.emplace_back(at(50s), 0);
        for (std::size_t stretch = 0; stretch < edges.size(); ++stretch) {
            const Interval when{edges[stretch], stretch + 1 < edges.size() ? edges[stretch + 1] : at(50s)};
            double area = 0;
            for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
                const Instant from = std::max(changes[i].first, when.start);
                const Instant to = std::min(changes[i + 1].first, when.end);
                area += to > from ? to_seconds(to - from) * static_cast<double>(changes[i].second) : 0;
            }
            CAPTURE(stretch);
            CHECK(seconds(series.sum(edges, when).area) == doctest::Approx(area));
        }
    }

    TEST_CASE("two levels together are added stretch by stretch") {
        GaugeSeries one;
        one.set(edges, at(5s), 2);
        one.set(edges, at(15s), 0);
        one.finish(edges, at(30s));
        GaugeSeries other;
        other.set(edges, at(12s), 1);
        other.finish(edges, at(30s));
        GaugeSeries sum = one;
        sum.merge(edges, other);
        const auto all = sum.sum(edges, {at(0s), at(30s)});
        CHECK(seconds(all.area) == doctest::Approx(20 + 18));
        // Both changed between 10 s and 20 s: 5 s and 8 s above zero, which may not overlap but do not
        // last longer than the stretch.
        CHECK(seconds(all.above_zero) == doctest::Approx(5 + 10 + 10));
        CHECK(all.max == 3);
        CHECK(sum.level_after(1) == 1);
        GaugeSeries nothing;
        nothing.finish(edges, at(30s));
        nothing.merge(edges, one);
        CHECK(seconds(nothing.sum(edges, {at(0s), at(30s)}).area) == doctest::Approx(20));
        sum = one;
        GaugeSeries never_set;
        never_set.finish(edges, at(30s));
        sum.merge(edges, never_set);
        CHECK(seconds(sum.sum(edges, {at(0s), at(30s)}).above_zero) == doctest::Approx(10));
    }
}
