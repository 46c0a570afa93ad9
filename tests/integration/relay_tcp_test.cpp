// Goal: in TCP mode bytes pass as they are, and each treatment is done to real bytes. Method: a relay
// with a judge made for the case, a client and a server whose sockets the test holds itself.
#include "integration/support/relay_stage.hpp"
#include "integration/support/rogue_server.hpp"
#include "net/file_limit.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <netinet/tcp.h>
#include <sys/socket.h>

namespace fortify::test {

namespace {

using fault::Treatment;

// One client, the relay, one server.
struct Line {
    explicit Line(const Treatment& first = {}, Duration delay = Duration{0}) {
        verdict.treatment = first;
        verdict.delay = delay;
        net::Judge judge;
        judge.connection = [this](Instant, const net::ConnectionSeen&) {
            return verdict;
        };
        judge.connection_again = judge.connection;
        route = stage.add(net::RelayProtocol::tcp, server.port(), judge);
        client.emplace(Peer::connect(stage.port(route)));
    }
    Peer& far_end() {
        REQUIRE(stage.turn_until([&] { return peer || (peer = server.accept()); }));
        return *peer;
    }
    void treat(const Treatment& now) {
        verdict.treatment = now;
        stage.relay.reconsider(stage.clock.read(), route);
    }
    bool client_has(const std::string& text) {
        return stage.turn_until([&] { return client->received() == text; });
    }
    bool server_has(const std::string& text) {
        return stage.turn_until([&] { return far_end().received() == text; });
    }

