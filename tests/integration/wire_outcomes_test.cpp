// Goal: whatever a target does to an attempt, it ends, once, with the cause that fits. Method: the curl
// wire against a server that follows one script of misbehaviour at a time.
#include "integration/support/client.hpp"
#include "integration/support/rogue_server.hpp"

#include <doctest/doctest.h>

namespace fortify::test {
namespace {

using End = Script::End;
using When = Script::When;

const std::string ok_head = "HTTP/1.1 200 OK\r\n";

run::AttemptResult result_of(const Script& script) {
    const RogueServer server(script);
    auto options = options_for(server.url());
    options.body_limit = Bytes{1024 * 1024};
    Client client(options);
    const run::AttemptResult result = client.fetch();
    CHECK(server.connections() == 1);
    return result;
}

}  // namespace

TEST_SUITE("net::CurlWire, outcomes") {
    TEST_CASE("no connection") {
        const ClosedPort closed;
        CHECK(Client(closed.url()).fetch().cause == Cause::connect_error);

        const DeafPort deaf;
        auto options = options_for(deaf.url());
        options.connect_timeout = 100ms;
        CHECK(Client(options).fetch().cause == Cause::connect_timeout);
    }

    TEST_CASE("a name that does not exist") {
        auto options = options_for("http://fortify-test.invalid/");
        options.connect_timeout = 5s;
        CHECK(Client(options).fetch().cause == Cause::dns_error);
    }

    TEST_CASE("any status is an answer") {
        for (const int status : {200, 204, 302, 404, 429, 500, 503}) {
            const auto result = result_of({.answer = "HTTP/1.1 " + std::to_string(status) +
                                                     " X\r\nContent-Length: 0\r\nLocation: /\r\n\r\n"});
            CHECK(result.cause == Cause::none);
            CHECK(result.status == status);
        }
    }

    TEST_CASE("an answer in its strangest legal forms") {
        CHECK(result_of({.answer = good_answer, .slice = 1}).status == 200);
        CHECK(result_of({.answer = good_answer, .slice = 1, .pause = 1ms}).status == 200);
        CHECK(result_of({.answer = ok_head + "\r\nuntil the end"}).status == 200);
        CHECK(result_of({.answer = "HTTP/1.1 100 Continue\r\n\r\n" + good_answer}).status == 200);
        CHECK(result_of({.answer = "HTTP/1.0 200 OK\r\n\r\n"}).status == 200);
        CHECK(result_of({.answer = ok_head + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                         .end = End::keep})
                  .status == 200);
    }

    TEST_CASE("the connection breaks before the answer") {
        CHECK(result_of({.end = End::close}).cause == Cause::reset);
        CHECK(result_of({.end = End::reset}).cause == Cause::reset);
    }

    TEST_CASE("the connection breaks within the answer") {
        const std::string half = ok_head + "Content-Length: 100\r\n\r\nhalf";
        CHECK(result_of({.answer = half, .end = End::close}).cause == Cause::protocol_error);
        CHECK(result_of({.answer = half, .slice = half.size() - 1, .pause = 1ms, .end = End::reset}).cause ==
              Cause::reset);
        CHECK(result_of({.answer = ok_head, .end = End::close}).cause == Cause::protocol_error);
        CHECK(result_of({.answer = ok_head + "Content-Le", .end = End::close}).cause ==
              Cause::protocol_error);
        CHECK(result_of({.answer = "HTT", .end = End::close}).cause == Cause::reset);
        CHECK(result_of({.answer = ok_head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhal", .end = End::close})
                  .cause == Cause::protocol_error);
    }

    TEST_CASE("what is not HTTP") {
        CHECK(result_of({.answer = "SSH-2.0-OpenSSH_9.2\r\n", .end = End::close}).cause ==
              Cause::protocol_error);
        CHECK(result_of({.answer = std::string(5000, '\0'), .end = End::close}).cause ==
              Cause::protocol_error);
        CHECK(result_of({.answer = "<html>hello</html>", .end = End::close}).cause == Cause::protocol_error);
        CHECK(result_of({.answer = "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"}).cause ==
              Cause::protocol_error);
        CHECK(result_of({.answer = "HTTP/1.1 42\r\n\r\n"}).cause == Cause::protocol_error);
        CHECK(result_of({.answer = ok_head + "Transfer-Encoding: chunked\r\n\r\nnone\r\n"}).cause ==
              Cause::protocol_error);
        CHECK(result_of({.answer = ok_head + "Content-Length: -5\r\n\r\n"}).cause == Cause::protocol_error);
    }

    TEST_CASE("answers without end are ended") {
        const std::string chunk = "400\r\n" + std::string(1024, 'x') + "\r\n";
        CHECK(result_of({.answer = ok_head, .endless = "X-More: and more\r\n"}).cause ==
              Cause::protocol_error);
        CHECK(result_of({.answer = ok_head + "X-Long: ", .endless = std::string(4096, 'x')}).cause ==
              Cause::protocol_error);
        CHECK(result_of({.answer = ok_head + "Transfer-Encoding: chunked\r\n\r\n", .endless = chunk}).cause ==
              Cause::protocol_error);
        CHECK(result_of({.answer = ok_head + "\r\n", .endless = std::string(4096, 'x')}).cause ==
              Cause::protocol_error);
        CHECK(result_of({.endless = "HTTP/1.1 100 Continue\r\n\r\n"}).cause == Cause::protocol_error);
        CHECK(result_of({.answer = ok_head + "Content-Length: 99999999\r\n\r\n", .end = End::keep}).cause ==
              Cause::protocol_error);
        CHECK(result_of({.answer = ok_head + "X-Huge: " + std::string(300'000, 'x') + "\r\n\r\n"}).cause ==
              Cause::protocol_error);
    }

    TEST_CASE("a server that talks first") {
        const auto result =
            result_of({.answer = "220 ready\r\n", .when = When::at_connect, .end = End::close});
        CHECK(class_of(result.cause) == OutcomeClass::failure);
    }

    TEST_CASE("TLS against a server that has none") {
        const RogueServer server({.answer = good_answer, .when = When::at_connect});
        Client client("https" + server.url().substr(4));
        CHECK(client.fetch().cause == Cause::tls_error);
    }

    TEST_CASE("Retry-After is passed on") {
        const auto retry_after = [](const std::string& value) {
            return result_of(
                       {.answer = "HTTP/1.1 503 X\r\nContent-Length: 0\r\nretry-AFTER:" + value + "\r\n\r\n"})
                .retry_after;
        };
        CHECK(retry_after(" 3") == 3s);
        CHECK(retry_after("0") == 0s);
        CHECK(retry_after(" Sun, 06 Nov 1994 08:49:37 GMT") == 0s);
        CHECK(retry_after(" Fri, 06 Nov 2099 08:49:37 GMT") > 24h);
        CHECK(retry_after(" soon") < 0s);
        CHECK(retry_after("") < 0s);
        const auto interim = result_of({.answer = "HTTP/1.1 103 X\r\nRetry-After: 9\r\n\r\n" + good_answer});
        CHECK(interim.status == 200);
        CHECK(interim.retry_after < 0s);
    }

    TEST_CASE(
        "a kept connection that breaks under the next request is a reset, and the request went out once") {
        for (const End end : {End::close, End::reset}) {
            const RogueServer server({.end = end, .good_before = 1});
            Client client(server.url());
            CHECK(client.fetch().status == 200);
            CHECK(client.fetch().cause == Cause::reset);
            CHECK(server.requests().size() == 2);
            CHECK(server.connections() == 1);
            CHECK(client.fetch().status == 200);
            CHECK(server.connections() == 2);
        }
    }

    TEST_CASE("a kept connection that was closed while idle is replaced unnoticed") {
        const RogueServer server({.answer = good_answer, .end = End::close});
        Client client(server.url());
        CHECK(client.fetch().status == 200);
        REQUIRE(comes_true([&] { return server.requests().size() == 1; }));
        CHECK(client.turn_until([&, turns = 0]() mutable { return ++turns > 5; }));
        CHECK(client.fetch().status == 200);
        CHECK(server.connections() == 2);
    }
}

}  // namespace fortify::test
