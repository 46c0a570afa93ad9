// Goal: what a plan for the proxies says is brought about whole or not at all, and what changes while they
// run takes hold. Method: the server of `fortify proxy` within this process, ports that others hold.
#include "net/proxy/proxy_server.hpp"

#include "integration/support/client.hpp"
#include "integration/support/relay_stage.hpp"
#include "integration/support/rogue_server.hpp"
#include "net/clock.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <thread>

#include <sys/socket.h>

namespace fortify::test {

namespace {

run::ProxyPlan proxy(const std::string& name, std::uint16_t port, std::uint16_t upstream) {
    run::ProxyPlan plan;
    plan.name = name;
    plan.listen = "127.0.0.1:" + std::to_string(port);
    plan.upstream = "127.0.0.1:" + std::to_string(upstream);
    return plan;
}

// Another program that listens on a port, though a closed proxy holds it.
net::Fd occupy(std::uint16_t port) {
    net::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int one = 1;
    const auto address = net::SocketAddress::loopback(port);
    REQUIRE(::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0);
    REQUIRE(::bind(fd.get(), address.get(), address.length()) == 0);
    REQUIRE(::listen(fd.get(), 1) == 0);
    return fd;
}

std::unique_ptr<net::ProxyServer> server_for(const run::Plan& plan) {
    auto server = net::ProxyServer::create({.seed = 1, .allow = plan.safety.allow});
    REQUIRE(server);
    REQUIRE((*server)->apply(plan));
    return std::move(*server);
}

// Lets it serve, on a thread of its own, until the test has seen enough.
class Serving {
public:
    explicit Serving(net::ProxyServer& server)
        : server_(server), thread_([this] { server_.run(clock_, {}); }) {
    }
    ~Serving() {
        server_.stop();
        thread_.join();
    }
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;

private:
    net::Clock clock_;
    net::ProxyServer& server_;
    std::thread thread_;
};

}  // namespace

TEST_SUITE("net::ProxyServer, plans that come while it runs") {
    TEST_CASE("a port that is taken leaves all proxies, old and new, as they were") {
        const std::uint16_t first = free_port();
        const std::uint16_t second = free_port();
        const std::uint16_t third = free_port();
        run::Plan plan;
        plan.proxies = {proxy("a", first, 1), proxy("b", second, 1)};
        plan.proxies[0].enabled = false;
        plan.proxies[1].enabled = false;
        const auto server = server_for(plan);
        CHECK_FALSE(server->snapshots()[0].open);

        run::Plan wanted = plan;
        wanted.proxies[0].enabled = true;
        wanted.proxies[1].enabled = true;
        wanted.proxies.insert(wanted.proxies.begin(), proxy("new", third, 1));
        net::Fd other = occupy(second);
        const auto refused = server->apply(wanted);
        REQUIRE_FALSE(refused);
        CHECK(refused.error() ==
              "proxy b: cannot listen on 127.0.0.1:" + std::to_string(second) + ": Address already in use");
        REQUIRE(server->snapshots().size() == 2);
        CHECK(server->snapshots()[0].name == "a");
        CHECK_FALSE(server->snapshots()[0].open);
        CHECK_FALSE(server->snapshots()[1].open);
        occupy(third).reset();

        other.reset();
        REQUIRE(server->apply(wanted));
        REQUIRE(server->snapshots().size() == 3);
        for (const auto& snapshot : server->snapshots()) {
            CHECK(snapshot.open);
        }
    }
    TEST_CASE("an upstream that is not allowed changes nothing either") {
        run::Plan plan;
        plan.proxies = {proxy("a", free_port(), 1)};
        const auto server = server_for(plan);
        run::Plan wanted;
        wanted.proxies = {proxy("b", free_port(), 1), proxy("far", free_port(), 1)};
        wanted.proxies[1].upstream = "192.0.2.1:80";
        REQUIRE_FALSE(server->apply(wanted));
        REQUIRE(server->snapshots().size() == 1);
        CHECK(server->snapshots()[0].open);
    }
    TEST_CASE("a proxy that is told to speak HTTP does so from then on, at its old port") {
        HandServer upstream;
        const std::uint16_t port = free_port();
        run::Plan plan;
        plan.proxies = {proxy("a", port, upstream.port())};
        const auto server = server_for(plan);
        {
            const Serving serving(*server);
            Peer client = Peer::connect(port);
            client.send("no HTTP\r\n\r\n");
            std::optional<Peer> far_end;
            REQUIRE(comes_true([&] { return far_end || (far_end = upstream.accept()); }));
            CHECK(comes_true([&] { return far_end->received() == "no HTTP\r\n\r\n"; }));
        }
        Peer old_client = Peer::connect(port);
        plan.proxies[0].protocol = run::ProxyPlan::Protocol::http;
        REQUIRE(server->apply(plan));
        const Serving serving(*server);
        Peer client = Peer::connect(port);
        client.send("no HTTP\r\n\r\n");
        CHECK(comes_true([&] { return client.received().find("HTTP/1.1 400") == 0; }));
    }
    TEST_CASE("new connections go to the new upstream, those there are stay") {
        HandServer before;
        HandServer later;
        const std::uint16_t port = free_port();
        run::Plan plan;
        plan.proxies = {proxy("a", port, before.port())};
        const auto server = server_for(plan);
        std::optional<Peer> far_end;
        Peer client = Peer::connect(port);
        {
            const Serving serving(*server);
            REQUIRE(comes_true([&] { return far_end || (far_end = before.accept()); }));
        }
        plan.proxies[0].upstream = "127.0.0.1:" + std::to_string(later.port());
        REQUIRE(server->apply(plan));
        const Serving serving(*server);
        client.send("ping");
        CHECK(comes_true([&] { return far_end->received() == "ping"; }));
        const Peer another = Peer::connect(port);
        std::optional<Peer> new_end;
        CHECK(comes_true([&] { return new_end || (new_end = later.accept()); }));
    }
}

}  // namespace fortify::test
