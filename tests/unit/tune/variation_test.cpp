// Goal: what --vary says becomes the values meant, and every value reads back. Method: texts and their
// values.
#include "tune/variation.hpp"

#include "fixture.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace fortify::tune {

namespace {

Variation vary(std::string_view text) {
    const auto variation = parse_variation({.flag = "--vary", .text = text}, small_specimen().root());
    REQUIRE_MESSAGE(variation, text);
    return *variation;
}

std::string grid(std::string_view text, std::size_t points = usual_points) {
    std::string joined;
    for (const Value& value : grid_of(vary(text), points)) {
        joined += (joined.empty() ? "" : " ") + value.text;
    }
    return joined;
}

std::string code_of(std::string_view text) {
    const auto variation = parse_variation({.flag = "--vary", .text = text}, small_specimen().root());
    return variation ? "none" : variation.error().code;
}

}  // namespace

TEST_SUITE("tune::variation") {
    TEST_CASE("a range is divided evenly, its ends included") {
        CHECK(grid("policy.client.circuit_breaker.open_for=1s..5s") == "1s 2s 3s 4s 5s");
        CHECK(grid("policy.client.circuit_breaker.open_for=1s..30s", 3) == "1s 15.5s 30s");
        CHECK(grid("load.rate=10/s..90/s") == "10/s 30/s 50/s 70/s 90/s");
        CHECK(grid("fault.burst.mean_rate=10%..50%") == "0.1 0.2 0.3 0.4 0.5");
    }
    TEST_CASE("whole numbers stay whole, each once") {
        CHECK(grid("policy.client.retry.max_attempts=1..3") == "1 2 3");
        CHECK(grid("policy.client.retry.max_attempts=1..9") == "1 3 5 7 9");
    }
    TEST_CASE("a logarithmic range grows by one factor") {
        CHECK(grid("policy.client.circuit_breaker.open_for=100ms..10s:log", 3) == "100ms 1s 10s");
        CHECK(grid("policy.client.circuit_breaker.open_for=1s..2s:log:points=3") == "1s 1.414s 2s");
    }
    TEST_CASE("steps keep their size and end where the range does") {
        CHECK(grid("load.rate=10/s..40/s:step=10/s") == "10/s 20/s 30/s 40/s");
        CHECK(grid("load.rate=10/s..45/s:step=10/s") == "10/s 20/s 30/s 40/s 45/s");
        CHECK(grid("fault.burst.mean_rate=0.1..0.4:step=0.1") == "0.1 0.2 0.3 0.4");
    }
    TEST_CASE("a list is taken as it stands, each value once") {
        CHECK(grid("policy.client.circuit_breaker.open_for=30s,1s,5s,1000ms") == "30s 1s 5s");
        CHECK(grid("policy.client.retry.backoff=constant,exponential") == "constant exponential");
        CHECK(grid("service.api.service_time=uniform(1ms, 2ms),\"lognormal(p50=1ms, p99=9ms)\"") ==
              "uniform(1ms, 2ms) \"lognormal(p50=1ms, p99=9ms)\"");
    }
    TEST_CASE("mistakes have their codes") {
        CHECK(code_of("load.rate") == "F1001");
        CHECK(code_of("=5") == "F1001");
        CHECK(code_of("load.rate=") == "F1001");
        CHECK(code_of("load.rate=1/s..2/s:exp") == "F1001");
        CHECK(code_of("load.rat=1/s..2/s") == "F1002");
        CHECK(code_of("load=1/s..2/s") == "F1003");
        CHECK(code_of("load.rate=2/s..1/s") == "F1004");
        CHECK(code_of("load.rate=1/s..1/s") == "F1004");
        CHECK(code_of("load.rate=1..2/s") == "F1005");
        CHECK(code_of("load.rate=1/s..") == "F1005");
        CHECK(code_of("load.rate=1/s,,2/s") == "F1005");
        CHECK(code_of("policy.client.retry.max_attempts=1..1000") == "F1006");
        CHECK(code_of("load.rate=0/s..9/s:log") == "F1008");
        CHECK(code_of("load.rate=1/s..9/s:points=1") == "F1008");
        CHECK(code_of("load.rate=1/s..9/s:step=0/s") == "F1008");
        CHECK(code_of("load.rate=1/s..9000/s:step=1/s") == "F1008");
        CHECK(code_of("policy.client.retry.backoff=constant..linear") == "F1009");
    }
    TEST_CASE("all mistakes of several flags are told, the second use of a key among them") {
        const auto wrong = parse_variations(
            "--vary", {"load.rate=1/s..2/s", "load.rate=3/s,4/s", "load.rat=1"}, small_specimen().root());
        REQUIRE(!wrong);
        REQUIRE(wrong.error().size() == 2);
        CHECK(wrong.error()[0].code == "F1007");
        CHECK(wrong.error()[1].code == "F1002");
    }
    TEST_CASE("every value lies within its range and reads back as itself") {
        for (const char* const text :
             {"policy.client.circuit_breaker.open_for=1ms..20h:log", "load.rate=1.23449/s..7.77777/s",
              "fault.burst.mean_rate=0.0000012345..0.9999951", "policy.client.retry.max_attempts=2..99",
              "policy.client.retry.multiplier=1..999"}) {
            const Variation variation = vary(text);
            for (int step = 0; step < 1000; ++step) {
                const Value value = value_at(variation, step / 1000.0);
                REQUIRE(*value.number >= variation.range->low);
                REQUIRE(*value.number <= variation.range->high);
                const auto again = parse_value(value.text, variation.kind);
                REQUIRE(again);
                REQUIRE(*again->number == doctest::Approx(*value.number).epsilon(1e-9));
            }
        }
    }
    TEST_CASE("the place in the range leads back to the value") {
        const Variation variation = vary("policy.client.circuit_breaker.open_for=10ms..100s:log");
        CHECK(value_at(variation, 0.5).text == "1s");
        CHECK(share_of(*variation.range, 1.0) == doctest::Approx(0.5));
        CHECK(share_of(*variation.range, 1e9) == 1);
    }
}

}  // namespace fortify::tune
