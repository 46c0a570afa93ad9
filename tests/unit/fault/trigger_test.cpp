// Goal: of the attempts that a fault concerns it hits those that its trigger names. Method: lists of the
// calls that are hit.
#include "fault/injector.hpp"

#include <doctest/doctest.h>

using namespace fortify;
using namespace fortify::fault;

namespace {

FaultConfig config(Choice choice, Condition condition = {}) {
    return {.id = "f",
            .kind = Refuse{},
            .windows = {{at(0s), at(1000s)}},
            .condition = condition,
            .choice = std::move(choice)};
}

// The calls from 0 on, one a second, that are hit.
std::vector<std::uint64_t> hits(const FaultConfig& fault, std::uint64_t calls) {
    Injector injector({fault}, 42);
    std::vector<std::uint64_t> list;
    Decision decision;
    for (std::uint64_t call = 0; call < calls; ++call) {
        const Instant now = at(std::chrono::seconds(call));
        injector.decide(now, {.id = {CallId{call}, 1}}, Place::below, decision);
        if (decision.fired != 0) {
            list.push_back(call);
        }
    }
    return list;
}

using Calls = std::vector<std::uint64_t>;

}  // namespace

TEST_SUITE("fault triggers") {
    TEST_CASE("every n-th, the first n, and a list") {
        CHECK(hits(config(Every{3}), 10) == Calls{2, 5, 8});
        CHECK(hits(config(Every{1}), 3) == Calls{0, 1, 2});
        CHECK(hits(config(First{2}), 10) == Calls{0, 1});
        CHECK(hits(config(Listed{{1, 4, 7}}), 6) == Calls{1, 4});
    }

    TEST_CASE("every and first count what the fault concerns, not what is out of its reach") {
        FaultConfig second_half = config(First{2});
        second_half.windows = {{at(5s), at(10s)}};
        CHECK(hits(second_half, 10) == Calls{5, 6});

        Injector injector({config(Every{2}, {.attempt = 2})}, 42);
        Decision decision;
        std::vector<std::pair<std::uint64_t, std::uint32_t>> hit;
        for (std::uint64_t call = 0; call < 4; ++call) {
            for (std::uint32_t number = 1; number <= 3; ++number) {
                injector.decide(at(1s), {.id = {CallId{call}, number}}, Place::below, decision);
                if (decision.fired != 0) {
                    hit.emplace_back(call, number);
                }
            }
        }
        CHECK(hit == std::vector<std::pair<std::uint64_t, std::uint32_t>>{{1, 2}, {3, 2}});
        CHECK(injector.counts()[0].eligible == 4);
    }

    TEST_CASE("a probability decides each attempt against one uniform number") {
        // The vectors of the simplest chaos strategy: with a draw of one half, 0 and 0.5 do not fire.
        FaultConfig fault = config(ByChance{});
        const std::uint64_t own = decision_seed(42, "f");
        const double drawn = uniform_at(own, 0, 1);
        for (const auto& [probability, fires] : std::vector<std::pair<double, bool>>{
                 {0, false}, {drawn, false}, {drawn + 1e-9, true}, {1, true}, {1.1, true}}) {
            fault.probability = probability;
            CHECK(hits(fault, 1).size() == (fires ? 1 : 0));
        }
    }

    TEST_CASE("conditions on policies hold by their state alone") {
        const PolicyFacts facts{.breaker = BreakerPhase::half_open, .bulkhead = 0.8};
        CHECK(holds({}, 1, facts));
        CHECK(holds({.breaker = BreakerPhase::half_open}, 1, facts));
        CHECK_FALSE(holds({.breaker = BreakerPhase::closed}, 1, facts));
        CHECK_FALSE(holds({.breaker = BreakerPhase::half_open}, 1, PolicyFacts{}));
        using Than = BulkheadLevel::Than;
        CHECK_FALSE(holds({.bulkhead = BulkheadLevel{Than::above, 0.8}}, 1, facts));
        CHECK(holds({.bulkhead = BulkheadLevel{Than::at_least, 0.8}}, 1, facts));
        CHECK_FALSE(holds({.bulkhead = BulkheadLevel{Than::below, 0.8}}, 1, facts));
        CHECK(holds({.bulkhead = BulkheadLevel{Than::at_most, 0.8}}, 1, facts));
        CHECK_FALSE(holds({.bulkhead = BulkheadLevel{Than::at_most, 0.8}}, 1, PolicyFacts{}));
        CHECK(holds({.attempt = 2}, 2, facts));
        CHECK_FALSE(holds({.attempt = 2}, 1, facts));
    }

    TEST_CASE("ramps move probabilities, delays and rates from the start of the window") {
        FaultConfig sure = config(ByChance{});
        sure.windows = {{at(10s), at(100s)}};
        sure.ramp = Ramp{.shape = Ramp::Shape::step, .from = 0, .to = 1, .over = 5s};
        CHECK(hits(sure, 18) == Calls{15, 16, 17});

        FaultConfig late = config(ByChance{});
        late.kind = Latency{Distribution(Distribution::Constant{100ms})};
        late.ramp = Ramp{.of = Ramp::Of::delay, .from = 0, .to = 2, .over = 10s};
        FaultConfig narrow = config(ByChance{});
        narrow.kind = Bandwidth{Bytes{1000}};
        narrow.ramp = Ramp{.of = Ramp::Of::rate, .from = 1, .to = 0.1, .over = 10s};
        Injector injector({late, narrow}, 42);
        Decision decision;
        injector.decide(at(5s), {.id = {CallId{0}, 1}}, Place::below, decision);
        CHECK(decision.delay == 100ms);
        CHECK(decision.treatment.per_second == Bytes{550});
        CHECK(injector.last_delay(0) == 100ms);
        injector.decide(at(20s), {.id = {CallId{1}, 1}}, Place::below, decision);
        CHECK(decision.delay == 200ms);
        CHECK(decision.treatment.per_second == Bytes{100});
    }
}
