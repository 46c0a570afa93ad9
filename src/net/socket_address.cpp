#include "net/socket_address.hpp"

#include "core/address_text.hpp"
#include "net/address_guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>

namespace fortify::net {
namespace {

template <class Address>
Address as(const sockaddr_storage& storage) {
    Address address{};
    std::memcpy(&address, &storage, sizeof address);
    return address;
}

template <class Call>
socklen_t fill(sockaddr_storage& storage, int fd, Call call) {
    socklen_t length = sizeof storage;
    return call(fd, reinterpret_cast<sockaddr*>(&storage), &length) == 0 ? length : 0;
}

}  // namespace

Result<SocketAddress, std::string> SocketAddress::resolve(std::string_view text) {
    const auto parts = parse_address(text);
    if (!parts) {
        return Err{parts.error()};
    }
    SocketAddress address;
    if (!parts->path.empty()) {
        sockaddr_un local{};
        local.sun_family = AF_UNIX;
        std::copy(parts->path.begin(), parts->path.end(), std::begin(local.sun_path));
        std::memcpy(&address.storage_, &local, sizeof local);
        address.length_ = sizeof local;
        return address;
    }
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const std::string port = std::to_string(parts->port);
    const int code = ::getaddrinfo(parts->host.c_str(), port.c_str(), &hints, &found);
    if (code != 0 || found == nullptr) {
        return Err{fmt::format("cannot resolve \"{}\": {}", parts->host, ::gai_strerror(code))};
    }
    address = copy(*found->ai_addr, found->ai_addrlen);
    ::freeaddrinfo(found);
    return address;
}

SocketAddress SocketAddress::copy(const sockaddr& address, socklen_t length) {
    SocketAddress result;
    result.length_ = std::min<socklen_t>(length, sizeof result.storage_);
    std::memcpy(&result.storage_, &address, result.length_);
    return result;
}

SocketAddress SocketAddress::loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return copy(reinterpret_cast<const sockaddr&>(address), sizeof address);
}

SocketAddress SocketAddress::peer_of(int fd) {
    SocketAddress address;
    address.length_ = fill(address.storage_, fd, ::getpeername);
    return address;
}

SocketAddress SocketAddress::own_of(int fd) {
    SocketAddress address;
    address.length_ = fill(address.storage_, fd, ::getsockname);
    return address;
}

std::uint16_t SocketAddress::port() const {
    switch (family()) {
        case AF_INET:
            return ntohs(as<sockaddr_in>(storage_).sin_port);
        case AF_INET6:
            return ntohs(as<sockaddr_in6>(storage_).sin6_port);
    }
    return 0;
}

bool SocketAddress::is_loopback() const {
    if (family() == AF_UNIX) {
        return true;
    }
    const auto ip = IpAddress::from(*get());
    if (!ip) {
        return false;
    }
    constexpr std::array<std::uint8_t, 13> mapped_127{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127};
    const IpAddress v6_loopback = *IpAddress::parse("::1");
    return *ip == v6_loopback || std::equal(mapped_127.begin(), mapped_127.end(), ip->bytes.begin());
}

std::string SocketAddress::text() const {
    std::array<char, INET6_ADDRSTRLEN> host{};
    switch (family()) {
        case AF_INET: {
            const auto v4 = as<sockaddr_in>(storage_);
            ::inet_ntop(AF_INET, &v4.sin_addr, host.data(), host.size());
            return fmt::format("{}:{}", host.data(), ntohs(v4.sin_port));
        }
        case AF_INET6: {
            const auto v6 = as<sockaddr_in6>(storage_);
            ::inet_ntop(AF_INET6, &v6.sin6_addr, host.data(), host.size());
            return fmt::format("[{}]:{}", host.data(), ntohs(v6.sin6_port));
        }
        case AF_UNIX: {
            const auto local = as<sockaddr_un>(storage_);
            return fmt::format("unix:{}", &local.sun_path[0]);
        }
    }
    return "?";
}

}  // namespace fortify::net
