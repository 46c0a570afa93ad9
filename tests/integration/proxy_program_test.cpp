// Goal: `fortify proxy` works between programs that others wrote. Method: the program itself with a file
// and a control interface; curl and redis-cli are its clients, redis-server and a server of the test
// its upstreams. A test that misses one says so and counts as passed.
#include "integration/support/proxy_program.hpp"

#include "integration/support/client.hpp"
#include "integration/support/process.hpp"
#include "integration/support/rogue_server.hpp"
#include "net/socket_address.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/socket.h>

namespace fortify::test {

namespace {

bool somebody_listens(std::uint16_t port) {
    const net::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = net::SocketAddress::loopback(port);
    return ::connect(fd.get(), address.get(), address.length()) == 0;
}

}  // namespace

TEST_SUITE("fortify proxy, with other programs") {
    TEST_CASE("curl comes back after the time that a 503 asks for") {
        if (!find_program("curl")) {
            MESSAGE("curl is not installed");
            return;
        }
        const RogueServer server({.answer = good_answer, .end = Script::End::keep, .good_before = 1'000});
        const std::string& url = server.url();
        const auto upstream = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
        const Proxy proxy("http", upstream,
                          "[[fault]]\nid = \"busy\"\nkind = \"status\"\nstatus = 503\nretry_after = "
                          "\"1s\"\nwhen = { first = 1 }\n");
        const Finished fetched = run_program(
            {*find_program("curl"), "-s", "--retry", "2", "-w", "%{http_code} %{num_retries}", proxy.url()});
        CHECK(fetched.status == 0);
        CHECK(has(fetched.output, "200"));
        CHECK(server.requests().size() == 1);
        const Finished counters = proxy.control("GET", "/proxies/front/faults/busy");
        CHECK(has(counters.output, "\"eligible\": 2"));
        CHECK(has(counters.output, "\"fired\": 1"));
    }

    TEST_CASE("redis-cli waits in a black hole and is answered when it is taken away") {
        const auto redis = find_program("redis-server");
        const auto cli = find_program("redis-cli");
        if (!redis || !cli || !find_program("curl")) {
            MESSAGE("redis-server, redis-cli or curl is not installed");
            return;
        }
        const std::uint16_t port = free_port();
        const Background server(
            {*redis, "--port", std::to_string(port), "--bind", "127.0.0.1", "--save", ""});
        const auto ping = [&](std::uint16_t where) {
            return run_program({*cli, "-h", "127.0.0.1", "-p", std::to_string(where), "ping"});
        };
        REQUIRE(comes_true([&] { return ping(port).output == "PONG\n"; }));
        const Proxy proxy("tcp", port, "");
        CHECK(ping(proxy.port()).output == "PONG\n");
        CHECK(
            has(proxy.control("POST", "/proxies/front/faults", R"({"id":"hole","kind":"black_hole"})").output,
                "\n201"));
        Finished held;
        std::thread client([&] { held = ping(proxy.port()); });
        CHECK(comes_true(
            [&] { return has(proxy.control("GET", "/proxies/front/faults/hole").output, "\"fired\": 1"); }));
        CHECK(has(proxy.control("GET", "/proxies/front").output, "\"active\": 1"));
        CHECK(has(proxy.control("DELETE", "/proxies/front/faults/hole").output, "204"));
        client.join();
        CHECK(held.output == "PONG\n");
    }

    TEST_CASE("what is wrong in a request is told as in a file, and changes nothing") {
        if (!find_program("curl")) {
            MESSAGE("curl is not installed");
            return;
        }
        const Proxy proxy("tcp", free_port(), "");
        const auto add = [&](const std::string& body) {
            return proxy.control("POST", "/proxies/front/faults", body).output;
        };
        CHECK(has(add("{not json"), "\n400"));
        CHECK(has(add(R"({"id":"x","kind":"latncy"})"), "did you mean \\\"latency\\\"?"));
        CHECK(has(add(R"({"id":"x","kind":"status"})"), "F0903"));
        CHECK(has(add(R"({"id":"x","kind":"reset","probability":2})"), "F0111"));
        CHECK(has(add(R"({"id":"x","kind":"reset","surprise":1})"), "F0107"));
        CHECK(has(proxy.control("GET", "/proxies/front/faults").output, "\"faults\": []"));
        CHECK(has(add(R"({"id":"x","kind":"reset"})"), "\n201"));
        CHECK(has(add(R"({"id":"x","kind":"reset"})"), "\n409"));
        CHECK(has(proxy.control("PATCH", "/proxies/front/faults/x", R"({"probability":0.5})").output, "0.5"));
        CHECK(has(proxy.control("PUT", "/proxies/front/faults/x", R"({"kind":"refuse"})").output, "refuse"));
        CHECK(has(proxy.control("GET", "/proxies/nobody").output, "\n404"));
        CHECK(has(proxy.control("DELETE", "/health").output, "\n405"));
        CHECK(has(proxy.control("POST", "/reset").output, "204"));
        CHECK(has(proxy.control("GET", "/proxies/front/faults").output, "\"faults\": []"));
        CHECK(has(proxy
                      .control("POST", "/proxies",
                               R"({"name":"far","listen":"127.0.0.1:0","upstream":"192.0.2.1:80"})")
                      .output,
                  "not allowed"));
    }

    TEST_CASE("a proxy whose port another program has taken stays closed, and keeps its settings") {
        if (!find_program("curl")) {
            MESSAGE("curl is not installed");
            return;
        }
        const Proxy proxy("tcp", free_port(), "");
        const auto change = [&](const std::string& body) {
            return proxy.control("PATCH", "/proxies/front", body).output;
        };
        CHECK(has(change(R"({"enabled":false})"), "\n200"));
        {
            const net::Fd other(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
            const int one = 1;
            const auto address = net::SocketAddress::loopback(proxy.port());
            ::setsockopt(other.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
            REQUIRE(::bind(other.get(), address.get(), address.length()) == 0);
            REQUIRE(::listen(other.get(), 1) == 0);
            const std::string refused = change(R"({"enabled":true,"connect_timeout":"3s"})");
            CHECK(has(refused, "Address already in use; nothing was changed"));
            CHECK(has(refused, "\n409"));
        }
        const std::string settings = proxy.control("GET", "/proxies/front").output;
        CHECK(has(settings, "\"enabled\": false"));
        CHECK_FALSE(has(settings, "3s"));
        CHECK(has(change(R"({"enabled":true})"), "\"enabled\": true"));
    }

    TEST_CASE("SIGTERM ends it with its counters and exit code 0, a port in use with 2") {
        const TemporaryFolder folder;
        const std::string file = folder.path() + "/proxy.toml";
        const std::uint16_t port = free_port();
        std::ofstream(file) << "schema = 1\n[[proxy]]\nname = \"front\"\nlisten = \"" << loopback(port)
                            << "\"\nupstream = \"127.0.0.1:1\"\n";
        const Finished ended = run_program(
            {*find_program("timeout"), "--preserve-status", "-s", "TERM", "0.5", binary, "proxy", file});
        CHECK(ended.status == 0);
        CHECK(has(ended.output, "Proxies"));
        const Background first({binary, "proxy", file});
        REQUIRE(comes_true([&] { return somebody_listens(port); }));
        CHECK(run_program({binary, "proxy", "--for", "1ms", file}).status == 2);
    }

    TEST_CASE("a control interface for others needs to be meant, and a token") {
        CHECK(run_program({binary, "proxy", "--control", "0.0.0.0:0", "--for", "1ms"}).status == 2);
        CHECK(run_program({binary, "proxy", "--control", "0.0.0.0:0", "--control-remote", "--for", "1ms"})
                  .status == 2);
        const TemporaryFolder folder;
        std::ofstream(folder.path() + "/token") << "sesame\n";
        CHECK(run_program({binary, "proxy", "--control", "0.0.0.0:0", "--control-remote", "--for", "1ms",
                           "--control-token-file", folder.path() + "/token"})
                  .status == 0);
        const auto curl = find_program("curl");
        if (!curl) {
            MESSAGE("curl is not installed");
            return;
        }
        const std::uint16_t port = free_port();
        const Background proxy(
            {binary, "proxy", "--control", loopback(port), "--control-token-file", folder.path() + "/token"});
        const auto status = [&](const std::string& header) {
            return run_program({*curl, "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", header,
                                "http://" + loopback(port) + "/health"})
                .output;
        };
        REQUIRE(comes_true([&] { return status("X: y") == "401"; }));
        CHECK(status("Authorization: Bearer sesam") == "401");
        CHECK(status("Authorization: Bearer sesame") == "200");
    }
}

}  // namespace fortify::test
