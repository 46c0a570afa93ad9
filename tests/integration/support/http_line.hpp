#pragma once

#include "integration/support/relay_stage.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fortify::test {

inline const std::string get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
inline const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// A relay in HTTP mode with a judge made for the case, a client and a server whose ends the test holds.
struct HttpLine {
    explicit HttpLine(std::function<net::Verdict(const net::RequestSeen&)> decide = {}) {
        net::Judge judge;
        judge.request = [decide](Instant, const net::RequestSeen& seen) {
            return decide ? decide(seen) : net::Verdict{};
        };
        judge.request_again = [this](Instant, std::uint64_t) {
            return again;
        };
        judge.request_ended = [this](Instant, std::uint64_t number) {
            ended.push_back(number);
        };
        route = stage.add(net::RelayProtocol::http, server.port(), judge);
        client.emplace(Peer::connect(stage.port(route)));
    }
    explicit HttpLine(const fault::Treatment& treatment)
        : HttpLine([treatment](const net::RequestSeen&) {
              net::Verdict verdict;
              verdict.treatment = treatment;
              return verdict;
          }) {
    }
    Peer& far_end() {
        REQUIRE(stage.turn_until([&] { return peer || (peer = server.accept()); }));
        return *peer;
    }
    bool client_has(const std::string& text) {
        const bool has = stage.turn_until([&] { return client->received() == text || client->broken(); });
        CHECK(client->received() == text);
        return has;
    }
    bool server_has(const std::string& text) {
        const bool has = stage.turn_until([&] { return far_end().received().size() >= text.size(); });
        CHECK(far_end().received() == text);
        return has;
    }
    bool client_gets(const std::string& part) {
        return stage.turn_until([&] { return client->received().find(part) != std::string::npos; });
    }

    net::Verdict again;
    std::vector<std::uint64_t> ended;
    RelayStage stage;
    HandServer server;
    std::uint32_t route = 0;
    std::optional<Peer> client;
    std::optional<Peer> peer;
};

}  // namespace fortify::test
