// Goal: samples follow the distribution that was asked for. Method: means and quantiles of 100,000 samples
// at a fixed seed against the analytic values, within five standard errors.
#include "core/distribution.hpp"

#include "core/distribution_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

using namespace fortify;

namespace {

constexpr std::size_t sample_count = 100'000;

Distribution parsed(std::string_view text) {
    return *parse_distribution(text);
}

std::vector<Duration> samples(const Distribution& distribution, std::uint64_t seed) {
    Rng rng(seed);
    std::vector<Duration> values;
    values.reserve(sample_count);
    for (std::size_t index = 0; index < sample_count; ++index) {
        values.push_back(distribution.sample(rng));
    }
    return values;
}

constexpr std::array<std::string_view, 10> continuous{
    "uniform(10ms, 30ms)",
    "exponential(20ms)",
    "normal(20ms, 5ms)",
    "normal(5ms, 20ms)",
    "lognormal(p50=20ms, p99=200ms)",
    "pareto(scale=10ms, alpha=1.5, max=2s)",
    "pareto(scale=10ms, alpha=1, max=2s)",
    "pareto(scale=10ms, alpha=0.5, max=2s)",
    "quantiles(p50=20ms, p95=200ms, p99=2s)",
    "mixture(0.9: exponential(10ms), 0.3: uniform(1s, 2s))"};

}  // namespace

