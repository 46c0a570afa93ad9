// Goal: Retry-After is read as RFC 9110 gives it, and nothing else is taken for it. Method: values
// against a fixed wall clock.
#include "net/curl/retry_after.hpp"

#include <doctest/doctest.h>

namespace fortify::net {
namespace {

constexpr std::int64_t unix_now = 784'111'777;  // Sun, 06 Nov 1994 08:49:37 GMT, the RFC's own example

}  // namespace

TEST_SUITE("net::parse_retry_after") {
    TEST_CASE("seconds") {
        CHECK(parse_retry_after("0", unix_now) == Duration{0});
        CHECK(parse_retry_after("120", unix_now) == Duration{120s});
        CHECK(parse_retry_after(" \t7 ", unix_now) == Duration{7s});
    }
    TEST_CASE("a date in each of its three forms") {
        CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:47 GMT", unix_now) == Duration{10s});
        CHECK(parse_retry_after("Sunday, 06-Nov-94 08:49:47 GMT", unix_now) == Duration{10s});
        CHECK(parse_retry_after("Sun Nov  6 08:49:47 1994", unix_now) == Duration{10s});
    }
    TEST_CASE("a date that has passed means at once") {
        CHECK(parse_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", unix_now) == Duration{0});
    }
    TEST_CASE("absurd lengths are cut to ten years") {
        const Duration ten_years = std::chrono::hours(24 * 365 * 10);
        CHECK(parse_retry_after("99999999999", unix_now) == ten_years);
        CHECK(parse_retry_after("99999999999999999999999999", unix_now) == ten_years);
    }
    TEST_CASE("anything else says nothing") {
        for (const char* const text : {"", " ", "-1", "1.5", "soon", "+5", "0x10", "1 2", ",", "\x01"}) {
            CHECK_MESSAGE(!parse_retry_after(text, unix_now).has_value(), text);
        }
    }
}

}  // namespace fortify::net
