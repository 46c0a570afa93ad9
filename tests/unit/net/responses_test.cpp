// Goal: the service's answers are HTTP that any client can frame. Method: their bytes.
#include "net/server/responses.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace fortify::net {

TEST_SUITE("net::Responses") {
    TEST_CASE("an answer has its length, and its head ends with the empty line") {
        Responses responses;
        const Response& ok = responses.get(200, Closing::keeps_alive);
        CHECK(ok.bytes == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nOK\n");
        CHECK(ok.bytes.substr(ok.head) == "OK\n");
        CHECK(ok.bytes.substr(ok.head - 4, 4) == "\r\n\r\n");
    }
    TEST_CASE("an answer is as long as it is told, its head included") {
        for (const std::size_t size : std::vector<std::size_t>{100, 512, 1'000, 1'024, 100'000}) {
            Responses responses{Bytes{size}};
            const Response& ok = responses.get(200, Closing::keeps_alive);
            CAPTURE(size);
            CHECK(ok.bytes.size() <= size);
            CHECK(ok.bytes.size() + 2 > size);
            const std::string length =
                "\r\nContent-Length: " + std::to_string(ok.bytes.size() - ok.head) + "\r\n";
            CHECK(ok.bytes.find(length) != std::string::npos);
        }
    }
    TEST_CASE("the last answer says so") {
        Responses responses;
        CHECK(responses.get(503, Closing::closes).bytes.find("\r\nConnection: close\r\n") !=
              std::string::npos);
        CHECK(responses.get(503, Closing::keeps_alive).bytes.find("Connection") == std::string::npos);
    }
    TEST_CASE("statuses without a body have none") {
        for (const std::uint16_t status : {std::uint16_t{204}, std::uint16_t{304}}) {
            const Response response = make_response(status, Closing::keeps_alive, "text/plain", "lost");
            CHECK(response.head == response.bytes.size());
            CHECK(response.bytes.find("Content-Length") == std::string::npos);
        }
    }
    TEST_CASE("any status can be sent") {
        Responses responses;
        CHECK(responses.get(599, Closing::keeps_alive).bytes.find("HTTP/1.1 599 Unassigned\r\n") == 0);
    }
}

}  // namespace fortify::net
