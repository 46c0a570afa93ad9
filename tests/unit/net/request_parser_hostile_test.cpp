// Goal: input that is wrong, ambiguous or without end is refused with the status it deserves, and soon.
// Method: one request per rule, whole and byte by byte; endless ones against their limit.
#include "net/http1/request_parser.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace fortify::net {
namespace {

using State = RequestParser::State;

std::uint16_t status_of(std::string_view bytes) {
    RequestParser pieces;
    for (std::size_t index = 0; index < bytes.size() && pieces.state() == State::reading; ++index) {
        REQUIRE(pieces.feed(bytes.substr(index, 1)) == 1);
    }
    RequestParser whole;
    const std::size_t used = whole.feed(bytes);
    CHECK(used <= bytes.size());
    CHECK(whole.state() == pieces.state());
    CHECK(whole.status() == pieces.status());
    return pieces.state() == State::failed ? pieces.status() : 0;
}

struct Case {
    const char* what;
    std::string bytes;
    std::uint16_t status;
};

}  // namespace

TEST_SUITE("net::RequestParser, hostile input") {
    TEST_CASE("malformed requests get 400, unknown ones 501 and 505") {
        const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
        const std::array cases{
            Case{"no request line", "hello\r\n", 400},
            Case{"binary", std::string("\x16\x03\x01\x00\r\n", 6), 400},
            Case{"no target", "GET  HTTP/1.1\r\n", 400},
            Case{"a space in the target", "GET /a b HTTP/1.1\r\n", 400},
            Case{"a control in the target", "GET /\x01 HTTP/1.1\r\n", 400},
            Case{"no version", "GET / x\r\n", 400},
            Case{"HTTP/2", "PRI * HTTP/2.0\r\n", 505},
            Case{"a bare line feed", "GET / HTTP/1.1\nHost: x\n\n", 400},
            Case{"no host", "GET / HTTP/1.1\r\n\r\n", 400},
            Case{"two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400},
            Case{"no colon", head + "X\r\n", 400},
            Case{"a space before the colon", head + "X : 1\r\n", 400},
            Case{"a folded header", head + "X: 1\r\n 2\r\n", 400},
            Case{"a control in a value", head + "X: \x02\r\n", 400},
            Case{"a zero in a value", head + std::string("X: \0\r\n", 6), 400},
            Case{"two lengths", head + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
            Case{"length and coding", head + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
            Case{"a negative length", head + "Content-Length: -1\r\n\r\n", 400},
            Case{"a signed length", head + "Content-Length: +1\r\n\r\n", 400},
            Case{"a list of lengths", head + "Content-Length: 1, 1\r\n\r\n", 400},
            Case{"a length too long to hold", head + "Content-Length: 99999999999999999999\r\n\r\n", 400},
            Case{"a length above the limit", head + "Content-Length: 9999999999\r\n\r\n", 413},
            Case{"another coding", head + "Transfer-Encoding: gzip\r\n\r\n", 501},
            Case{"a coding in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
            Case{"no chunk size", head + "Transfer-Encoding: chunked\r\n\r\n\r\n", 400},
            Case{"a chunk size in words", head + "Transfer-Encoding: chunked\r\n\r\n0x5\r\n", 400},
            Case{"a chunk without its end", head + "Transfer-Encoding: chunked\r\n\r\n1\r\naXX\r\n", 400},
            Case{"a chunk above the limit", head + "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n", 413},
            Case{"a chunk size that overflows",
                 head + "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n", 400},
        };
        for (const Case& one : cases) {
            CAPTURE(one.what);
            CHECK(status_of(one.bytes) == one.status);
        }
    }

    TEST_CASE("what has no end is refused at its limit") {
        const std::string endless(100'000, 'a');
        CHECK(status_of(endless) == 414);
        CHECK(status_of("GET /" + endless) == 414);
        CHECK(status_of("GET / HTTP/1.1\r\nX: " + endless) == 431);
        std::string many = "GET / HTTP/1.1\r\n";
        for (int count = 0; count < 200; ++count) {
            many += "X: y\r\n";
        }
        CHECK(status_of(many) == 431);
        const std::string chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        CHECK(status_of(chunked + "1;" + endless) == 400);
        std::string trailers = chunked + "0\r\n";
        for (int count = 0; count < 10'000; ++count) {
            trailers += "X: y\r\n";
        }
        CHECK(status_of(trailers) == 431);
    }

    TEST_CASE("the sum of all chunks counts against the limit of a body") {
        RequestParser parser(RequestParser::Limits{.body = 10});
        const std::string bytes =
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            "6\r\n123456\r\n6\r\n123456\r\n0\r\n\r\n";
        CHECK(parser.feed(bytes) < bytes.size());
        CHECK(parser.state() == State::failed);
        CHECK(parser.status() == 413);
    }

    TEST_CASE("a failed parser takes nothing more and closes") {
        RequestParser parser;
        REQUIRE(parser.feed("x\n") == 2);
        REQUIRE(parser.state() == State::failed);
        CHECK(parser.feed("GET / HTTP/1.1\r\n") == 0);
        CHECK_FALSE(parser.keeps_alive());
    }
}

}  // namespace fortify::net
