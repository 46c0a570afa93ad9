// Goal: attempts go out as the plan says, to allowed addresses only, over few connections, and cancel is
// final. Method: the curl wire against a server that writes down what it was sent.
#include "integration/support/client.hpp"
#include "integration/support/process.hpp"
#include "integration/support/rogue_server.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

namespace fortify::test {
namespace {

const Script polite{.answer = good_answer, .end = Script::End::keep};

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("net::CurlWire, requests") {
    TEST_CASE("attempts one after the other share a connection") {
        const RogueServer server(polite);
        Client client(server.url());
        for (int count = 0; count < 50; ++count) {
            REQUIRE(client.fetch().status == 200);
        }
        CHECK(server.connections() == 1);
        CHECK(client.wire().totals().connections == 1);
    }

    TEST_CASE("attempts beside each other each end once") {
        const RogueServer server(polite);
        Client client(server.url());
        for (int round = 1; round <= 3; ++round) {
            for (std::uint32_t slot = 0; slot < 100; ++slot) {
                client.start(slot);
            }
            const auto expected = static_cast<std::size_t>(100 * round);
            REQUIRE(client.turn_until([&] { return client.done.size() >= expected; }));
            std::vector<int> ends(100);
            for (std::size_t index = expected - 100; index < expected; ++index) {
                CHECK(client.done[index].result.status == 200);
                ++ends[client.done[index].slot];
            }
            CHECK(ends == std::vector<int>(100, 1));
        }
        CHECK(client.wire().totals().connections <= 100);
        CHECK(client.wire().totals().socket_failures == 0);
    }

    TEST_CASE("method, path, headers and body arrive") {
        const RogueServer server(polite);
        auto options = options_for(server.url());
        options.endpoints[0].requests = {
            {.path = "/plain"},
            {.method = "POST", .path = "/post", .headers = {{"x-tag", "a b"}}, .body = "12345"},
            {.method = "DELETE", .path = "/item"},
            {.method = "HEAD", .path = "/../head"},
            {.method = "PUT", .path = "/put", .body = "123"},
            {.method = "POST", .path = "/empty"},
        };
        Client client(options);
        const auto send = [&](std::uint16_t request) {
            const std::size_t before = client.done.size();
            client.start({.slot = 0, .request = request});
            REQUIRE(client.turn_until([&] { return client.done.size() > before; }));
            CHECK(client.done.back().result.status == 200);
            return server.requests().back();
        };
        const std::string plain = send(0);
        CHECK(plain.find("GET /plain HTTP/1.1\r\n") == 0);
        CHECK_MESSAGE(holds(plain, "User-Agent: fortify\r\n"), plain);
        CHECK_FALSE(holds(plain, "X-Fortify"));
        const std::string post = send(1);
        CHECK(post.find("POST /post HTTP/1.1\r\n") == 0);
        CHECK(holds(post, "x-tag: a b\r\n"));
        CHECK(holds(post, "Content-Length: 5\r\n"));
        CHECK_FALSE(holds(post, "Content-Type"));
        CHECK(send(2).find("12345DELETE /item HTTP/1.1\r\n") == 0);
        CHECK(send(3).find("HEAD /../head HTTP/1.1\r\n") == 0);
    }

    TEST_CASE("the attempt header follows each attempt") {
        const RogueServer server(polite);
        auto options = options_for(server.url());
        options.endpoints[0].attempt_header = net::AttemptHeader::sent;
        Client client(options);
        static_cast<void>(client.fetch(18'446'744'073'709'551'615U, 4'294'967'295U));
        static_cast<void>(client.fetch(7, 2));
        const auto requests = server.requests();
        REQUIRE(requests.size() == 2);
        CHECK(holds(requests[0], "\r\nX-Fortify-Attempt: 18446744073709551615/4294967295\r\n"));
        CHECK(holds(requests[1], "\r\nX-Fortify-Attempt: 7/2\r\n"));
    }

    TEST_CASE("only allowed addresses are connected to") {
        const RogueServer server(polite);
        auto options = options_for(server.url());
        options.allow = {"10.0.0.0/8"};
        CHECK(Client(options).fetch().cause == Cause::forbidden);
        options.allow = {};
        CHECK(Client(options).fetch().cause == Cause::forbidden);
        CHECK(server.connections() == 0);

        const std::string by_name = "http://localhost" + server.url().substr(server.url().rfind(':'));
        options = options_for(by_name);
        options.allow = {"elsewhere"};
        CHECK(Client(options).fetch().cause == Cause::forbidden);
        options.allow = {"LOCALHOST"};
        CHECK(Client(options).fetch().status == 200);
    }

    TEST_CASE("a redirect is an answer, not an invitation") {
        const ClosedPort elsewhere;
        const RogueServer server(
            {.answer = "HTTP/1.1 301 X\r\nLocation: " + elsewhere.url() + "\r\nContent-Length: 0\r\n\r\n"});
        CHECK(Client(server.url()).fetch().status == 301);
    }

    TEST_CASE("proxies of the environment are not used") {
        const ClosedPort proxy;
        const RogueServer server(polite);
        REQUIRE(::setenv("http_proxy", proxy.url().c_str(), 1) == 0);
        REQUIRE(::setenv("ALL_PROXY", proxy.url().c_str(), 1) == 0);
        CHECK(Client(server.url()).fetch().status == 200);
        ::unsetenv("http_proxy");
        ::unsetenv("ALL_PROXY");
    }

    TEST_CASE("a unix socket is always local") {
        const TemporaryFolder folder;
        const std::string path = folder.path() + "/socket";
        const RogueServer server(polite, path);
        auto options = options_for("http://any-name/x");
        options.allow = {};
        options.endpoints[0].unix_socket = path;
        Client client(options);
        CHECK(client.fetch().status == 200);
        CHECK(server.requests().front().find("GET /x HTTP/1.1\r\nHost: any-name\r\n") == 0);
    }

    TEST_CASE("cancel is final, and the server sees the client go") {
        const RogueServer server({.answer = "HTTP/1.1 200 OK\r\n", .end = Script::End::keep});
        Client client(server.url());
        client.start(3);
        client.start(4);
        REQUIRE(client.turn_until([&] { return server.requests().size() == 2; }));
        client.cancel(3);
        client.cancel(4);
        CHECK(client.turn_until([&] { return server.left() == 2; }));
        CHECK(client.done.empty());
    }

    TEST_CASE("a result that waits to be fetched can still be cancelled") {
        const ClosedPort closed;
        Client client(closed.url());
        client.start(0);
        client.start(1);
        while (client.wire().next_wakeup() != run_start) {
            client.wire().flush(client.clock().read());
        }
        client.cancel(0);
        client.cancel(0);
        REQUIRE(client.turn_until([&] { return !client.done.empty(); }));
        CHECK(client.turn_until([&, turns = 0]() mutable { return ++turns > 20; }));
        REQUIRE(client.done.size() == 1);
        CHECK(client.done.front().slot == 1);
    }

    TEST_CASE("a wire can be destroyed with attempts under way") {
        const RogueServer server({.end = Script::End::keep});
        {
            Client client(server.url());
            for (std::uint32_t slot = 0; slot < 10; ++slot) {
                client.start(slot);
            }
            REQUIRE(client.turn_until([&] { return server.requests().size() == 10; }));
        }
        CHECK(comes_true([&] { return server.left() == 10; }));
    }

    TEST_CASE("what cannot be a target is refused before anything is sent") {
        auto loop = net::Loop::create();
        REQUIRE(loop.has_value());
        CHECK_FALSE(net::CurlWire::create(*loop, options_for("gopher://127.0.0.1/")).has_value());
        auto options = options_for("http://127.0.0.1/");
        options.allow = {"not/an/address"};
        const auto wire = net::CurlWire::create(*loop, options);
        REQUIRE_FALSE(wire.has_value());
        CHECK(wire.error().find("safety.allow") == 0);
    }
}

}  // namespace fortify::test
