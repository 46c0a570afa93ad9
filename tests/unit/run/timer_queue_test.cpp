// Goal: timers fire in order, once, and never after they were disarmed. Method: literals, and a long
// random sequence against a plain sorted map.

#include "run/timer_queue.hpp"

#include "core/rng.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace fortify;
using run::TimerId;
using run::TimerQueue;

TEST_SUITE("run::TimerQueue") {
    TEST_CASE("timers come out by instant, then in the order of arming") {
        TimerQueue queue;
        queue.arm(TimerId{3}, at(20ms));
        queue.arm(TimerId{1}, at(10ms));
        queue.arm(TimerId{2}, at(10ms));
        CHECK(queue.next() == at(10ms));
        CHECK(queue.pop_due(at(9ms)) == std::nullopt);
        CHECK(queue.pop_due(at(10ms)) == TimerId{1});
        CHECK(queue.pop_due(at(10ms)) == TimerId{2});
        CHECK(queue.pop_due(at(10ms)) == std::nullopt);
        CHECK(queue.pop_due(at(30ms)) == TimerId{3});
        CHECK(queue.next() == never);
    }

    TEST_CASE("arming again moves a timer, and disarming one that is not armed does nothing") {
        TimerQueue queue;
        queue.arm(TimerId{1}, at(10ms));
        queue.arm(TimerId{1}, at(30ms));
        queue.disarm(TimerId{7});
        queue.arm(TimerId{2}, at(20ms));
        CHECK(queue.size() == 2);
        CHECK(queue.pop_due(at(1s)) == TimerId{2});
        queue.disarm(TimerId{1});
        CHECK(queue.size() == 0);
    }

    TEST_CASE("it agrees with a sorted map over a random sequence") {
        Rng rng(11);
        TimerQueue queue;
        std::map<std::pair<Instant, std::uint64_t>, std::uint32_t> model;
        std::map<std::uint32_t, std::pair<Instant, std::uint64_t>> armed;
        std::uint64_t sequence = 0;
        const auto disarm = [&](std::uint32_t timer) {
            if (const auto found = armed.find(timer); found != armed.end()) {
                model.erase(found->second);
                armed.erase(found);
            }
        };
        for (int step = 0; step < 20'000; ++step) {
            const auto timer = static_cast<std::uint32_t>(rng.below(200));
            switch (rng.below(4)) {
                case 0:
                case 1: {
                    const Instant when = at(Duration{static_cast<std::int64_t>(rng.below(500))});
                    queue.arm(TimerId{timer}, when);
                    disarm(timer);
                    armed[timer] = {when, sequence};
                    model[{when, sequence++}] = timer;
                    break;
                }
                case 2:
                    queue.disarm(TimerId{timer});
                    disarm(timer);
                    break;
                default:
                    REQUIRE(queue.next() == (model.empty() ? never : model.begin()->first.first));
                    if (!model.empty()) {
                        const std::uint32_t expected = model.begin()->second;
                        REQUIRE(queue.pop_due(never) == TimerId{expected});
                        disarm(expected);
                    }
            }
            REQUIRE(queue.size() == model.size());
        }
    }
}
