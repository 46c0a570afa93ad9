// Goal: the proxy is no worse than the network it stands for: a request that met the end of an idle
// connection is sent once more where that is safe, and only there. And what a fault does to requests on
// their way out is done to them, not to the answers. Method: as in relay_http_test.cpp.
#include "integration/support/http_line.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace fortify::test {

namespace {

// One exchange, so that the connection to the upstream is an old one.
void warm_up(HttpLine& line) {
    line.client->send(get);
    REQUIRE(line.server_has(get));
    line.far_end().send(ok);
    REQUIRE(line.client_has(ok));
}

// The server takes the request and ends its connection in place of an answer.
void leave_instead(HttpLine& line, const std::string& request) {
    line.client->send(request);
    REQUIRE(line.server_has(get + request));
    line.peer.reset();
}

}  // namespace

TEST_SUITE("net::Relay, requests that meet the end of an idle connection") {
    TEST_CASE("a GET is sent once more on a connection of its own") {
        HttpLine line;
        warm_up(line);
        leave_instead(line, get);
        REQUIRE(line.server_has(get));
        line.far_end().send(ok);
        CHECK(line.client_has(ok + ok));
        CHECK(line.ended == std::vector<std::uint64_t>{0, 1});
    }
    TEST_CASE("so is a PUT, with its body, also when the rest of it comes only then") {
        HttpLine line;
        warm_up(line);
        const std::string head = "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n";
        leave_instead(line, head + "12345");
        REQUIRE(line.server_has(head + "12345"));
        line.client->send("67890");
        REQUIRE(line.server_has(head + "1234567890"));
        line.far_end().send(ok);
        CHECK(line.client_has(ok + ok));
    }
    TEST_CASE("twice is enough: the second end is told") {
        HttpLine line;
        warm_up(line);
        leave_instead(line, get);
        REQUIRE(line.server_has(get));
        line.peer.reset();
        CHECK(line.client_gets("HTTP/1.1 502"));
        line.stage.turn(1ms);
        CHECK_FALSE(line.server.accept());
    }
    TEST_CASE("a POST is not: it may have been done") {
        HttpLine line;
        warm_up(line);
        leave_instead(line, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
        CHECK(line.client_gets("HTTP/1.1 502"));
        CHECK_FALSE(line.server.accept());
    }
    TEST_CASE("nor is a request of which the answer has begun") {
        HttpLine line;
        warm_up(line);
        line.client->send(get);
        REQUIRE(line.server_has(get + get));
        line.far_end().send("HTTP/1.1 2");
        line.stage.turn(2ms);
        line.peer.reset();
        CHECK(line.client_gets("HTTP/1.1 502"));
        CHECK_FALSE(line.server.accept());
    }
    TEST_CASE("nor one with a body too long to keep") {
        HttpLine line;
        warm_up(line);
        const std::string head = "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 20000\r\n\r\n";
        leave_instead(line, head + std::string(20'000, 'b'));
        CHECK(line.client_gets("HTTP/1.1 502"));
        CHECK_FALSE(line.server.accept());
    }
    TEST_CASE("what is delivered twice on purpose still is, and once") {
        HttpLine line(fault::Treatment{.duplicate = true});
        const auto another = [&] {
            std::optional<Peer> peer;
            REQUIRE(line.stage.turn_until([&] { return peer || (peer = line.server.accept()); }));
            return std::move(*peer);
        };
        line.client->send(get);
        REQUIRE(line.server_has(get));
        Peer echo = another();
        CHECK(line.stage.turn_until([&] { return echo.received() == get; }));
        line.far_end().send(ok);
        REQUIRE(line.client_has(ok));
        leave_instead(line, get);
        Peer second_echo = another();
        Peer repeated = another();
        CHECK(line.stage.turn_until(
            [&] { return second_echo.received() == get && repeated.received() == get; }));
        line.stage.turn(1ms);
        CHECK_FALSE(line.server.accept());
    }
}

TEST_SUITE("net::Relay, faults of requests on their way out") {
    TEST_CASE("a request is held back, and its answer is not") {
        HttpLine line(fault::Treatment{.request_delay = 20ms});
        std::string expected;
        for (int round = 0; round < 2; ++round) {
            expected += get;
            const Instant before = line.stage.clock.read();
            line.client->send(get);
            REQUIRE(line.server_has(expected));
            CHECK(line.stage.clock.read() - before >= 20ms);
            line.far_end().send(ok);
            REQUIRE(line.stage.turn_until([&] { return line.client->received().size() % ok.size() == 0; }));
        }
    }
    TEST_CASE("a request goes on no faster than its bandwidth") {
        HttpLine line(fault::Treatment{.request_per_second = Bytes{100'000}});
        const std::string request =
            "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n" + std::string(5'000, 'b');
        const Instant before = line.stage.clock.read();
        line.client->send(request);
        REQUIRE(line.server_has(request));
        CHECK(line.stage.clock.read() - before >= 40ms);
    }
}

}  // namespace fortify::test
