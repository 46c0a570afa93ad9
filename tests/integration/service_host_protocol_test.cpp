// Goal: the built-in service holds its ground on the level of bytes. Method: a raw socket that sends
// ahead, in pieces, too much, or nonsense.
#include "integration/support/client.hpp"
#include "net/fd.hpp"
#include "net/server/service_host.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace fortify::test {
namespace {

const std::string plain_get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

class RawClient {
public:
    explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    }

    void send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            REQUIRE(sent > 0);
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    // Everything up to the end of the connection.
    [[nodiscard]] std::string receive_all() const {
        std::string all;
        while (receive_some(all)) {
        }
        return all;
    }
    // Until that many status lines have come.
    [[nodiscard]] std::string receive_answers(std::size_t wanted) const {
        std::string all;
        while (answers_in(all) < wanted && receive_some(all)) {
        }
        return all;
    }
    void say_no_more() const {
        ::shutdown(fd_.get(), SHUT_WR);
    }
    [[nodiscard]] static std::size_t answers_in(const std::string& text) {
        std::size_t count = 0;
        for (std::size_t at = text.find("HTTP/1.1 "); at != std::string::npos;
             at = text.find("HTTP/1.1 ", at + 1)) {
            ++count;
        }
        return count;
    }

private:
    bool receive_some(std::string& all) const {
        pollfd wanted{fd_.get(), POLLIN, 0};
        REQUIRE(::poll(&wanted, 1, 20'000) == 1);
        std::array<char, 4096> buffer;
        const ssize_t length = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
        all.append(buffer.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
        return length > 0;
    }

    net::Fd fd_;
};

std::unique_ptr<net::ServiceHost> start_service(Duration time) {
    auto host = net::ServiceHost::start(
        {.config = {
             .name = "shop", .workers = 1, .service_time = Distribution(Distribution::Constant{time})}});
    REQUIRE(host.has_value());
    (*host)->begin(net::Clock().epoch());
    return std::move(host).value();
}

}  // namespace

TEST_SUITE("net::ServiceHost, bytes") {
    TEST_CASE("requests sent ahead are answered in order, one after the other") {
        for (const Duration time : {Duration{0}, Duration{2ms}}) {
            const auto host = start_service(time);
            const RawClient client(host->port());
            const std::string health = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
            client.send(plain_get + health + plain_get + health +
                        "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + plain_get);
            const std::string all = client.receive_all();
            CHECK(RawClient::answers_in(all) == 5);
            const std::size_t first_work = all.find("OK\n");
            const std::size_t first_health = all.find("healthy");
            REQUIRE(first_work != std::string::npos);
            REQUIRE(first_health != std::string::npos);
            CHECK(first_work < first_health);
            CHECK(host->stop().arrived == 3);
        }
    }

    TEST_CASE("a request may come byte by byte") {
        const auto host = start_service(0ms);
        const RawClient client(host->port());
        for (const char letter : plain_get) {
            client.send({&letter, 1});
        }
        CHECK(client.receive_answers(1).find("HTTP/1.1 200 OK\r\n") == 0);
    }

    TEST_CASE("nonsense is answered and the connection closed") {
        const auto host = start_service(0ms);
        const auto answer_to = [&](const std::string& bytes) {
            const RawClient client(host->port());
            client.send(bytes);
            return client.receive_all().substr(0, 12);
        };
        CHECK(answer_to("hello there\r\n\r\n") == "HTTP/1.1 400");
        CHECK(answer_to(std::string("\x16\x03\x01\x02\n", 5)) == "HTTP/1.1 400");
        CHECK(answer_to("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(60'000, 'x')) == "HTTP/1.1 431");
        CHECK(answer_to("GET /" + std::string(20'000, 'x')) == "HTTP/1.1 414");
        CHECK(answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n") ==
              "HTTP/1.1 413");
        CHECK(answer_to("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == "HTTP/1.1 505");
        CHECK(Client(host->url() + "/health").fetch().status == 200);
    }

    TEST_CASE("a client that sends ahead without end is not read without end") {
        const auto host = start_service(1h);
        const RawClient client(host->port());
        client.send(plain_get);
        // More than the service holds back, less than the socket buffers: it must stay quiet and alive.
        client.send(std::string(200'000, 'x'));
        CHECK(Client(host->url() + "/health").fetch().status == 200);
        CHECK(host->stop().in_service == 1);
    }

    TEST_CASE("a client that closes within a request disturbs nobody") {
        const auto host = start_service(0ms);
        for (const std::size_t length : {std::size_t{0}, std::size_t{5}, plain_get.size() - 1}) {
            const RawClient client(host->port());
            client.send(plain_get.substr(0, length));
            client.say_no_more();
            CHECK(client.receive_all().empty());
        }
        CHECK(Client(host->url()).fetch().status == 200);
        CHECK(host->stop().arrived == 1);
    }

    TEST_CASE("a client that goes leaves its work behind") {
        const auto host = start_service(300ms);
        {
            const RawClient client(host->port());
            client.send(plain_get);
        }
        CHECK(Client(host->url()).fetch().status == 200);
        const auto totals = host->stop();
        CHECK(totals.arrived == 2);
        CHECK(totals.abandoned == 1);
        CHECK(totals.wasted == 300ms);
    }

    TEST_CASE("many clients at once") {
        const auto host = start_service(0ms);
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int count = 0; count < 500; ++count) {
            clients.push_back(std::make_unique<RawClient>(host->port()));
            clients.back()->send(plain_get);
        }
        for (const auto& client : clients) {
            CHECK(client->receive_answers(1).find("HTTP/1.1 200 OK\r\n") == 0);
        }
        CHECK(host->stop().answered == 500);
    }
}

}  // namespace fortify::test
