// Goal: what the scenario gives becomes a request, and what cannot be one is refused without showing a
// secret. Method: endpoints with one request each.
#include "net/curl/route.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace fortify::net {
namespace {

Endpoint endpoint(const std::string& url) {
    return {.name = "shop", .base_url = url};
}

bool has_line(const Route& route, const std::string& line) {
    return std::count(route.header_lines.begin(), route.header_lines.end(), line) == 1;
}

}  // namespace

TEST_SUITE("net::make_route") {
    TEST_CASE("path and URL are joined with one slash") {
        const auto url_of = [](const std::string& base, const std::string& path) {
            const auto route = make_route(endpoint(base), {.path = path});
            REQUIRE(route.has_value());
            return route.value().url;
        };
        CHECK(url_of("http://a:1", "/x") == "http://a:1/x");
        CHECK(url_of("http://a:1/", "/x") == "http://a:1/x");
        CHECK(url_of("http://a:1/v1", "/x?y=1") == "http://a:1/v1/x?y=1");
        CHECK(url_of("http://a:1/v1", "") == "http://a:1/v1");
    }
    TEST_CASE("the host is known for the allow-list") {
        CHECK(make_route(endpoint("https://user:word@Api.Example:8443/x"), {}).value().host == "Api.Example");
    }
    TEST_CASE("headers are written for libcurl, and its own are left out unless given") {
        const auto plain = make_route(endpoint("http://a"), {.headers = {{"x-empty", ""}, {"x-one", "1"}}});
        REQUIRE(plain.has_value());
        CHECK(has_line(plain.value(), "x-empty;"));
        CHECK(has_line(plain.value(), "x-one: 1"));
        CHECK(plain.value().header_lines.size() == 2);
        CHECK(plain.value().user_agent == "fortify");
        const auto body =
            make_route(endpoint("http://a"), {.method = "POST", .headers = {{"user-agent", "me"}}});
        REQUIRE(body.has_value());
        CHECK(has_line(body.value(), "Content-Type:"));
        CHECK(has_line(body.value(), "Expect:"));
        CHECK(body.value().user_agent.empty());
        const auto typed =
            make_route(endpoint("http://a"), {.headers = {{"content-TYPE", "a/b"}}, .body = "x"});
        REQUIRE(typed.has_value());
        CHECK(has_line(typed.value(), "content-TYPE: a/b"));
        CHECK_FALSE(has_line(typed.value(), "Content-Type:"));
    }
    TEST_CASE("what cannot be sent is refused, naming the target and no secret") {
        const auto refusal = [](const Endpoint& where, const run::RequestTemplate& request) {
            const auto route = make_route(where, request);
            REQUIRE_FALSE(route.has_value());
            CHECK(route.error().find("target shop: ") == 0);
            CHECK(route.error().find("hunter2") == std::string::npos);
            return route.error();
        };
        CHECK(refusal(endpoint("ftp://u:hunter2@a/"), {}).find("ftp") != std::string::npos);
        static_cast<void>(refusal(endpoint("file:///etc/hunter2"), {}));
        static_cast<void>(refusal(endpoint("http://a b/hunter2"), {}));
        static_cast<void>(refusal(endpoint(""), {}));
        static_cast<void>(refusal(endpoint("http://a"), {.method = "GET /hunter2"}));
        static_cast<void>(refusal(endpoint("http://a"), {.headers = {{"x", "hunter2\r\nEvil: 1"}}}));
        static_cast<void>(refusal(endpoint("http://a"), {.headers = {{"x:hunter2", "1"}}}));
    }
    TEST_CASE("a built-in service is told the attempt, a URL is not") {
        run::TargetPlan target;
        target.name = "t";
        target.url = "http://127.0.0.1:9";
        target.requests = {{}};
        CHECK(endpoint_of(target, "").attempt_header == AttemptHeader::absent);
        CHECK(endpoint_of(target, "").base_url == "http://127.0.0.1:9");
        CHECK(endpoint_of(target, "http://127.0.0.1:8").attempt_header == AttemptHeader::sent);
        CHECK(endpoint_of(target, "http://127.0.0.1:8").base_url == "http://127.0.0.1:8");
    }
}

}  // namespace fortify::net
