// Goal: every kind of fault has its name and its place. Method: a table.
#include "fault/fault.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace fortify;
using namespace fortify::fault;

TEST_SUITE("fault::Kind") {
    TEST_CASE("each kind has the name that scenarios use") {
        CHECK(name_of(Latency{}) == "latency");
        CHECK(name_of(Status{}) == "status");
        CHECK(name_of(Refuse{}) == "refuse");
        CHECK(name_of(Reset{}) == "reset");
        CHECK(name_of(BlackHole{}) == "black_hole");
        CHECK(name_of(Stall{}) == "stall");
        CHECK(name_of(Slow{}) == "slow");
        CHECK(name_of(Errors{}) == "errors");
        CHECK(name_of(Crash{}) == "crash");
    }

    TEST_CASE("some act on the wire and some inside the service") {
        for (const Kind& kind :
             {Kind{Latency{}}, Kind{Status{}}, Kind{Refuse{}}, Kind{Reset{}}, Kind{BlackHole{}}}) {
            CHECK_FALSE(acts_on_service(kind));
        }
        for (const Kind& kind : {Kind{Stall{}}, Kind{Slow{}}, Kind{Errors{}}, Kind{Crash{}}}) {
            CHECK(acts_on_service(kind));
        }
    }

    TEST_CASE("the seed of the decisions depends on the run and on the fault's id alone") {
        CHECK(decision_seed(1, "a") == decision_seed(1, "a"));
        CHECK(std::set<std::uint64_t>{decision_seed(1, "a"), decision_seed(1, "b"), decision_seed(2, "a")}
                  .size() == 3);
    }
}
