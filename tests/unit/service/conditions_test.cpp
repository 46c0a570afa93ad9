// Goal: faults stretch and stop work as their intervals say. Method: finishing times worked out by hand.
#include "service/conditions.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::service;
using Kind = ServiceFault::Kind;

namespace {

Instant finish(const Conditions& conditions, Instant start, Duration work) {
    std::size_t hint = 0;
    static_cast<void>(conditions.at(start, hint));
    return conditions.finish(start, work, hint);
}

}  // namespace

TEST_SUITE("service::Conditions") {
    TEST_CASE("without faults work takes its time") {
        const Conditions conditions({}, {}, 0);
        CHECK(finish(conditions, at(1s), 2s) == at(3s));
        CHECK(conditions.at(at(5s)).is_plain);
        CHECK(conditions.outages().empty());
    }

    TEST_CASE("a stall holds what is under way and what begins in it") {
        const std::vector<ServiceFault> faults{{.kind = Kind::stall, .when = {at(2s), at(7s)}}};
        const Conditions conditions({}, faults, 0);
        CHECK(finish(conditions, at(1s), 1s) == at(2s));
        CHECK(finish(conditions, at(1s), 3s) == at(9s));
        CHECK(finish(conditions, at(3s), 1s) == at(8s));
        CHECK(finish(conditions, at(3s), 0s) == at(7s));
        CHECK(finish(conditions, at(7s), 1s) == at(8s));
    }

    TEST_CASE("a slow-down stretches the part of the work that falls into it") {
        const std::vector<ServiceFault> faults{{.kind = Kind::slow, .when = {at(10s), at(20s)}, .factor = 4}};
        const Conditions conditions({}, faults, 0);
        CHECK(finish(conditions, at(9s), 2s) == at(14s));
        CHECK(finish(conditions, at(18s), 1s) == at(20s) + 500ms);
        CHECK(finish(conditions, at(10s), 2500ms) == at(20s));
    }

    TEST_CASE("faults that overlap multiply, and a stall wins") {
        const std::vector<ServiceFault> faults{{.kind = Kind::slow, .when = {at(0s), at(20s)}, .factor = 2},
                                               {.kind = Kind::slow, .when = {at(10s), at(30s)}, .factor = 5},
                                               {.kind = Kind::stall, .when = {at(12s), at(15s)}}};
        const Conditions conditions({}, faults, 0);
        CHECK(conditions.at(at(5s)).speed == 0.5);
        CHECK(conditions.at(at(11s)).speed == 0.1);
        CHECK(conditions.at(at(13s)).speed == 0);
        CHECK(conditions.at(at(25s)).speed == 0.2);
        CHECK(conditions.at(at(30s)).speed == 1);
        // 1s of work before 10s takes 2s; 0.2s until 12s; then 3s of stall; 0.3s more at a tenth.
        CHECK(finish(conditions, at(8s), 1500ms) == at(18s));
    }

    TEST_CASE("faults on another instance and errors change nothing") {
        const std::vector<ServiceFault> faults{{.kind = Kind::stall, .when = {at(0s), at(9s)}, .instance = 1},
                                               {.kind = Kind::errors, .when = {at(0s), at(9s)}}};
        CHECK(finish(Conditions({}, faults, 0), at(1s), 1s) == at(2s));
        CHECK(finish(Conditions({}, faults, 1), at(1s), 1s) == at(10s));
    }

    TEST_CASE("crashes that touch or overlap are one outage") {
        const std::vector<ServiceFault> faults{{.kind = Kind::crash, .when = {at(5s), at(7s)}},
                                               {.kind = Kind::crash, .when = {at(6s), at(9s)}},
                                               {.kind = Kind::crash, .when = {at(9s), at(10s)}},
                                               {.kind = Kind::crash, .when = {at(20s), at(21s)}}};
        const Conditions conditions({}, faults, 0);
        REQUIRE(conditions.outages().size() == 2);
        CHECK(conditions.outages()[0] == Interval{at(5s), at(10s)});
        CHECK(conditions.outages()[1] == Interval{at(20s), at(21s)});
    }

    TEST_CASE("work in a stall without end is never done") {
        const std::vector<ServiceFault> faults{{.kind = Kind::stall, .when = {at(5s), never}}};
        const Conditions conditions({}, faults, 0);
        CHECK(finish(conditions, at(4s), 2s) == never);
        CHECK(finish(conditions, at(4s), 1s) == at(5s));
    }
}
