#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include <sys/socket.h>

namespace fortify::net {

// Where a socket listens or connects to (core/address_text.hpp says how it is written).
class SocketAddress {
public:
    // Host names are resolved here and now, which may take its time; the first address counts.
    [[nodiscard]] static Result<SocketAddress, std::string> resolve(std::string_view text);
    [[nodiscard]] static SocketAddress copy(const sockaddr& address, socklen_t length);
    [[nodiscard]] static SocketAddress loopback(std::uint16_t port);
    // Of the other end, or of this one, of a connected socket.
    [[nodiscard]] static SocketAddress peer_of(int fd);
    [[nodiscard]] static SocketAddress own_of(int fd);

    [[nodiscard]] const sockaddr* get() const {
        return reinterpret_cast<const sockaddr*>(&storage_);
    }
    [[nodiscard]] socklen_t length() const {
        return length_;
    }
    [[nodiscard]] int family() const {
        return storage_.ss_family;
    }
    [[nodiscard]] std::uint16_t port() const;  // 0 for those that have none
    [[nodiscard]] bool is_loopback() const;
    // As `resolve` reads it.
    [[nodiscard]] std::string text() const;

private:
    SocketAddress() = default;

    sockaddr_storage storage_{};
    socklen_t length_ = 0;
};

}  // namespace fortify::net
