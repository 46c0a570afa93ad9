// Goal: what a body says about health is read at the place pointed to, and nothing else passes for health.
// Method: bodies as literals, hostile ones included.
#include "net/health_body.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fortify;
using namespace fortify::net;
using run::Finding;
using run::Health;

namespace {

run::HttpCheck check(const std::string& pointer = "/status") {
    return {.url = {}, .status = {}, .pointer = pointer, .healthy = {"ok", "up"}, .degraded = {"warn"}};
}

}  // namespace

TEST_SUITE("net::read_health") {
    TEST_CASE("the value decides: healthy, degraded, anything else unhealthy") {
        CHECK(read_health(check(), R"({"status":"ok"})").health == Health::healthy);
        CHECK(read_health(check(), R"({"status":"up"})").health == Health::healthy);
        CHECK(read_health(check(), R"({"status":"warn"})").health == Health::degraded);
        const auto down = read_health(check(), R"({"status":"down"})");
        CHECK(down.health == Health::unhealthy);
        CHECK(down.finding == Finding::said_so);
    }

    TEST_CASE("pointers go into lists and through escapes") {
        CHECK(read_health(check("/checks/1/a~1b"), R"({"checks":[0,{"a/b":"ok"}]})").health ==
              Health::healthy);
    }

    TEST_CASE("numbers and words of JSON are compared as JSON writes them") {
        run::HttpCheck one = check("/up");
        one.healthy = {"true"};
        one.degraded = {"0.5"};
        CHECK(read_health(one, R"({"up":true})").health == Health::healthy);
        CHECK(read_health(one, R"({"up":0.5})").health == Health::degraded);
        CHECK(read_health(one, R"({"up":null})").health == Health::unhealthy);
    }

    TEST_CASE("nothing readable at the place is unhealthy, and says so") {
        for (const char* body : {"", "ok", "{", "[]", R"({"state":"ok"})", R"({"status":{"status":"ok"})",
                                 "\xff\xfe", R"("ok")"}) {
            CAPTURE(body);
            const auto result = read_health(check(), body);
            CHECK(result.health == Health::unhealthy);
            CHECK(result.finding == Finding::body);
        }
        CHECK(read_health(check("/0"), R"({"status":"ok"})").finding == Finding::body);
        CHECK(read_health(check("/-"), "[1]").finding == Finding::body);
    }

    TEST_CASE("deep nesting does no harm") {
        const std::string deep(100'000, '[');
        CHECK(read_health(check(), deep).finding == Finding::body);
    }
}
