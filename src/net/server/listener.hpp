#pragma once

#include "core/result.hpp"
#include "net/fd.hpp"
#include "net/socket_address.hpp"

#include <cstdint>
#include <string>

namespace fortify::net {

// A port that can be listened on and, for a while, refuse.
//
// While it refuses, the port stays ours: a second socket is bound to it that never listens. Otherwise the
// kernel may hand the number out as the source port of the very client that tries to connect, which
// then connects to itself (TCP simultaneous open) and keeps us from coming back.
class Listener {
public:
    // Port 0 leaves the number to the kernel. A port that another program listens on is an error.
    [[nodiscard]] static Result<Listener, std::string> open(const SocketAddress& address);
    // Takes the port, but refuses until `listen`.
    [[nodiscard]] static Result<Listener, std::string> hold(const SocketAddress& address);

    // Connections not yet accepted are reset.
    void refuse() {
        listening_.reset();
    }
    [[nodiscard]] Result<Done, std::string> listen();

    [[nodiscard]] std::uint16_t port() const {
        return address_.port();
    }
    [[nodiscard]] const SocketAddress& address() const {
        return address_;
    }
    // Of the listening socket; below zero while refusing.
    [[nodiscard]] int fd() const {
        return listening_.get();
    }

private:
    explicit Listener(const SocketAddress& address) : address_(address) {
    }

    SocketAddress address_;
    Fd holder_;
    Fd listening_;
};

}  // namespace fortify::net
