// Goal: what is written reads back as the same value, and no text at all breaks a reader. Method: random
// values of every magnitude, and random texts made of the characters that matter.
#include "core/distribution_text.hpp"
#include "core/quantity.hpp"
#include "core/text.hpp"
#include "generator.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

using namespace fortify;

namespace {

constexpr Duration ten_years = std::chrono::hours{24 * 365 * 10};

Distribution any_distribution(Generator& generator) {
    const auto duration = [&] {
        return generator.duration(ten_years);
    };
    const Duration low = duration() / 2 + 1ns;
    const Duration high = low + duration() / 2;
    switch (generator.between(std::uint64_t{0}, std::uint64_t{6})) {
        case 0:
            return Distribution(Distribution::Uniform{low, high});
        case 1:
            return Distribution(Distribution::Exponential{duration()});
        case 2:
            return Distribution(Distribution::Normal{duration(), duration()});
        case 3:
            return Distribution(Distribution::Lognormal{low, high});
        case 4:
            return Distribution(Distribution::Pareto{low, generator.between(0.01, 10.0), high});
        case 5:
            return Distribution(Distribution::Quantiles{{{generator.between(0.01, 0.5), low}, {0.9, high}}});
        default:
            return Distribution(Distribution::Mixture{{{generator.between(0.1, 10.0), Distribution()},
                                                       {1, Distribution(Distribution::Uniform{low, high})}}});
    }
}

}  // namespace

TEST_SUITE("laws of quantities") {
    TEST_CASE("a duration reads back as it was written") {
        for_all(20'000, [](Generator& generator) {
            const Duration duration = generator.duration(ten_years);
            const auto parsed = parse_duration(format_duration(duration));
            REQUIRE(parsed.has_value());
            REQUIRE(parsed->count() == duration.count());
        });
    }

    TEST_CASE("rates, ratios, sizes and numbers read back as they were written") {
        for_all(20'000, [](Generator& generator) {
            const Rate rate{generator.positive(1e9)};
            REQUIRE(*parse_rate(format_rate(rate)) == rate);
            const Ratio ratio{generator.positive(1000)};
            REQUIRE(*parse_ratio(format_ratio(ratio)) == ratio);
            const Bytes bytes{generator.of_any_size(~std::uint64_t{0})};
            REQUIRE(*parse_bytes(format_bytes(bytes)) == bytes);
            const double number = generator.positive(1e18);
            REQUIRE(*parse_number(format_number(number)) == number);
        });
    }

    TEST_CASE("a distribution reads back with the same text and the same samples") {
        for_all(2'000, [](Generator& generator) {
            const Distribution distribution = any_distribution(generator);
            const auto parsed = parse_distribution(distribution.text());
            CAPTURE(distribution.text());
            REQUIRE(parsed.has_value());
            REQUIRE(parsed->text() == distribution.text());
            Rng left(1);
            Rng right(1);
            for (int draw = 0; draw < 10; ++draw) {
                REQUIRE(parsed->sample(left) == distribution.sample(right));
            }
        });
    }

    TEST_CASE("quantiles never fall as the probability grows") {
        for_all(500, [](Generator& generator) {
            const Distribution distribution = any_distribution(generator);
            CAPTURE(distribution.text());
            Duration last = Duration::zero();
            for (int percent = 1; percent < 100; percent += 7) {
                const Duration value = distribution.quantile(percent / 100.0);
                REQUIRE(value >= last);
                last = value;
            }
        });
    }

    TEST_CASE("any text is a value that reads back, or has a short and printable reason why not") {
        for_all(50'000, [](Generator& generator) {
            const std::string text = generator.text("0123456789.%/-+e nmushKMiB\x1b\xff", 12);
            CAPTURE(text);
            const auto duration = parse_duration(text);
            if (duration) {
                REQUIRE(*duration >= Duration::zero());
                REQUIRE(*duration <= ten_years);
                REQUIRE(*parse_duration(format_duration(*duration)) == *duration);
            } else {
                REQUIRE(duration.error().size() < 400);
                REQUIRE(printable(duration.error()) == duration.error());
            }
            const auto bytes = parse_bytes(text);
            REQUIRE((!bytes || *parse_bytes(format_bytes(*bytes)) == *bytes));
        });
    }

    TEST_CASE("any text is a distribution that can be drawn from, or has a reason why not") {
        static constexpr std::array<std::string_view, 8> names{
            "constant", "uniform", "exponential", "normal", "lognormal", "pareto", "quantiles", "mixture"};
        int read = 0;
        for_all(50'000, [&read](Generator& generator) {
            std::string text(names[generator.rng().below(names.size())]);
            text += '(' + generator.text("0159.:,%p=()s", 10);
            text += generator.rng().chance(0.9) ? "s)" : "";
            CAPTURE(text);
            const auto parsed = parse_distribution(text);
            if (parsed) {
                ++read;
                REQUIRE(parsed->sample(generator.rng()) >= Duration::zero());
                REQUIRE(parse_distribution(parsed->text())->text() == parsed->text());
            } else {
                REQUIRE(parsed.error().size() < 400);
            }
        });
        CHECK(read > 500);  // both ways were taken
    }
}