TEST_SUITE("Distribution") {
    TEST_CASE("the mean of the samples is the mean") {
        for (const std::string_view text : continuous) {
            CAPTURE(text);
            const Distribution distribution = parsed(text);
            double sum = 0;
            double squares = 0;
            for (const Duration value : samples(distribution, 11)) {
                sum += to_seconds(value);
                squares += to_seconds(value) * to_seconds(value);
            }
            const double mean = sum / sample_count;
            const double error = std::sqrt((squares / sample_count - mean * mean) / sample_count);
            CHECK(std::abs(mean - to_seconds(distribution.mean())) < 5 * error);
        }
    }

    TEST_CASE("the share of samples below a quantile is its probability") {
        for (const std::string_view text : continuous) {
            const Distribution distribution = parsed(text);
            const auto values = samples(distribution, 12);
            for (const double probability : {0.01, 0.1, 0.5, 0.9, 0.99, 0.999}) {
                CAPTURE(text);
                CAPTURE(probability);
                const Duration limit = distribution.quantile(probability);
                const auto below = std::count_if(values.begin(), values.end(),
                                                 [limit](Duration value) { return value <= limit; });
                const double error = std::sqrt(probability * (1 - probability) / sample_count);
                const double share = static_cast<double>(below) / sample_count;
                // Above the last point the values stay at it, so that more lies at or below.
                const bool is_last = text.substr(0, 9) == "quantiles" && probability >= 0.99;
                CHECK(share > probability - 5 * error);
                CHECK((is_last || share < probability + 5 * error));
            }
        }
    }

    TEST_CASE("quantiles agree with their closed form") {
        CHECK(parsed("uniform(10ms, 30ms)").quantile(0.25) == 15ms);
        CHECK(to_seconds(parsed("exponential(20ms)").quantile(0.99)) ==
              doctest::Approx(0.02 * std::log(100.0)).epsilon(1e-9));
        CHECK(to_seconds(parsed("lognormal(p50=20ms, p99=200ms)").quantile(0.99)) ==
              doctest::Approx(0.2).epsilon(1e-9));
        CHECK(parsed("lognormal(p50=20ms, p99=200ms)").quantile(0.5) == 20ms);
        CHECK(to_seconds(parsed("normal(100ms, 10ms)").quantile(0.975)) ==
              doctest::Approx(0.119599639845).epsilon(1e-9));
        CHECK(parsed("quantiles(p50=20ms, p95=200ms)").quantile(0.95) == 200ms);
        CHECK(to_seconds(parsed("quantiles(p50=20ms, p95=200ms)").quantile(0.725)) ==
              doctest::Approx(std::sqrt(0.02 * 0.2)).epsilon(1e-9));
    }

    TEST_CASE("the mean of a truncated normal distribution takes the truncation into account") {
        // mean + deviation * density(1/4) / share above -1/4, with the values of the standard tables.
        CHECK(to_seconds(parsed("normal(5ms, 20ms)").mean()) ==
              doctest::Approx(0.005 + 0.02 * 0.38666812 / 0.59870633).epsilon(1e-7));
    }

    TEST_CASE("samples stay within what the shape allows") {
        for (const Duration value : samples(parsed("normal(1ms, 50ms)"), 13)) {
            REQUIRE(value >= Duration::zero());
        }
        for (const Duration value : samples(parsed("pareto(scale=10ms, alpha=0.3, max=50ms)"), 13)) {
            REQUIRE(value >= 10ms);
            REQUIRE(value <= 50ms);
        }
        for (const Duration value : samples(parsed("quantiles(p50=20ms, p90=1s)"), 13)) {
            REQUIRE(value >= 10ms);
            REQUIRE(value <= 1s);
        }
        for (const Duration value : samples(parsed("uniform(3ms, 3ms)"), 13)) {
            REQUIRE(value == 3ms);
        }
    }

    TEST_CASE("the longest distributions do not overflow") {
        for (const std::string_view text : {"exponential(87600h)", "normal(87600h, 87600h)",
                                            "lognormal(p50=1ns, p99=87600h)", "uniform(0s, 87600h)"}) {
            CAPTURE(text);
            for (const Duration value : samples(parsed(text), 14)) {
                REQUIRE(value >= Duration::zero());
                REQUIRE(value <= Distribution::longest_sample);
            }
            CHECK(parsed(text).mean() <= Distribution::longest_sample);
        }
    }

    TEST_CASE("a shape without spread is constant") {
        for (const std::string_view text :
             {"constant(20ms)", "uniform(20ms, 20ms)", "normal(20ms, 0s)", "lognormal(p50=20ms, p99=20ms)",
              "pareto(scale=20ms, alpha=2, max=20ms)", "mixture(1: 20ms, 3: 20ms)"}) {
            CAPTURE(text);
            const Distribution distribution = parsed(text);
            Rng rng(1);
            CHECK(distribution.sample(rng) == 20ms);
            CHECK(distribution.mean() == 20ms);
            CHECK(distribution.quantile(0.3) == 20ms);
        }
        CHECK(parsed("exponential(0s)").mean() == 0ms);
    }

    TEST_CASE("a trace draws its values and no others") {
        const Distribution trace(Distribution::Trace{"a.csv", {30ms, 10ms, 20ms, 10ms}});
        CHECK(trace.mean() == 17500us);
        CHECK(trace.quantile(0.3) == 10ms);
        CHECK(trace.quantile(0.99) == 30ms);
        const auto values = samples(trace, 15);
        const auto tens = static_cast<double>(std::count(values.begin(), values.end(), Duration{10ms}));
        CHECK(std::abs(tens / sample_count - 0.5) < 5 * std::sqrt(0.25 / sample_count));
        CHECK(std::all_of(values.begin(), values.end(),
                          [](Duration value) { return value == 10ms || value == 20ms || value == 30ms; }));
    }

    TEST_CASE("equal seeds give equal samples and other seeds give others") {
        for (const std::string_view text : continuous) {
            const Distribution distribution = parsed(text);
            CHECK(samples(distribution, 5) == samples(distribution, 5));
            CHECK(samples(distribution, 5) != samples(distribution, 6));
        }
    }

    TEST_CASE("the share below a quantile is its probability, by calculation") {
        for (const std::string_view text : continuous) {
            CAPTURE(text);
            const Distribution distribution = parsed(text);
            for (const double probability : {0.05, 0.5, 0.95}) {
                CHECK(distribution.share_below(distribution.quantile(probability)) ==
                      doctest::Approx(probability).epsilon(1e-6));
            }
        }
        CHECK(parsed("constant(1s)").share_below(1s) == 1);
        CHECK(parsed("constant(1s)").share_below(999ms) == 0);
    }

    TEST_CASE("without a shape it is constantly zero") {
        Rng rng(1);
        CHECK(Distribution().sample(rng) == Duration::zero());
        CHECK(Distribution().text() == "constant(0s)");
    }
}
