// Goal: through the proxy real servers answer as they do without it, real clients show their own policies,
// and peers that do not behave cost it neither memory nor other connections. Method: the program itself
// between nginx, curl, urllib3 and sockets of the test. A test that misses one says so and counts as passed.
#include "integration/support/nginx.hpp"
#include "integration/support/proxy_program.hpp"
#include "integration/support/relay_stage.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace fortify::test {

namespace {

std::string file_text(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// A web server with a file of 300 kB, which it sends with its length, and in chunks below /chunked.
class WebServer {
public:
    explicit WebServer(const std::string& nginx) : port_(free_port()) {
        std::ofstream(folder() + "/large") << body();
        std::ofstream(folder() + "/conf") << nginx_configuration(
            folder(), "server { listen " + loopback(port_) + "; root " + folder() +
                          "; location /chunked { alias " + folder() + "/large; ssi on; ssi_types *; }\n" +
                          "location /ok { return 200 fine; } }\n");
        process_.emplace(nginx_command(nginx, folder()));
        REQUIRE(
            comes_true([this] { return Client("http://" + loopback(port_) + "/ok").fetch().status == 200; }));
    }
    [[nodiscard]] static std::string body() {
        std::string text;
        for (int line = 0; line < 30'000; ++line) {
            text += std::to_string(100'000'000 + line * 7919) + '\n';
        }
        return text;
    }
    [[nodiscard]] const std::string& folder() const {
        return folder_.path();
    }
    [[nodiscard]] std::uint16_t port() const {
        return port_;
    }

private:
    TemporaryFolder folder_;
    std::uint16_t port_;
    std::optional<Background> process_;
};

int number_after(const std::string& text, const std::string& key) {
    const std::size_t place = text.find(key);
    REQUIRE(place != std::string::npos);
    return std::stoi(text.substr(place + key.size()));
}

// In KiB, as the kernel counts it; 0 when there is no such line.
std::size_t memory_of(pid_t process, const std::string& what) {
    std::istringstream lines(file_text("/proc/" + std::to_string(process) + "/status"));
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(what + ":", 0) == 0) {
            return std::stoul(line.substr(what.size() + 1));
        }
    }
    return 0;
}

std::string busy(const std::string& when) {
    return "[[fault]]\nid = \"busy\"\nkind = \"status\"\nstatus = 503\nretry_after = \"1s\"\nwhen = { " +
           when + " }\n";
}

// What a Python program prints that has `pool` of urllib3 and `url`; nothing when it is not installed.
std::optional<std::string> urllib3(const std::string& url, const std::string& lines) {
    const std::string python = "/usr/bin/python3";
    if (run_program({"/bin/sh", "-c", python + " -c 'import urllib3'"}).status != 0) {
        MESSAGE("python3-urllib3 is not installed");
        return std::nullopt;
    }
    const std::string program =
        "import time, urllib3\nfrom urllib3.util import Retry, Timeout\npool = urllib3.PoolManager()\nurl = "
        "'" +
        url + "'\nbegin = time.monotonic()\n" + lines;
    const Finished finished = run_program({python, "-c", program});
    CHECK(finished.status == 0);
    return finished.output;
}

}  // namespace

