// Goal: requests are read the same however the network cuts them. Method: each is fed whole and byte
// by byte.
#include "net/http1/request_parser.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fortify::net {
namespace {

using State = RequestParser::State;

void feed_bytewise(RequestParser& parser, std::string_view bytes) {
    for (std::size_t index = 0; index < bytes.size() && parser.state() == State::reading; ++index) {
        REQUIRE(parser.feed(bytes.substr(index, 1)) == 1);
    }
}

void feed_whole(RequestParser& parser, std::string_view bytes) {
    while (!bytes.empty() && parser.state() == State::reading) {
        bytes.remove_prefix(parser.feed(bytes));
    }
}

template <class Check>
void either_way(std::string_view bytes, const Check& check) {
    RequestParser whole;
    feed_whole(whole, bytes);
    check(whole);
    RequestParser pieces;
    feed_bytewise(pieces, bytes);
    check(pieces);
}

}  // namespace

TEST_SUITE("net::RequestParser") {
    TEST_CASE("a plain GET") {
        either_way("GET /a?b=c HTTP/1.1\r\nHost: x\r\nX-Fortify-Attempt:  7/2 \r\n\r\n",
                   [](const RequestParser& parser) {
                       REQUIRE(parser.state() == State::complete);
                       CHECK(parser.method() == "GET");
                       CHECK(parser.target() == "/a?b=c");
                       CHECK(parser.keeps_alive());
                       CHECK(parser.header("x-fortify-attempt") == std::string_view("7/2"));
                       CHECK_FALSE(parser.header("absent").has_value());
                   });
    }
    TEST_CASE("a body of known length is skipped") {
        either_way("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
                   [](const RequestParser& parser) { CHECK(parser.state() == State::complete); });
        RequestParser parser;
        feed_whole(parser, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhell");
        CHECK(parser.state() == State::reading);
        CHECK_FALSE(parser.between_requests());
    }
    TEST_CASE("a chunked body is skipped, with extensions and trailers") {
        either_way(
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            "5;name=value\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n",
            [](const RequestParser& parser) { CHECK(parser.state() == State::complete); });
    }
    TEST_CASE("no byte of the next request is taken") {
        const std::string first = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab";
        const std::string second = "GET /second HTTP/1.1\r\nHost: x\r\n\r\n";
        const std::string both = first + second;
        RequestParser parser;
        CHECK(parser.feed(both) == first.size());
        REQUIRE(parser.state() == State::complete);
        CHECK(parser.feed(second) == 0);
        parser.next();
        CHECK(parser.between_requests());
        CHECK(parser.feed(second) == second.size());
        CHECK(parser.target() == "/second");
    }
    TEST_CASE("a header may be empty") {
        either_way("GET / HTTP/1.1\r\nHost:\r\nX-Empty: \t \r\n\r\n", [](const RequestParser& parser) {
            REQUIRE(parser.state() == State::complete);
            CHECK(parser.header("host") == std::string_view());
            CHECK(parser.header("x-empty") == std::string_view());
        });
    }
    TEST_CASE("who closes") {
        const auto keeps = [](const std::string& head) {
            RequestParser parser;
            feed_whole(parser, head + "\r\n");
            REQUIRE(parser.state() == State::complete);
            return parser.keeps_alive();
        };
        CHECK(keeps("GET / HTTP/1.1\r\nHost: x\r\n"));
        CHECK_FALSE(keeps("GET / HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n"));
        CHECK_FALSE(keeps("GET / HTTP/1.1\r\nHost: x\r\nConnection: foo, close\r\n"));
        CHECK_FALSE(keeps("GET / HTTP/1.0\r\n"));
        CHECK(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n"));
    }
    TEST_CASE("empty lines before a request are skipped") {
        either_way("\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
                   [](const RequestParser& parser) { CHECK(parser.state() == State::complete); });
    }
    TEST_CASE("a parser can be used for any number of requests") {
        RequestParser parser;
        for (int count = 0; count < 1000; ++count) {
            feed_whole(parser, "GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n");
            REQUIRE(parser.state() == State::complete);
            parser.next();
        }
    }
}

}  // namespace fortify::net
