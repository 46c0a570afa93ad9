// Goal: what is fitted is what the times were drawn from. Method: times drawn from each shape of scenarios,
// and throughputs of services whose workers are known.
#include "tune/fit.hpp"

#include "core/rng.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <variant>

namespace fortify::tune {

namespace {

measure::Histogram times_of(const Distribution& distribution, int count, std::uint64_t seed = 1) {
    Rng rng(seed);
    measure::Histogram times;
    for (int index = 0; index < count; ++index) {
        times.record(distribution.sample(rng));
    }
    return times;
}

double milliseconds(Duration time) {
    return to_seconds(time) * 1000;
}

}  // namespace

TEST_SUITE("tune::fit") {
    TEST_CASE("each shape is recognised, and its parameters come back within their errors") {
        constexpr int count = 2000;
        const Fit constant =
            fit_service_time(times_of(Distribution::Shape{Distribution::Constant{20ms}}, count));
        REQUIRE(std::holds_alternative<Distribution::Constant>(constant.distribution.shape()));
        CHECK(milliseconds(constant.distribution.mean()) == doctest::Approx(20).epsilon(0.01));

        // The mean of n exponential times has a relative deviation of 1 / sqrt(n) = 2.2 %: four of them.
        const Fit exponential =
            fit_service_time(times_of(Distribution::Shape{Distribution::Exponential{20ms}}, count));
        REQUIRE(std::holds_alternative<Distribution::Exponential>(exponential.distribution.shape()));
        CHECK(milliseconds(exponential.distribution.mean()) == doctest::Approx(20).epsilon(0.09));
        CHECK(exponential.is_good());

        const Fit uniform =
            fit_service_time(times_of(Distribution::Shape{Distribution::Uniform{10ms, 30ms}}, count));
        REQUIRE(std::holds_alternative<Distribution::Uniform>(uniform.distribution.shape()));

        const Fit normal =
            fit_service_time(times_of(Distribution::Shape{Distribution::Normal{20ms, 3ms}}, count));
        REQUIRE(std::holds_alternative<Distribution::Normal>(normal.distribution.shape()));
        CHECK(milliseconds(normal.distribution.mean()) == doctest::Approx(20).epsilon(0.02));

        const Fit lognormal =
            fit_service_time(times_of(Distribution::Shape{Distribution::Lognormal{20ms, 200ms}}, count));
        const auto* const shape = std::get_if<Distribution::Lognormal>(&lognormal.distribution.shape());
        REQUIRE(shape != nullptr);
        // Sigma is ln(10) / 2.326 = 0.99; four deviations of the median and of the 99th percentile.
        CHECK(milliseconds(shape->p50) == doctest::Approx(20).epsilon(0.09));
        CHECK(milliseconds(shape->p99) == doctest::Approx(200).epsilon(0.2));
    }
    TEST_CASE("two humps are no named shape, and keep their quantiles") {
        measure::Histogram times = times_of(Distribution::Shape{Distribution::Normal{5ms, 500us}}, 1000);
        times.merge(times_of(Distribution::Shape{Distribution::Normal{50ms, 5ms}}, 1000));
        const Fit fit = fit_service_time(times);
        REQUIRE(std::holds_alternative<Distribution::Quantiles>(fit.distribution.shape()));
        CHECK(milliseconds(fit.distribution.quantile(0.25)) == doctest::Approx(5).epsilon(0.05));
        CHECK(milliseconds(fit.distribution.quantile(0.75)) == doctest::Approx(50).epsilon(0.05));
    }
    TEST_CASE("few times, equal times and short times are fitted without harm") {
        measure::Histogram one;
        one.record(1ms);
        CHECK(milliseconds(fit_service_time(one).distribution.mean()) == doctest::Approx(1).epsilon(0.01));
        measure::Histogram short_ones;
        for (int index = 0; index < 100; ++index) {
            short_ones.record(Duration{100 + 50 * index});
        }
        CHECK(fit_service_time(short_ones).distribution.mean() > Duration{0});
    }
    TEST_CASE("workers are what throughput and time come to") {
        // Ten workers of 20 ms: 50 a second for each user up to 500.
        const std::vector<RampStep> steps{{1, 50}, {2, 99}, {4, 200}, {8, 395}, {16, 501}, {32, 498}};
        const Workers workers = fit_workers(steps, 20ms);
        CHECK(workers.count == 10);
        CHECK(workers.is_bound);
        CHECK(workers.capacity == 501);
        CHECK(fit_workers({{1, 50}}, 20ms).count == 1);
    }
    TEST_CASE("a ramp that still grows has not met the capacity") {
        CHECK_FALSE(is_saturated({{1, 50}}));
        CHECK_FALSE(is_saturated({{1, 50}, {2, 99}}));
        CHECK(is_saturated({{1, 50}, {2, 51}}));
        CHECK(is_saturated({{1, 50}, {2, 99}, {4, 80}}));
        CHECK_FALSE(fit_workers({{1, 50}, {2, 99}}, 20ms).is_bound);
    }
}

}  // namespace fortify::tune
