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
        CHECK(name_of(Dns{}) == "dns");
        CHECK(name_of(SlowConnect{}) == "slow_connect");
        CHECK(name_of(ConnectTimeout{}) == "connect_timeout");
        CHECK(name_of(Tls{}) == "tls");
        CHECK(name_of(Duplicate{}) == "duplicate");
        CHECK(name_of(SlowFirstByte{}) == "slow_first_byte");
        CHECK(name_of(HalfOpen{}) == "half_open");
        CHECK(name_of(Truncate{}) == "truncate");
        CHECK(name_of(Corrupt{}) == "corrupt");
        CHECK(name_of(Rewrite{}) == "rewrite");
        CHECK(name_of(SlowBody{}) == "slow_body");
        CHECK(name_of(Bandwidth{}) == "bandwidth");
        CHECK(name_of(Stall{}) == "stall");
        CHECK(name_of(Slow{}) == "slow");
        CHECK(name_of(Errors{}) == "errors");
        CHECK(name_of(Crash{}) == "crash");
        CHECK(name_of(Capacity{}) == "capacity");
        CHECK(name_of(Pause{}) == "pause");
        CHECK(name_of(CacheFlush{}) == "cache_flush");
        CHECK(name_of(PoolLeak{}) == "pool_leak");
    }

    TEST_CASE("some act on the wire and some inside the service") {
        for (const Kind& kind : {Kind{Latency{}}, Kind{Status{}}, Kind{Refuse{}}, Kind{Reset{}},
                                 Kind{BlackHole{}}, Kind{Dns{}}, Kind{Rewrite{}}, Kind{Bandwidth{}}}) {
            CHECK_FALSE(acts_on_service(kind));
        }
        for (const Kind& kind : {Kind{Stall{}}, Kind{Slow{}}, Kind{Errors{}}, Kind{Crash{}}, Kind{Capacity{}},
                                 Kind{PoolLeak{}}}) {
            CHECK(acts_on_service(kind));
        }
    }

    TEST_CASE("the seed of the decisions depends on the run and on the fault's id alone") {
        CHECK(decision_seed(1, "a") == decision_seed(1, "a"));
        CHECK(std::set<std::uint64_t>{decision_seed(1, "a"), decision_seed(1, "b"), decision_seed(2, "a")}
                  .size() == 3);
    }
}
