// Goal: a fault concerns the requests that its match describes. Method: patterns and requests in tables;
// one pattern that would take for ever if stars were tried in all combinations.
#include "fault/match.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::fault;

TEST_SUITE("fault::Match") {
    TEST_CASE("a star stands for anything, a question mark for one character") {
        CHECK(fits("/charge", "/charge"));
        CHECK_FALSE(fits("/charge", "/charges"));
        CHECK(fits("/charge*", "/charge"));
        CHECK(fits("/charge*", "/charge/7/refund"));
        CHECK(fits("*", ""));
        CHECK(fits("", ""));
        CHECK_FALSE(fits("", "x"));
        CHECK(fits("/v?/quote", "/v2/quote"));
        CHECK_FALSE(fits("/v?/quote", "/v/quote"));
        CHECK(fits("/*/b/*", "/a/b/b/c"));
        CHECK(fits("*.json", "/a.json.json"));
        CHECK_FALSE(fits("*.json", "/a.json5"));
    }

    TEST_CASE("many stars on a long text end soon") {
        const std::string text(20'000, 'a');
        CHECK_FALSE(fits("a*a*a*a*a*a*a*a*a*b", text));
    }

    TEST_CASE("everything that is set must fit") {
        const Headers headers{{"X-Tenant", "blue"}, {"accept", "*/*"}};
        const RequestFacts request{
            .method = "POST", .path = "/charge/7?retry=1", .headers = headers, .name = "charge"};
        CHECK(matches({}, request));
        CHECK(matches(
            {.method = "POST", .path = "/charge/*", .headers = {{"x-tenant", "b*"}}, .request = "charge"},
            request));
        CHECK_FALSE(matches({.method = "post"}, request));
        CHECK_FALSE(matches({.path = "/charge"}, request));
        CHECK(matches({.path = "/charge/7"}, request));  // the query is not part of it
        CHECK_FALSE(matches({.headers = {{"x-tenant", "red"}}}, request));
        CHECK_FALSE(matches({.headers = {{"x-region", "*"}}}, request));
        CHECK_FALSE(matches({.request = "quote"}, request));
    }
}