TEST_SUITE("fortify proxy, between peers of all kinds") {
    TEST_CASE("nginx answers through it as it does without, and each request of a connection is decided") {
        const auto nginx = find_program("nginx");
        const auto curl = find_program("curl");
        if (!nginx || !curl) {
            MESSAGE("nginx or curl is not installed");
            return;
        }
        const WebServer server(*nginx);
        const Proxy proxy("http", server.port(), busy("every = 3"));
        const std::string out = server.folder() + "/got";
        const Finished fetched = run_program({*curl, "-s", "-w", "%{http_code} %{num_connects}\n", "-o",
                                              out + "#1", proxy.url() + "{large,chunked,large,chunked}"});
        CHECK(fetched.status == 0);
        CHECK(fetched.output == "200 1\n200 0\n503 0\n200 0\n");
        CHECK(file_text(out + "chunked") == WebServer::body());
        const std::string counters = proxy.control("GET", "/proxies/front").output;
        CHECK(has(counters, "\"connections\": 1,"));
        CHECK(has(counters, "\"requests\": 4,"));
        // With the length that nginx gave, though cut after some of it.
        CHECK(has(proxy
                      .control("PUT", "/proxies/front/faults/busy",
                               R"({"kind":"truncate","after":"100kB","match":{"path":"/large"}})")
                      .output,
                  "truncate"));
        const Finished cut = run_program({*curl, "-s", "-o", out, proxy.url() + "large"});
        CHECK(cut.status == 18);  // curl: a partial file
        CHECK(WebServer::body().rfind(file_text(out), 0) == 0);
        CHECK(run_program({*curl, "-s", "-o", out, proxy.url() + "chunked"}).status == 0);
        CHECK(file_text(out) == WebServer::body());
    }

    TEST_CASE("urllib3 retries as often as it is told, and waits as long as a 503 asks for") {
        const auto nginx = find_program("nginx");
        if (!nginx || !find_program("curl")) {
            MESSAGE("nginx or curl is not installed");
            return;
        }
        const WebServer server(*nginx);
        const Proxy proxy("http", server.port(), busy("first = 2"));
        const auto patient =
            urllib3(proxy.url() + "ok",
                    "answer = pool.request('GET', url, retries=Retry(3, status_forcelist=[503]))\n"
                    "print(answer.status, len(answer.retries.history), "
                    "time.monotonic() - begin >= 2)\n");
        if (!patient) {
            return;
        }
        CHECK(*patient == "200 2 True\n");
        CHECK(has(proxy.control("GET", "/proxies/front/faults/busy").output, "\"fired\": 2"));
        // With every answer busy it gives up after its last retry; a POST it does not repeat at all.
        const auto requests = [&] {
            return number_after(proxy.control("GET", "/proxies/front").output, "\"requests\": ");
        };
        REQUIRE(has(
            proxy.control("PUT", "/proxies/front/faults/busy", R"({"kind":"status","status":503})").output,
            "\n200"));
        const int before = requests();
        CHECK(urllib3(proxy.url() + "ok",
                      "try:\n    pool.request('GET', url, retries=Retry(2, status_forcelist=[503]))\n"
                      "except urllib3.exceptions.MaxRetryError as error:\n    print(error.reason)\n") ==
              "too many 503 error responses\n");
        CHECK(requests() == before + 3);
        CHECK(
            urllib3(proxy.url() + "ok",
                    "print(pool.request('POST', url, retries=Retry(2, status_forcelist=[503])).status)\n") ==
            "503\n");
        CHECK(requests() == before + 4);
        // A black hole: each attempt waits for its own timeout.
        REQUIRE(has(proxy.control("PUT", "/proxies/front/faults/busy", R"({"kind":"black_hole"})").output,
                    "\n200"));
        CHECK(urllib3(proxy.url() + "ok",
                      "try:\n    pool.request('GET', url, timeout=Timeout(read=0.2), retries=Retry(1))\n"
                      "except urllib3.exceptions.MaxRetryError as error:\n"
                      "    print(type(error.reason).__name__)\n") == "ReadTimeoutError\n");
        CHECK(requests() == before + 6);
    }

    TEST_CASE("a run drives a front door whose dependency fails at a proxy, and its report shows both") {
        const auto nginx = find_program("nginx");
        if (!nginx) {
            MESSAGE("nginx is not installed");
            return;
        }
        const TemporaryFolder folder;
        const std::uint16_t front = free_port();
        const std::uint16_t between = free_port();
        const std::uint16_t dependency = free_port();
        std::ofstream(folder.path() + "/conf") << nginx_configuration(
            folder.path(), "server { listen " + loopback(dependency) +
                               "; location / { return 200 price; } }\n" + "server { listen " +
                               loopback(front) + "; location / { proxy_pass http://" + loopback(between) +
                               "; proxy_next_upstream off; } }\n");
        const Background server(nginx_command(*nginx, folder.path()));
        REQUIRE(
            comes_true([&] { return Client("http://" + loopback(dependency) + "/").fetch().status == 200; }));
        std::ofstream(folder.path() + "/scenario.toml")
            << "schema = 1\nseed = 3\n[target.shop]\nurl = \"http://" << loopback(front)
            << "/\"\n[load]\nrate = \"50/s\"\n[[phase]]\nname = \"all\"\nduration = \"2s\"\n"
            << "[[proxy]]\nname = \"prices\"\nlisten = \"" << loopback(between) << "\"\nupstream = \""
            << loopback(dependency) << "\"\nprotocol = \"http\"\n"
            << "[[fault]]\nid = \"broken\"\nproxy = \"prices\"\nkind = \"status\"\nstatus = 500\n"
            << "when = { every = 4 }\n[[slo]]\nexpect = \"success_rate > 60%\"\n";
        const Finished run = run_program({binary, "run", "--json", "-", folder.path() + "/scenario.toml"});
        CHECK(run.status == 0);
        const std::size_t fault = run.output.find("\"id\": \"broken\"");
        REQUIRE(fault != std::string::npos);
        const std::string at_proxy = run.output.substr(fault);
        CHECK(has(at_proxy, "\"target\": \"prices\""));
        const int calls = number_after(run.output, "\"begun\": ");
        CHECK(calls > 50);
        CHECK(number_after(at_proxy, "\"eligible\": ") == calls);
        CHECK(number_after(at_proxy, "\"fired\": ") == calls / 4);
        CHECK(number_after(run.output, "\"failed\": ") == calls / 4);
    }
}

