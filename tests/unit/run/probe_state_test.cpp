// Goal: a row of answers makes the state that probe.hpp promises. Method: answers as letters (h healthy,
// d degraded, u unhealthy), the state after each as a letter (? unknown).
#include "run/probe.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fortify;
using namespace fortify::run;

namespace {

struct Thresholds {
    std::uint32_t healthy_after = 1;
    std::uint32_t unhealthy_after = 3;
};

char letter_of(Health health) {
    switch (health) {
        case Health::unknown:
            return '?';
        case Health::healthy:
            return 'h';
        case Health::degraded:
            return 'd';
        case Health::unhealthy:
            return 'u';
    }
    return ' ';
}

std::string states(const std::string& answers, const Thresholds& thresholds = {}) {
    ProbePlan plan;
    plan.healthy_after = thresholds.healthy_after;
    plan.unhealthy_after = thresholds.unhealthy_after;
    ProbeState state(plan);
    std::string seen;
    Instant now = run_start;
    for (const char answer : answers) {
        const Health before = state.health();
        const Health said = answer == 'h'   ? Health::healthy
                            : answer == 'd' ? Health::degraded
                                            : Health::unhealthy;
        const auto transition = state.settle(now, {.health = said}, 1ms);
        CHECK(transition.has_value() == (state.health() != before));
        if (transition) {
            CHECK(transition->from == before);
            CHECK(transition->to == state.health());
            CHECK(transition->when == now);
        }
        seen += letter_of(state.health());
        now += 1s;
    }
    return seen;
}

}  // namespace

TEST_SUITE("run::ProbeState") {
    TEST_CASE("with thresholds of one it is what the last answer was") {
        CHECK(states("huddhuhd", {.healthy_after = 1, .unhealthy_after = 1}) == "huddhuhd");
    }

    TEST_CASE("it takes unhealthy_after bad answers in a row, and one good one starts the count again") {
        CHECK(states("huuhuuuu") == "hhhhhhuu");
    }

    TEST_CASE("it takes healthy_after good answers in a row to come back") {
        CHECK(states("huuuhuhhh", {.healthy_after = 2, .unhealthy_after = 3}) ==
              "?"
              "??uuuuhh");
    }

    TEST_CASE("a mix of degraded and unhealthy answers makes it degraded, since that is what all were") {
        CHECK(states("hdud") == "hhhd");
        CHECK(states("hduuu") == "hhhdu");
    }

    TEST_CASE("a degraded answer is better than unhealthy, and worse than healthy") {
        CHECK(states("uuudh") == "??udh");
        CHECK(states("dddd") == "dddd");
    }

    TEST_CASE("nothing is known until enough answers agree") {
        CHECK(states("uuh") == "??h");
        CHECK(states("uuu") == "??u");
        CHECK(states("hh", {.healthy_after = 3, .unhealthy_after = 3}) == "??");
    }

    TEST_CASE("a good answer that is slower than degraded_above counts as degraded, one as fast does not") {
        ProbePlan plan;
        plan.degraded_above = 200ms;
        plan.unhealthy_after = 1;
        ProbeState state(plan);
        static_cast<void>(state.settle(at(0s), {.health = Health::healthy}, 200ms));
        CHECK(state.health() == Health::healthy);
        const auto step = state.settle(at(1s), {.health = Health::healthy}, 201ms);
        REQUIRE(step.has_value());
        CHECK(step->to == Health::degraded);
        CHECK(step->result.finding == Finding::slow);
    }

    TEST_CASE("what the run demands is a least state") {
        using Demand = ProbePlan::Demand;
        CHECK(satisfies(Demand::healthy, Health::healthy));
        CHECK_FALSE(satisfies(Demand::healthy, Health::degraded));
        CHECK(satisfies(Demand::degraded, Health::degraded));
        CHECK_FALSE(satisfies(Demand::degraded, Health::unhealthy));
        CHECK_FALSE(satisfies(Demand::degraded, Health::unknown));
        CHECK(satisfies(Demand::none, Health::unknown));
    }
}
