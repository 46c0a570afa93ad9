#pragma once

#include "core/result.hpp"
#include "net/fd.hpp"

#include <cstdint>
#include <string>

namespace fortify::net {

// A port of the loopback interface that can be listened on and, for a while, refuse.
//
// While it refuses, the port stays ours: a second socket is bound to it that never listens. Otherwise the
// kernel may hand the number out as the source port of the very client that tries to connect, which
// then connects to itself (TCP simultaneous open) and keeps us from coming back.
class Listener {
public:
    [[nodiscard]] static Result<Listener, std::string> open();

    // Connections not yet accepted are reset.
    void refuse() {
        listening_.reset();
    }
    [[nodiscard]] Result<Done, std::string> listen();

    [[nodiscard]] std::uint16_t port() const {
        return port_;
    }
    // Of the listening socket; below zero while refusing.
    [[nodiscard]] int fd() const {
        return listening_.get();
    }

private:
    Listener() = default;

    Fd holder_;
    Fd listening_;
    std::uint16_t port_ = 0;
};

}  // namespace fortify::net