TEST_SUITE("fortify proxy, with peers that do not behave") {
    TEST_CASE("half-closed peers end when the other half does, also those behind a client that left") {
        HandServer upstream;
        const Proxy proxy("tcp", upstream.port(), "");
        const auto active = [&] {
            return number_after(proxy.control("GET", "/proxies/front").output, "\"active\": ");
        };
        const auto accepted = [&] {
            std::optional<Peer> peer;
            REQUIRE(comes_true([&] { return peer || (peer = upstream.accept()); }));
            return std::move(*peer);
        };
        Peer client = Peer::connect(proxy.port());
        Peer server = accepted();
        client.finish();
        CHECK(comes_true([&] { return server.ended(); }));
        server.send("late answer");
        CHECK(comes_true([&] { return client.received() == "late answer"; }));
        CHECK(active() == 1);
        server.finish();
        CHECK(comes_true([&] { return client.ended(); }));
        // The other way round: the server has said all, and still listens.
        Peer second = Peer::connect(proxy.port());
        Peer second_server = accepted();
        second_server.finish();
        CHECK(comes_true([&] { return second.ended(); }));
        second.send("more");
        CHECK(comes_true([&] { return second_server.received() == "more"; }));
        second.finish();
        CHECK(comes_true([&] { return second_server.ended() && active() == 0; }));
    }

    TEST_CASE("an upstream that is not there costs its clients their connection, and nobody else's") {
        HandServer upstream;
        const Proxy proxy("tcp", upstream.port(), "");
        const std::uint16_t nobody = free_port();
        const std::uint16_t dead = free_port();
        REQUIRE(has(proxy
                        .control("POST", "/proxies",
                                 R"({"name":"dead","listen":")" + loopback(dead) + R"(","upstream":")" +
                                     loopback(nobody) + "\"}")
                        .output,
                    "\n201"));
        for (int count = 0; count < 20; ++count) {
            Peer lost = Peer::connect(dead);
            CHECK(comes_true([&] { return lost.broken(); }));
        }
        CHECK(number_after(proxy.control("GET", "/proxies/dead").output, "\"unreachable\": ") == 20);
        Peer client = Peer::connect(proxy.port());
        client.send("ping");
        std::optional<Peer> server;
        REQUIRE(comes_true([&] { return server || (server = upstream.accept()); }));
        CHECK(comes_true([&] { return server->received() == "ping"; }));
        // A port in use is told in the answer, and the book has no such proxy afterwards.
        const Finished taken = proxy.control(
            "POST", "/proxies",
            R"({"name":"third","listen":")" + loopback(proxy.port()) + R"(","upstream":"127.0.0.1:1"})");
        CHECK(has(taken.output, "in use; nothing was changed"));
        CHECK(has(taken.output, "\n409"));
        CHECK(has(proxy.control("GET", "/proxies/third").output, "\n404"));
    }

    TEST_CASE("a client that does not read what 200 MB of an answer bring costs a bounded amount of memory") {
        HandServer upstream;
        const Proxy proxy("tcp", upstream.port(), "");
        Peer client = Peer::connect(proxy.port());
        std::optional<Peer> server;
        REQUIRE(comes_true([&] { return server || (server = upstream.accept()); }));
        const std::size_t before = memory_of(proxy.id(), "VmHWM");
        REQUIRE(before > 0);
        const std::string block(1 << 20U, 'x');
        constexpr std::size_t offered = std::size_t{200} << 20U;
        std::size_t taken = 0;
        std::size_t refused = 0;
        while (taken < offered && refused < 1'000) {
            const std::size_t now = server->send(block);
            taken += now;
            refused = now == 0 ? refused + 1 : 0;
            if (now == 0) {
                std::this_thread::yield();
            }
        }
        // The kernel's buffers hold some; then the upstream is told to wait.
        CHECK(taken < offered);
        CHECK(memory_of(proxy.id(), "VmHWM") < before + 4 * 1024);
        CHECK(comes_true([&] { return client.received().size() == taken; }));
    }
}

}  // namespace fortify::test
