// Goal: the faults of a proxy decide once about each connection or request, go on counting when their
// settings change, and let go of what they hit when they go. Method: a judge asked by hand, time as literals.
#include "net/proxy/proxy_faults.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace fortify::net {
namespace {

using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

constexpr Interval always{run_start, never};

fault::FaultConfig config(const std::string& id, fault::Kind kind, double probability = 1) {
    return {.id = id, .kind = std::move(kind), .windows = {always}, .probability = probability};
}

fault::Latency late(Duration delay) {
    return {.delay = Distribution(Distribution::Constant{delay})};
}

Verdict ask(const Judge& judge, std::uint64_t number, std::string_view path, const Headers& headers = {}) {
    return judge.request(
        at(1s), {.number = number, .connection = 0, .method = "GET", .target = path, .headers = headers});
}

}  // namespace

TEST_SUITE("net::ProxyFaults") {
    TEST_CASE("what matches a request acts on it, by path without the query and by header") {
        ProxyFaults faults(ProxyFaults::Subject::requests, 1);
        fault::FaultConfig by_path = config("path", late(5ms));
        by_path.match.path = "/a*";
        fault::FaultConfig by_header = config("header", fault::Status{.status = 429, .retry_after = 2s});
        by_header.match.headers = {{"X-Tenant", "blue*"}};
        faults.replace({by_path, by_header});
        const Judge judge = faults.judge();
        CHECK(ask(judge, 0, "/abc?x=1").delay == 5ms);
        CHECK(ask(judge, 1, "/b").delay == 0ms);
        const Verdict refused = ask(judge, 2, "/b", {{"x-tenant", "bluebird"}});
        REQUIRE(refused.answer);
        CHECK(refused.answer->status == 429);
        CHECK(refused.answer->retry_after == 2s);
        CHECK_FALSE(ask(judge, 3, "/b", {{"x-tenant", "red"}}).answer);
        CHECK(faults.injector().counts()[0].fired == 1);
        CHECK(faults.injector().counts()[1].fired == 1);
    }
    TEST_CASE("equal seeds decide alike, others do not") {
        const auto hit = [](std::uint64_t seed) {
            ProxyFaults faults(ProxyFaults::Subject::requests, seed);
            faults.replace({config("f", late(1ms), 0.5)});
            const Judge judge = faults.judge();
            std::string all;
            for (std::uint64_t number = 0; number < 64; ++number) {
                all += ask(judge, number, "/").delay > 0ns ? '1' : '0';
            }
            return all;
        };
        CHECK(hit(7) == hit(7));
        CHECK(hit(7) != hit(8));
    }
    TEST_CASE("another fault beside it changes neither its choices nor its count") {
        ProxyFaults faults(ProxyFaults::Subject::requests, 7);
        fault::FaultConfig first = config("first", late(1ms));
        first.choice = fault::First{3};
        faults.replace({first});
        const Judge judge = faults.judge();
        CHECK(ask(judge, 0, "/").delay == 1ms);
        CHECK(ask(judge, 1, "/").delay == 1ms);
        faults.replace({config("new", fault::Bandwidth{Bytes{10}}), first});
        CHECK(ask(judge, 2, "/").delay == 1ms);
        CHECK(ask(judge, 3, "/").delay == 0ms);
        CHECK(faults.injector().counts()[1].fired == 3);
        CHECK(faults.injector().counts()[1].eligible == 4);
        CHECK(faults.injector().counts()[0].fired == 2);
    }
    TEST_CASE("a request under way keeps what hit it while that exists, with its new settings") {
        ProxyFaults faults(ProxyFaults::Subject::requests, 1);
        faults.replace({config("hole", fault::BlackHole{}), config("slow", fault::Bandwidth{Bytes{10}})});
        const Judge judge = faults.judge();
        CHECK(ask(judge, 0, "/").treatment.answer == fault::Treatment::Answer::none);
        faults.replace({config("hole", fault::HalfOpen{Bytes{3}})});
        const Verdict changed = judge.request_again(at(2s), 0);
        CHECK(changed.treatment.answer == fault::Treatment::Answer::silent);
        CHECK(changed.treatment.answer_bytes == Bytes{3});
        CHECK(changed.treatment.per_second == Bytes{0});
        faults.replace({});
        CHECK(judge.request_again(at(3s), 0).treatment.answer == fault::Treatment::Answer::whole);
        // One that comes later does not hit what was decided before.
        faults.replace({config("hole", fault::BlackHole{})});
        CHECK(judge.request_again(at(4s), 0).treatment.answer == fault::Treatment::Answer::whole);
    }
    TEST_CASE("a live connection is hit by faults that come later, by each of them once") {
        ProxyFaults faults(ProxyFaults::Subject::connections, 1);
        const Judge judge = faults.judge();
        CHECK(judge.connection(at(0s), {.number = 0, .client_port = 1}).delay == 0ms);
        faults.replace({config("late", late(4ms))});
        CHECK(judge.connection_again(at(1s), {.number = 0, .client_port = 1}).delay == 4ms);
        CHECK(judge.connection_again(at(2s), {.number = 0, .client_port = 1}).delay == 4ms);
        CHECK(faults.injector().counts()[0].fired == 1);
        faults.replace({});
        CHECK(judge.connection_again(at(3s), {.number = 0, .client_port = 1}).delay == 0ms);
    }
    TEST_CASE("the cap of what is hit at once counts what is under way, across a change") {
        ProxyFaults faults(ProxyFaults::Subject::requests, 1);
        fault::FaultConfig one = config("one", late(1ms));
        one.max_active = 1;
        faults.replace({one});
        const Judge judge = faults.judge();
        CHECK(ask(judge, 0, "/").delay == 1ms);
        faults.replace({config("other", fault::Bandwidth{Bytes{10}}, 0), one});
        CHECK(ask(judge, 1, "/").delay == 0ms);
        judge.request_ended(at(1s), 0);
        CHECK(ask(judge, 2, "/").delay == 1ms);
        judge.request_ended(at(1s), 7);  // never decided about: nothing to give back
        CHECK(ask(judge, 3, "/").delay == 0ms);
        CHECK(faults.injector().counts()[1].capped == 2);
    }
    TEST_CASE("edges of windows are known, the nearest first") {
        ProxyFaults faults(ProxyFaults::Subject::connections, 1);
        CHECK(faults.next_edge(at(0s)) == never);
        fault::FaultConfig soon = config("soon", fault::Refuse{});
        soon.windows = {{at(3s), at(5s)}};
        fault::FaultConfig later = config("later", fault::Refuse{});
        later.windows = {{at(4s), at(9s)}};
        faults.replace({later, soon});
        CHECK(faults.next_edge(at(0s)) == at(3s));
        CHECK(faults.next_edge(at(3s)) == at(4s));
        CHECK(faults.next_edge(at(5s)) == at(9s));
    }
}

}  // namespace fortify::net
