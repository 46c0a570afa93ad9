// Goal: a target that [safety] plainly forbids is refused before anything is sent. Method: URLs with
// addresses and names against allow-lists.
#include "cli/reach.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

namespace fortify::cli {

namespace {

Result<Done, std::string> reach(const std::string& url, std::initializer_list<std::string> allow = {}) {
    run::Plan plan;
    run::TargetPlan target;
    target.name = "api";
    target.url = url;
    target.requests.emplace_back();
    plan.targets.push_back(target);
    plan.safety.allow.insert(plan.safety.allow.end(), allow.begin(), allow.end());
    return check_reach(plan);
}

}  // namespace

TEST_SUITE("cli::check_reach") {
    TEST_CASE("loopback needs no word") {
        CHECK(reach("http://127.0.0.1:8080/").has_value());
        CHECK(reach("http://[::1]:8080/").has_value());
    }

    TEST_CASE("another address does, and the message says which") {
        CHECK(reach("http://192.0.2.1/").error() ==
              "target api: 192.0.2.1 is not allowed; add it to safety.allow or give --allow 192.0.2.1");
        CHECK_FALSE(reach("http://[2001:db8::1]/").has_value());
        CHECK(reach("http://192.0.2.1/", {"192.0.2.0/24"}).has_value());
        CHECK(reach("http://[2001:db8::1]/", {"2001:db8::/32"}).has_value());
    }

    TEST_CASE("a name is left to the moment of connecting") {
        CHECK(reach("http://service.invalid/").has_value());
    }

    TEST_CASE("an allow-list or URL that does not read is refused") {
        CHECK_FALSE(reach("http://127.0.0.1/", {"10.0.0.0/99"}).has_value());
        CHECK_FALSE(reach("not a url").has_value());
    }
}

}  // namespace fortify::cli
