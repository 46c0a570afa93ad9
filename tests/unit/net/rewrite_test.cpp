// Goal: a rewrite changes the headers and the body that it names and nothing else, and leaves a message that
// can be read. Method: heads read by the reader itself, the text that comes out compared whole.
#include "net/proxy/rewrite.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace fortify::net {
namespace {

HeadReader read(std::string_view text) {
    HeadReader head({});
    HeadReader::Line line{};
    while (!text.empty() && line != HeadReader::Line::end) {
        text.remove_prefix(head.feed(text, line));
    }
    REQUIRE(line == HeadReader::Line::end);
    return head;
}

Rewritten changed(std::string_view text, const fault::Rewrite& change) {
    fault::Rewrites all;
    all.add(change);
    return rewrite(read(text), all, fault::Part::answer);
}

}  // namespace

TEST_SUITE("net::rewrite") {
    TEST_CASE("headers are added, replaced wherever they stand, and taken away, in any case") {
        const Rewritten result =
            changed("HTTP/1.1 200 OK\r\nserver: one\r\nX-A:  b \r\nSERVER: two\r\nVia: p\r\n\r\n",
                    {.set = {{"Server", "three"}, {"New", ""}}, .remove = {"via"}});
        CHECK(result.head == "HTTP/1.1 200 OK\r\nX-A: b\r\nServer: three\r\nNew: \r\n\r\n");
        CHECK_FALSE(result.body);
    }
    TEST_CASE("a new body comes with its own length and without the old framing") {
        const Rewritten result = changed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n",
                                         {.body = "twelve bytes"});
        CHECK(result.head == "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 12\r\n\r\n");
        CHECK(result.body == "twelve bytes");
    }
    TEST_CASE("the framing stays when only headers change") {
        CHECK(changed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", {.set = {{"A", "b"}}}).head ==
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA: b\r\n\r\n");
    }
    TEST_CASE("of several the later one has the last word; those of requests are not for answers") {
        const fault::Rewrite first{.set = {{"A", "1"}, {"B", "1"}}, .body = "first"};
        const fault::Rewrite second{.set = {{"A", "2"}}, .remove = {"B"}};
        const fault::Rewrite other{.of = fault::Part::request, .set = {{"C", "3"}}, .body = "other"};
        fault::Rewrites all;
        all.add(first);
        all.add(second);
        all.add(other);
        const Rewritten result = rewrite(read("HTTP/1.1 200 OK\r\n\r\n"), all, fault::Part::answer);
        CHECK(result.head == "HTTP/1.1 200 OK\r\nA: 2\r\nContent-Length: 5\r\n\r\n");
        CHECK(result.body == "first");
    }
}

}  // namespace fortify::net
