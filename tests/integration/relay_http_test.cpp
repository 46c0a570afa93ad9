// Goal: in HTTP mode each request is decided on its own, whatever connection it comes on, and what is
// done to it reaches the client as bytes. Method: a relay with a judge made for the case, a client
// and a server whose sockets the test holds itself.
#include "integration/support/http_line.hpp"
#include "integration/support/rogue_server.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace fortify::test {

namespace {

using fault::Treatment;

net::Verdict own(std::uint16_t status, Duration retry_after = Duration{-1}) {
    net::Verdict verdict;
    verdict.answer = net::OwnAnswer{.status = status, .retry_after = retry_after};
    return verdict;
}

}  // namespace

TEST_SUITE("net::Relay, HTTP") {
    TEST_CASE("requests and answers pass as they came, one connection for all of them") {
        HttpLine line;
        line.client->send(get);
        REQUIRE(line.server_has(get));
        line.far_end().send(ok);
        CHECK(line.client_has(ok));
        line.client->send(get);
        REQUIRE(line.server_has(get + get));
        line.far_end().send(ok);
        CHECK(line.client_has(ok + ok));
        CHECK(line.ended == std::vector<std::uint64_t>{0, 1});
    }
    TEST_CASE("chunked bodies pass in both directions, byte by byte") {
        const std::string request =
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        const std::string answer =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: v\r\n\r\n";
        HttpLine line;
        for (const char letter : request) {
            line.client->send({&letter, 1});
            line.stage.turn(0ms);
        }
        REQUIRE(line.server_has(request));
        for (const char letter : answer) {
            line.far_end().send({&letter, 1});
            line.stage.turn(0ms);
        }
        CHECK(line.client_has(answer));
    }
    TEST_CASE("pipelined requests are decided one by one, and answered in their order") {
        HttpLine line([](const net::RequestSeen& seen) {
            return seen.target == "/bad" ? own(503, 2s) : net::Verdict{};
        });
        line.client->send("GET /bad HTTP/1.1\r\nHost: h\r\n\r\n" + get +
                          "GET /bad HTTP/1.1\r\nHost: h\r\n\r\n");
        REQUIRE(line.server_has(get));
        line.far_end().send(ok);
        REQUIRE(line.stage.turn_until([&] {
            const std::string& text = line.client->received();
            return text.size() > 250 && text.substr(text.size() - 4) == "ble\n";
        }));
        const std::string& text = line.client->received();
        const std::string refusal = text.substr(0, text.find("HTTP/1.1 200"));
        CHECK(refusal.find("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\n") == 0);
        CHECK(text == refusal + ok + refusal);
    }
    TEST_CASE("the body of a request that is answered here is taken and forgotten") {
        HttpLine line(
            [](const net::RequestSeen& seen) { return seen.method == "POST" ? own(429) : net::Verdict{}; });
        line.client->send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello" + get);
        REQUIRE(line.server_has(get));
        CHECK(line.client_gets("HTTP/1.1 429"));
    }
    TEST_CASE("what is no HTTP gets a 400 and the end") {
        HttpLine line;
        line.client->send("GARBAGE\r\n\r\n");
        CHECK(line.client_gets("HTTP/1.1 400"));
        CHECK(line.stage.turn_until([&] { return line.client->ended(); }));
        CHECK_FALSE(line.server.accept());
    }
    TEST_CASE("an answer that is no HTTP becomes a 502") {
        HttpLine line;
        line.client->send(get);
        REQUIRE(line.server_has(get));
        line.far_end().send("SSH-2.0-nonsense\r\n");
        CHECK(line.client_gets("HTTP/1.1 502"));
        CHECK(line.stage.turn_until([&] { return line.client->ended(); }));
    }
    TEST_CASE("an upstream that is not there becomes a 502, and the connection stays") {
        RelayStage stage;
        const std::uint32_t route = stage.add(net::RelayProtocol::http, free_port());
        Peer client = Peer::connect(stage.port(route));
        for (int round = 1; round <= 2; ++round) {
            client.send(get);
            CHECK(stage.turn_until(
                [&] { return client.received().size() >= static_cast<std::size_t>(round) * 86; }));
        }
        CHECK(client.received().find("HTTP/1.1 502 Bad Gateway") == 0);
        CHECK_FALSE(client.ended());
        CHECK(stage.relay.totals(route).unreachable == 2);
    }
    TEST_CASE("an upstream that closes between two requests is called anew") {
        HttpLine line;
        line.client->send(get);
        REQUIRE(line.server_has(get));
        line.far_end().send(ok);
        REQUIRE(line.client_has(ok));
        line.peer.reset();
        line.stage.turn(5ms);
        line.client->send(get);
        REQUIRE(line.server_has(get));
        line.far_end().send(ok);
        CHECK(line.client_has(ok + ok));
    }
    TEST_CASE("an upstream that closes without an answer becomes a 502") {
        HttpLine line;
        line.client->send(get);
        REQUIRE(line.server_has(get));
        line.peer.reset();
        CHECK(line.client_gets("HTTP/1.1 502"));
    }
    TEST_CASE("an answer cut short stays cut short") {
        HttpLine line;
        line.client->send(get);
        REQUIRE(line.server_has(get));
        line.far_end().send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        line.far_end().finish();
        CHECK(line.stage.turn_until([&] { return line.client->ended(); }));
        CHECK(line.client->received() == "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    }
    TEST_CASE("an answer without a length lasts until the end") {
        HttpLine line;
        line.client->send(get);
        REQUIRE(line.server_has(get));
        line.far_end().send("HTTP/1.0 200 OK\r\n\r\nall of it");
        line.far_end().finish();
        CHECK(line.stage.turn_until([&] { return line.client->ended(); }));
        CHECK(line.client->received() == "HTTP/1.0 200 OK\r\n\r\nall of it");
    }
    TEST_CASE("the answer to HEAD has no body, whatever its length says") {
        HttpLine line;
        const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n";
        line.client->send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
        line.far_end();
        line.stage.turn(2ms);
        line.far_end().send(head);
        REQUIRE(line.client_has(head));
        line.client->send(get);
        REQUIRE(line.stage.turn_until(
            [&] { return line.far_end().received().find("GET") != std::string::npos; }));
        line.far_end().send(ok);
        CHECK(line.client_has(head + ok));
    }
    TEST_CASE("interim answers pass before the final one") {
        HttpLine line;
        line.client->send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        REQUIRE(line.stage.turn_until([&] { return line.far_end().received().size() > 60; }));
        line.far_end().send("HTTP/1.1 100 Continue\r\n\r\n");
        REQUIRE(line.client_has("HTTP/1.1 100 Continue\r\n\r\n"));
        line.client->send("hi");
        REQUIRE(line.stage.turn_until(
            [&] { return line.far_end().received().find("\r\n\r\nhi") != std::string::npos; }));
        line.far_end().send(ok);
        CHECK(line.client_has("HTTP/1.1 100 Continue\r\n\r\n" + ok));
    }
    TEST_CASE("after 101 the bytes mean nothing to HTTP") {
        HttpLine line;
        line.client->send("GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
        REQUIRE(line.stage.turn_until([&] { return line.far_end().received().size() > 60; }));
        const std::string switched = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n";
        line.far_end().send(switched + "\x01\x02");
        REQUIRE(line.client_has(switched + "\x01\x02"));
        line.client->send("\x03\x04");
        CHECK(line.stage.turn_until([&] {
            const std::string& text = line.far_end().received();
            return text.substr(text.size() - 2) == "\x03\x04";
        }));
    }
    TEST_CASE("request and answer are rewritten: headers, and bodies with their length") {
        const fault::Rewrite request{.of = fault::Rewrite::Of::request,
                                     .set = {{"X-Added", "yes"}},
                                     .remove = {"Cookie"},
                                     .body = "short"};
        const fault::Rewrite answer{
            .of = fault::Rewrite::Of::answer, .set = {{"Content-Type", "text/odd"}}, .body = "changed"};
        Treatment treatment;
        treatment.rewrites.add(request);
        treatment.rewrites.add(answer);
        HttpLine line(treatment);
        line.client->send(
            "POST / HTTP/1.1\r\nHost: h\r\ncookie: secret\r\nContent-Length: 11\r\n\r\nhello world");
        REQUIRE(
            line.server_has("POST / HTTP/1.1\r\nHost: h\r\nX-Added: yes\r\nContent-Length: 5\r\n\r\nshort"));
        line.far_end().send(
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nTransfer-Encoding: "
            "chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        CHECK(
            line.client_has("HTTP/1.1 200 OK\r\nContent-Type: text/odd\r\nContent-Length: 7\r\n\r\nchanged"));
        line.client->send(get);
        CHECK(line.stage.turn_until(
            [&] { return line.far_end().received().find("GET /a") != std::string::npos; }));
    }
    TEST_CASE("a damaged body keeps its framing, a damaged head is no HTTP any more") {
        HttpLine body(Treatment{.damage = Treatment::Damage::body});
        body.client->send(get);
        REQUIRE(body.server_has(get));
        body.far_end().send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        CHECK(
            body.client_has("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n}ello\r\n0\r\n\r\n"));
        HttpLine head(Treatment{.damage = Treatment::Damage::head});
        head.client->send(get);
        REQUIRE(head.server_has(get));
        head.far_end().send(ok);
        REQUIRE(head.stage.turn_until([&] { return head.client->received().size() == ok.size(); }));
        CHECK(head.client->received().substr(0, 5) != "HTTP/");
    }
    TEST_CASE("a duplicated request arrives twice and is answered once") {
        HttpLine line(Treatment{.duplicate = true});
        line.client->send(get);
        REQUIRE(line.server_has(get));
        std::optional<Peer> second;
        REQUIRE(line.stage.turn_until([&] { return second || (second = line.server.accept()); }));
        CHECK(line.stage.turn_until([&] { return second->received() == get; }));
        second->send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        line.far_end().send(ok);
        CHECK(line.client_has(ok));
    }
    TEST_CASE("one request of a connection goes into a black hole, and comes out when it has gone") {
        HttpLine line([](const net::RequestSeen& seen) {
            net::Verdict verdict;
            verdict.treatment.answer = seen.number == 1 ? Treatment::Answer::none : Treatment::Answer::whole;
            return verdict;
        });
        line.client->send(get);
        REQUIRE(line.server_has(get));
        line.far_end().send(ok);
        REQUIRE(line.client_has(ok));
        line.client->send(get);
        for (int turn = 0; turn < 5; ++turn) {
            line.stage.turn(2ms);
        }
        CHECK(line.far_end().received() == get);
        line.stage.relay.reconsider(line.stage.clock.read(), line.route);
        REQUIRE(line.server_has(get + get));
        line.far_end().send(ok);
        CHECK(line.client_has(ok + ok));
    }
    TEST_CASE("the request arrives, then the client is reset") {
        HttpLine line(Treatment{.answer = Treatment::Answer::lost});
        line.client->send(get);
        CHECK(line.stage.turn_until([&] { return line.client->broken(); }));
        CHECK(line.server_has(get));
    }
    TEST_CASE("the first byte of the answer waits, each time") {
        HttpLine line([](const net::RequestSeen&) {
            net::Verdict verdict;
            verdict.delay = 10ms;
            verdict.treatment.first_byte_delay = 5ms;
            return verdict;
        });
        std::string expected;
        for (int round = 0; round < 2; ++round) {
            const Instant before = line.stage.clock.read();
            line.client->send(get);
            expected += get;
            REQUIRE(line.server_has(expected));
            line.far_end().send(ok);
            REQUIRE(line.stage.turn_until([&] {
                return line.client->received().size() == ok.size() * static_cast<std::size_t>(round + 1);
            }));
            CHECK(line.stage.clock.read() - before >= 15ms);
        }
    }
    TEST_CASE("CONNECT is not for a fault proxy") {
        HttpLine line;
        line.client->send("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n");
        CHECK(line.client_gets("HTTP/1.1 501"));
    }
    TEST_CASE("a large body passes whole, whoever reads slowly") {
        HttpLine line;
        const std::string body(3'000'000, 'b');
        line.client->send(get);
        REQUIRE(line.server_has(get));
        const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + body;
        std::string_view left = answer;
        CHECK(line.stage.turn_until([&] {
            left.remove_prefix(line.far_end().send(left));
            return left.empty() && line.client->received().size() == answer.size();
        }));
        CHECK(line.client->received() == answer);
    }
}

}  // namespace fortify::test
