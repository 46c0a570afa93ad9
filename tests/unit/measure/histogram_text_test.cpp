// Goal: a histogram comes back from its text unchanged, and no text breaks the reader. Method: random
// histograms there and back; spelt-out texts that are wrong in one place each; every truncation and random
// damage.

#include "core/rng.hpp"
#include "measure/histogram.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace fortify;
using measure::Histogram;
using Precision = measure::Histogram::Precision;

namespace {

Histogram random_histogram(std::uint64_t seed, Precision precision) {
    Rng rng{seed};
    Histogram histogram{precision};
    const std::uint64_t samples = rng.below(400);
    for (std::uint64_t i = 0; i < samples; ++i) {
        histogram.record(from_seconds(std::pow(10.0, rng.uniform() * 12 - 9)), 1 + rng.below(3));
    }
    return histogram;
}

}  // namespace

TEST_SUITE("measure::Histogram text") {
    TEST_CASE("the text is what the header says") {
        Histogram histogram{Precision::coarse};
        CHECK(histogram.encode() == "v1:c");
        histogram.record(3ns, 2);
        histogram.record(5ns);
        CHECK(histogram.encode() == "v1:c:3:5:11:4x2,2");
        CHECK(Histogram{}.encode() == "v1:f");
    }

    TEST_CASE("there and back gives an equal histogram") {
        for (std::uint64_t seed = 1; seed <= 100; ++seed) {
            for (const Precision precision : {Precision::coarse, Precision::fine}) {
                const Histogram histogram = random_histogram(seed, precision);
                const auto back = Histogram::decode(histogram.encode());
                CAPTURE(seed);
                REQUIRE(back.has_value());
                CHECK(*back == histogram);
            }
        }
    }

    TEST_CASE("a sum that has stopped at its limit comes back, too") {
        Histogram histogram;
        histogram.record(Duration::max(), 3);
        const auto back = Histogram::decode(histogram.encode());
        REQUIRE(back.has_value());
        CHECK(*back == histogram);
    }

    TEST_CASE("texts that are wrong in one place are refused") {
        for (const char* text : {
                 "",
                 "v1",
                 "v1:",
                 "v1:x",
                 "v2:f",
                 "v1:f:",
                 "v1:ff",
                 "v1:c:3:5:11",
                 "v1:c:3:5:11:",
                 "v1:c:5:3:11:4x2,2",                           // minimum above maximum
                 "v1:c:4:5:11:4x2,2",                           // minimum in another bucket
                 "v1:c:3:6:11:4x2,2",                           // maximum in another bucket
                 "v1:c:3:5:8:4x2,2",                            // sum too small
                 "v1:c:3:5:16:4x2,2",                           // sum too large
                 "v1:c:3:5:11:4x2,0x1",                         // gap of nothing
                 "v1:c:3:5:11:4x2,2x0",                         // bucket of nothing
                 "v1:c:3:5:11:4x2,2x1",                         // not how we write one
                 "v1:c:3:5:11:04x2,2",                          // leading zero
                 "v1:c:3:5:11:4x2,2,",                          // comma at the end
                 "v1:c:3:5:11:4x2,2 ",                          // blank at the end
                 "v1:c:3:5:11:4x2;2",                           //
                 "v1:c:-3:5:11:4x2,2",                          //
                 "v1:c:3:5:11:4x-2,2",                          //
                 "v1:c:3:5:11:4x99999999999999999999999999,2",  // no number
                 "v1:c:3:5:11:4x18446744073709551615,2x2",      // counts overflow
                 "v1:c:3:5:11:4x2,1217",                        // beyond the last bucket
                 "v1:f:3:9223372036854775807:11:4x2,99999",     //
                 "v1:f:3:9223372036854775808:11:4x2,33788",     // beyond the longest duration
             }) {
            CAPTURE(text);
            const auto result = Histogram::decode(text);
            REQUIRE_FALSE(result.has_value());
            CHECK_FALSE(result.error().empty());
        }
    }

    TEST_CASE("truncated and damaged texts are refused or read as what they then say") {
        const std::string text = random_histogram(17, Precision::fine).encode();
        REQUIRE(text.size() > 100);
        for (std::size_t length = 0; length < text.size(); ++length) {
            const auto result = Histogram::decode(text.substr(0, length));
            if (result) {
                CHECK(result->encode() == text.substr(0, length));
            }
        }
        Rng rng{5};
        for (int round = 0; round < 5000; ++round) {
            std::string damaged = text;
            damaged[rng.below(damaged.size())] = "0123456789x,:-vfc\n"[rng.below(18)];
            const auto result = Histogram::decode(damaged);
            if (result) {
                CHECK(result->encode() == damaged);
            }
        }
    }
}
