#include "integration/support/relay_stage.hpp"

#include "integration/support/client.hpp"
#include "net/socket_address.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

namespace fortify::test {

namespace {

net::Loop make_loop() {
    auto loop = net::Loop::create();
    REQUIRE(loop.has_value());
    return std::move(*loop);
}

}  // namespace

RelayStage::RelayStage() : loop(make_loop()), relay(loop) {
}

std::uint32_t RelayStage::add(net::RelayProtocol protocol, std::uint16_t upstream, net::Judge judge) {
    const auto route = relay.add({.listen = net::SocketAddress::loopback(0),
                                  .upstream = net::SocketAddress::loopback(upstream),
                                  .protocol = protocol,
                                  .judge = std::move(judge)});
    REQUIRE_MESSAGE(route.has_value(), (route ? "" : route.error()));
    return *route;
}

bool RelayStage::turn_until(const std::function<bool()>& holds) {
    const Instant limit = after(clock.read(), patience);
    while (!holds()) {
        if (clock.read() > limit) {
            return false;
        }
        turn(1ms);
    }
    return true;
}

void RelayStage::turn(Duration most) {
    const Instant deadline = std::min(relay.next_wakeup(), after(clock.read(), most));
    const Instant now = loop.wait(clock, deadline);
    while (const auto ready = loop.next_ready()) {
        relay.on_ready(now, *ready);
    }
    relay.fire_timers(now);
}

Peer Peer::connect(std::uint16_t port) {
    net::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = net::SocketAddress::loopback(port);
    REQUIRE(::connect(fd.get(), address.get(), address.length()) == 0);
    return Peer(std::move(fd));
}

const std::string& Peer::received() {
    std::array<char, 65'536> bytes;
    while (!ended_ && !broken_) {
        const ssize_t length = ::recv(fd_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (length > 0) {
            received_.append(bytes.data(), static_cast<std::size_t>(length));
        } else if (length == 0) {
            ended_ = true;
        } else {
            broken_ = errno != EAGAIN;
            break;
        }
    }
    return received_;
}

std::size_t Peer::send(std::string_view bytes) {
    const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}

void Peer::finish() {
    ::shutdown(fd_.get(), SHUT_WR);
}

HandServer::HandServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    const auto address = net::SocketAddress::loopback(0);
    REQUIRE(::bind(listener_.get(), address.get(), address.length()) == 0);
    REQUIRE(::listen(listener_.get(), SOMAXCONN) == 0);
    port_ = net::SocketAddress::own_of(listener_.get()).port();
}

std::optional<Peer> HandServer::accept() {
    net::Fd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    return fd.is_open() ? std::optional<Peer>(std::move(fd)) : std::nullopt;
}

}  // namespace fortify::test
