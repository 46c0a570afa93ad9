// Goal: one direction of a connection holds its bytes as long as its rules say, and lets go of them when
// the rules go. Method: bytes in, instants as literals, bytes out.
#include "net/proxy/flow.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fortify::net {
namespace {

// All that goes on at this instant.
std::string drain(Flow& flow, Instant now) {
    std::string all;
    while (!flow.ready(now).empty()) {
        all += flow.ready(now);
        flow.took(now, flow.ready(now).size());
    }
    return all;
}

}  // namespace

TEST_SUITE("net::Flow") {
    TEST_CASE("without rules bytes go on at once, and the end after them") {
        Flow flow;
        CHECK(flow.is_open_road());
        flow.push(at(0ms), "abc");
        CHECK_FALSE(flow.is_open_road());
        flow.finish(at(0ms));
        CHECK(flow.ending(at(0ms)) == Flow::Ending::none);
        CHECK(drain(flow, at(0ms)) == "abc");
        CHECK(flow.ending(at(0ms)) == Flow::Ending::close);
        CHECK(flow.next_wakeup(at(0ms)) == never);
    }
    TEST_CASE("what it takes is bounded") {
        Flow flow;
        const std::size_t room = flow.room();
        CHECK(room <= 64 * 1024);
        flow.push(at(0ms), std::string(room, 'x'));
        CHECK(flow.room() == 0);
        flow.took(at(0ms), 10);
        CHECK(flow.room() == 10);
    }
    TEST_CASE("latency holds each byte back, and the end as well") {
        Flow flow;
        flow.set_rules(at(0ms), {.latency = 100ms});
        flow.push(at(0ms), "a");
        flow.push(at(30ms), "b");
        flow.finish(at(40ms));
        CHECK(drain(flow, at(99ms)).empty());
        CHECK(flow.next_wakeup(at(99ms)) == at(100ms));
        CHECK(drain(flow, at(100ms)) == "a");
        CHECK(flow.next_wakeup(at(100ms)) == at(130ms));
        CHECK(drain(flow, at(130ms)) == "b");
        CHECK(flow.ending(at(139ms)) == Flow::Ending::none);
        CHECK(flow.next_wakeup(at(130ms)) == at(140ms));
        CHECK(flow.ending(at(140ms)) == Flow::Ending::close);
    }
    TEST_CASE("bytes behind a late first byte do not overtake it") {
        Flow flow;
        flow.set_rules(at(0ms), {.first_byte_delay = 50ms});
        flow.push(at(0ms), "a");
        flow.push(at(10ms), "b");
        CHECK(drain(flow, at(49ms)).empty());
        CHECK(drain(flow, at(50ms)) == "ab");
        flow.push(at(60ms), "c");
        CHECK(drain(flow, at(60ms)) == "c");
    }
    TEST_CASE("bandwidth is kept over any stretch longer than its quantum") {
        Flow flow;
        flow.set_rules(at(0ms), {.per_second = Bytes{1'000}});
        flow.push(at(0ms), std::string(1'000, 'x'));
        std::size_t passed = 0;
        Instant now = at(0ms);
        while (flow.held() > 0) {
            passed += drain(flow, now).size();
            CHECK(static_cast<double>(passed) <= to_seconds(now - at(0ms)) * 1'000 + 10);
            now = flow.held() > 0 ? flow.next_wakeup(now) : now;
        }
        CHECK(now >= at(980ms));
        CHECK(now <= at(1000ms));
    }
    TEST_CASE("slices pause, and their end ends the pause") {
        Flow flow;
        flow.set_rules(at(0ms), {.slice = Bytes{2}, .slice_pause = 1s});
        flow.push(at(0ms), "abcdef");
        CHECK(drain(flow, at(0ms)) == "ab");
        CHECK(flow.next_wakeup(at(0ms)) == at(1s));
        CHECK(drain(flow, at(1s)) == "cd");
        flow.set_rules(at(1100ms), {});
        CHECK(drain(flow, at(1100ms)) == "ef");
    }
    TEST_CASE("a reset or an end comes only where more would follow") {
        for (const auto& [end, ending] : {std::pair{FlowRules::End::reset, Flow::Ending::reset},
                                          std::pair{FlowRules::End::closed, Flow::Ending::close},
                                          std::pair{FlowRules::End::silent, Flow::Ending::none}}) {
            Flow flow;
            flow.set_rules(at(0ms), {.end = end, .pass = Bytes{3}});
            flow.push(at(0ms), "abc");
            CHECK(drain(flow, at(0ms)) == "abc");
            CHECK(flow.ending(at(0ms)) == Flow::Ending::none);
            flow.push(at(1ms), "d");
            CHECK(drain(flow, at(1ms)).empty());
            CHECK(flow.ending(at(1ms)) == ending);
            CHECK(flow.next_wakeup(at(1ms)) == never);
        }
    }
    TEST_CASE("what silence has held goes on when it is over") {
        Flow flow;
        flow.push(at(0ms), "abc");
        CHECK(drain(flow, at(0ms)) == "abc");
        flow.set_rules(at(1ms), {.end = FlowRules::End::silent});
        flow.push(at(2ms), "def");
        CHECK(drain(flow, at(3ms)).empty());
        flow.set_rules(at(4ms), {});
        CHECK(drain(flow, at(4ms)) == "def");
    }
    TEST_CASE("a fault that ends lets go of what it has delayed") {
        Flow flow;
        flow.set_rules(at(0ms), {.latency = 1h});
        flow.push(at(0ms), "late");
        flow.finish(at(0ms));
        flow.set_rules(at(1s), {});
        CHECK(drain(flow, at(1s)) == "late");
        CHECK(flow.ending(at(1s)) == Flow::Ending::close);
    }
}

}  // namespace fortify::net