    net::Verdict verdict;
    RelayStage stage;
    HandServer server;
    std::uint32_t route = 0;
    std::optional<Peer> client;
    std::optional<Peer> peer;
};

}  // namespace

TEST_SUITE("net::Relay, TCP") {
    TEST_CASE("bytes pass in both directions") {
        Line line;
        line.client->send("ping");
        CHECK(line.server_has("ping"));
        line.far_end().send("pong");
        CHECK(line.client_has("pong"));
        CHECK(line.stage.relay.totals(line.route).connections == 1);
        CHECK(line.stage.relay.totals(line.route).bytes_sent == 4);
        CHECK(line.stage.relay.totals(line.route).bytes_received == 4);
    }
    TEST_CASE("a server that speaks first is heard") {
        Line line;
        line.far_end().send("220 ready");
        CHECK(line.client_has("220 ready"));
    }
    TEST_CASE("an end in one direction is passed on, and the other goes on") {
        Line line;
        line.client->send("question");
        line.client->finish();
        REQUIRE(line.server_has("question"));
        CHECK(line.stage.turn_until([&] { return line.far_end().ended(); }));
        line.far_end().send("answer");
        CHECK(line.client_has("answer"));
        CHECK_FALSE(line.client->ended());
        line.far_end().finish();
        CHECK(line.stage.turn_until([&] { return line.client->ended(); }));
        CHECK(line.stage.relay.totals(line.route).active == 0);
    }
    TEST_CASE("a reset is passed on as a reset") {
        Line line;
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(line.far_end().fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        line.peer.reset();
        CHECK(line.stage.turn_until([&] { return line.client->broken(); }));
    }
    TEST_CASE("whoever reads slowly is sent less, and the relay holds little for them") {
        Line line;
        Peer& server = line.far_end();
        const std::string block(1 << 20U, 'x');
        std::size_t sent = 0;
        std::size_t rounds_without = 0;
        while (rounds_without < 50) {
            const std::size_t taken = server.send(block);
            sent += taken;
            rounds_without = taken == 0 ? rounds_without + 1 : 0;
            line.stage.turn(1ms);
        }
        // What is under way is what two pairs of socket buffers hold, give or take the relay's 16 KiB.
        const std::size_t through = line.stage.relay.totals(line.route).bytes_received;
        CHECK(through < sent);
        std::size_t received = 0;
        CHECK(line.stage.turn_until([&] {
            received = line.client->received().size();
            return received == sent;
        }));
    }
    TEST_CASE("a refused connection is reset before any byte") {
        Line line(Treatment{.connect = Treatment::Connect::refused});
        CHECK(line.stage.turn_until([&] { return line.client->broken(); }));
        CHECK(line.client->received().empty());
        CHECK_FALSE(line.server.accept());
    }
    TEST_CASE("an upstream that is not there resets the client, and is counted") {
        RelayStage stage;
        const std::uint32_t route = stage.add(net::RelayProtocol::tcp, free_port());
        Peer client = Peer::connect(stage.port(route));
        CHECK(stage.turn_until([&] { return client.broken(); }));
        CHECK(stage.relay.totals(route).unreachable == 1);
    }
    TEST_CASE("an upstream that never answers keeps nobody else waiting") {
        const DeafPort deaf;
        RelayStage stage;
        const std::string url = deaf.url();
        const auto deaf_number = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
        const std::uint32_t dead = stage.add(net::RelayProtocol::tcp, deaf_number);
        HandServer server;
        const std::uint32_t alive = stage.add(net::RelayProtocol::tcp, server.port());
        const Peer waiting = Peer::connect(stage.port(dead));
        stage.turn(1ms);
        Peer client = Peer::connect(stage.port(alive));
        std::optional<Peer> peer;
        REQUIRE(stage.turn_until([&] { return (peer = server.accept()).has_value(); }));
        peer->send("here");
        CHECK(stage.turn_until([&] { return client.received() == "here"; }));
    }
    TEST_CASE("a black hole takes nothing, and lets everything pass once it is gone") {
        Line line(Treatment{.answer = Treatment::Answer::none});
        line.client->send("anybody?");
        line.stage.turn(5ms);
        line.stage.turn(5ms);
        CHECK_FALSE(line.server.accept());
        line.treat({});
        REQUIRE(line.server_has("anybody?"));
        line.far_end().send("yes");
        CHECK(line.client_has("yes"));
    }
    TEST_CASE("a black hole on a live connection stops it, and its end lets it go on") {
        Line line;
        line.client->send("one");
        REQUIRE(line.server_has("one"));
        line.treat({.answer = Treatment::Answer::none});
        line.client->send(" two");
        line.far_end().send("reply");
        for (int turn = 0; turn < 5; ++turn) {
            line.stage.turn(2ms);
        }
        CHECK(line.client->received().empty());
        CHECK(line.far_end().received() == "one");
        line.treat({});
        CHECK(line.server_has("one two"));
        CHECK(line.client_has("reply"));
    }
    TEST_CASE("a live connection is reset as soon as the fault hits it") {
        Line line;
        line.client->send("one");
        REQUIRE(line.server_has("one"));
        line.treat({.answer = Treatment::Answer::reset});
        CHECK(line.stage.turn_until([&] { return line.client->broken(); }));
    }
    TEST_CASE("a reset comes after as many bytes as it lets pass") {
        Line line(Treatment{.answer = Treatment::Answer::reset, .answer_bytes = Bytes{3}});
        line.far_end().send("abcdef");
        CHECK(line.stage.turn_until([&] { return line.client->broken(); }));
    }
    TEST_CASE("the request arrives, then the connection is reset") {
        Line line(Treatment{.answer = Treatment::Answer::lost});
        line.client->send("do it");
        CHECK(line.stage.turn_until([&] { return line.client->broken(); }));
        CHECK(line.server_has("do it"));
    }
    TEST_CASE("silence after some bytes, the rest when the fault has gone") {
        Line line(Treatment{.answer = Treatment::Answer::silent, .answer_bytes = Bytes{3}});
        line.far_end().send("abcdef");
        REQUIRE(line.client_has("abc"));
        line.stage.turn(5ms);
        CHECK(line.client->received() == "abc");
        CHECK_FALSE(line.client->ended());
        line.treat({});
        CHECK(line.client_has("abcdef"));
    }
    TEST_CASE("a truncated stream ends in good order") {
        Line line(Treatment{.answer = Treatment::Answer::truncated, .answer_bytes = Bytes{4}});
        line.client->send("unread");
        line.far_end().send("abcdef");
        CHECK(line.stage.turn_until([&] { return line.client->ended(); }));
        CHECK(line.client->received() == "abcd");
        CHECK_FALSE(line.client->broken());
    }
    TEST_CASE("damage changes bytes and leaves their number") {
        Line line(Treatment{.damage = Treatment::Damage::head});
        line.far_end().send("HTTP/1.1 200 OK and more of it");
        CHECK(line.stage.turn_until([&] { return line.client->received().size() == 30; }));
        CHECK(line.client->received().substr(0, 4) != "HTTP");
        CHECK(line.client->received().substr(16) == "and more of it");
    }
    TEST_CASE("latency holds bytes back for its time, and no longer") {
        Line line({}, 30ms);
        Peer& server = line.far_end();
        const Instant before = line.stage.clock.read();
        server.send("late");
        REQUIRE(line.client_has("late"));
        CHECK(line.stage.clock.read() - before >= 30ms);
    }
    TEST_CASE("bandwidth and slices make a transfer take its time") {
        Line line(Treatment{.per_second = Bytes{100'000}});
        Peer& server = line.far_end();
        const Instant before = line.stage.clock.read();
        server.send(std::string(5'000, 'x'));
        REQUIRE(line.stage.turn_until([&] { return line.client->received().size() == 5'000; }));
        // The last quantum costs nothing: nobody waits behind it.
        CHECK(line.stage.clock.read() - before >= 39ms);
    }
    TEST_CASE("slow connections go on at full speed once the fault has gone") {
        Line line(Treatment{.slice = Bytes{1}, .slice_pause = 1h});
        line.far_end().send("abc");
        REQUIRE(line.client_has("a"));
        line.treat({});
        CHECK(line.client_has("abc"));
    }
    TEST_CASE("a closed route refuses and resets, a reopened one serves") {
        Line line;
        line.client->send("x");
        REQUIRE(line.server_has("x"));
        const std::uint16_t port = line.stage.port(line.route);
        line.stage.relay.close(line.stage.clock.read(), line.route);
        CHECK(line.client->broken());
        net::Fd refused(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const auto address = net::SocketAddress::loopback(port);
        CHECK(::connect(refused.get(), address.get(), address.length()) != 0);
        REQUIRE(line.stage.relay.reopen(line.route));
        Peer again = Peer::connect(port);
        std::optional<Peer> peer;
        CHECK(line.stage.turn_until([&] { return (peer = line.server.accept()).has_value(); }));
    }
    TEST_CASE("a port that is taken is an error that names it") {
        RelayStage stage;
        HandServer taken;
        const auto route = stage.relay.add({.listen = net::SocketAddress::loopback(taken.port()),
                                            .upstream = net::SocketAddress::loopback(taken.port()),
                                            .judge = {}});
        REQUIRE_FALSE(route.has_value());
        CHECK(route.error().find(std::to_string(taken.port())) != std::string::npos);
        CHECK(route.error().find("in use") != std::string::npos);
    }
    TEST_CASE("two thousand connections are held, and all of them work") {
        constexpr std::size_t many = 2'000;
        REQUIRE(net::check_file_limit(4 * many + 100).has_value());
        RelayStage stage;
        HandServer server;
        const std::uint32_t route = stage.add(net::RelayProtocol::tcp, server.port());
        std::vector<Peer> clients;
        std::vector<Peer> peers;
        for (std::size_t count = 0; count < many; ++count) {
            clients.push_back(Peer::connect(stage.port(route)));
            stage.turn(0ms);
            while (auto peer = server.accept()) {
                peers.push_back(std::move(*peer));
            }
        }
        REQUIRE(stage.turn_until([&] {
            while (auto peer = server.accept()) {
                peers.push_back(std::move(*peer));
            }
            return peers.size() == many;
        }));
        CHECK(stage.relay.totals(route).active == many);
        for (Peer& peer : peers) {
            peer.send("x");
        }
        CHECK(stage.turn_until([&] {
            return std::all_of(clients.begin(), clients.end(),
                               [](Peer& client) { return client.received() == "x"; });
        }));
        clients.clear();
        CHECK(stage.turn_until([&] {
            return std::all_of(peers.begin(), peers.end(), [](Peer& peer) { return peer.ended(); });
        }));
    }
}

}  // namespace fortify::test
