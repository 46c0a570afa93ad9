// Goal: faults of certificates end an attempt over real TLS, and the target hears nothing of it. Method: the
// curl wire with treatments, and a target that would count a connection.
#include "integration/support/client.hpp"
#include "integration/support/rogue_server.hpp"

#include <doctest/doctest.h>

namespace fortify::test {

TEST_SUITE("net::CurlWire, certificates") {
    TEST_CASE("wrong certificates end with tls_error, whoever has issued them") {
        using Tls = fault::Treatment::Tls;
        const RogueServer server({.answer = good_answer});
        const std::string url = "https" + server.url().substr(4);
        for (const Tls tls : {Tls::expired, Tls::wrong_host, Tls::unknown_issuer}) {
            CAPTURE(static_cast<int>(tls));
            Client client(url);
            const fault::Treatment treatment{.tls = tls};
            client.start({.id = {.call = {}, .number = 1}, .treatment = &treatment});
            REQUIRE(client.turn_until([&] { return !client.done.empty(); }));
            CHECK(client.done.front().result.cause == Cause::tls_error);
        }
        CHECK(server.connections() == 0);
    }

    TEST_CASE("a handshake that stalls ends with the connect timeout") {
        const RogueServer server({.answer = good_answer});
        auto options = options_for("https" + server.url().substr(4));
        options.connect_timeout = 100ms;
        Client client(options);
        const fault::Treatment treatment{.tls = fault::Treatment::Tls::stalled};
        client.start({.id = {.call = {}, .number = 1}, .treatment = &treatment});
        REQUIRE(client.turn_until([&] { return !client.done.empty(); }));
        CHECK(client.done.front().result.cause == Cause::connect_timeout);
        CHECK(server.connections() == 0);
    }

    TEST_CASE("an address that is not allowed stays so on the detour") {
        auto options = options_for("http://192.0.2.1/");
        options.allow = {"127.0.0.0/8"};
        Client client(options);
        const fault::Treatment treatment{.answer = fault::Treatment::Answer::lost};
        client.start({.id = {.call = {}, .number = 1}, .treatment = &treatment});
        REQUIRE(client.turn_until([&] { return !client.done.empty(); }));
        CHECK(client.done.front().result.cause == Cause::forbidden);
    }
}

}  // namespace fortify::test
