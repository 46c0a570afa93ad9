#pragma once

#include "net/clock.hpp"
#include "net/loop.hpp"
#include "net/proxy/relay.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace fortify::test {

// A relay on this thread's own loop; `turn_until` lets it work.
class RelayStage {
public:
    RelayStage();

    // Listens on a port of the kernel's choice.
    std::uint32_t add(net::RelayProtocol protocol, std::uint16_t upstream, net::Judge judge = {});
    [[nodiscard]] std::uint16_t port(std::uint32_t route) const {
        return relay.address(route).port();
    }
    // False when patience ended first.
    bool turn_until(const std::function<bool()>& holds);
    // One turn that waits no longer than this.
    void turn(Duration most);

    net::Clock clock;
    net::Loop loop;
    net::Relay relay;
};

// A client's or server's end of a connection, never waiting.
class Peer {
public:
    explicit Peer(net::Fd fd) : fd_(std::move(fd)) {
    }
    [[nodiscard]] static Peer connect(std::uint16_t port);

    // Takes what has come. `ended` and `broken` tell what else was seen.
    const std::string& received();
    // Bytes taken by the socket.
    std::size_t send(std::string_view bytes);
    void finish();

    [[nodiscard]] bool ended() {
        received();
        return ended_;
    }
    [[nodiscard]] bool broken() {
        received();
        return broken_;
    }
    [[nodiscard]] int fd() const {
        return fd_.get();
    }

private:
    net::Fd fd_;
    std::string received_;
    bool ended_ = false;
    bool broken_ = false;
};

// A server whose connections the test itself answers.
class HandServer {
public:
    HandServer();
    [[nodiscard]] std::uint16_t port() const {
        return port_;
    }
    // The next connection; below zero fd when there is none yet.
    [[nodiscard]] std::optional<Peer> accept();

private:
    net::Fd listener_;
    std::uint16_t port_ = 0;
};

}  // namespace fortify::test
