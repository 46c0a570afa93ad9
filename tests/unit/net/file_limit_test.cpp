// Goal: a run that needs more descriptors than there may be says so before it starts. Method: the
// process's own limits.
#include "net/file_limit.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>

namespace fortify::net {

TEST_SUITE("net::check_file_limit") {
    TEST_CASE("the soft limit is raised as far as needed") {
        rlimit before{};
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
        REQUIRE(before.rlim_max > 100);
        rlimit low = before;
        low.rlim_cur = 64;
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
        CHECK(check_file_limit(100).has_value());
        rlimit now{};
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &now) == 0);
        CHECK(now.rlim_cur == 100);
        CHECK(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    }
    TEST_CASE("above the hard limit both numbers are named") {
        rlimit limit{};
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
        if (limit.rlim_max < RLIM_INFINITY - 1) {
            const auto checked = check_file_limit(limit.rlim_max + 1);
            REQUIRE_FALSE(checked.has_value());
            CHECK(checked.error().find(std::to_string(limit.rlim_max)) != std::string::npos);
            CHECK(checked.error().find(std::to_string(limit.rlim_max + 1)) != std::string::npos);
        }
    }
}

}  // namespace fortify::net
