#include "net/server/listener.hpp"

#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace fortify::net {
namespace {

sockaddr* generic(sockaddr_in& address) {
    return reinterpret_cast<sockaddr*>(&address);
}

// Bound to this port of 127.0.0.1, which 0 leaves to the kernel; not open when that failed.
Fd bound_socket(std::uint16_t port) {
    Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int one = 1;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd.is_open() && (::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) != 0 ||
                         ::bind(fd.get(), generic(address), sizeof address) != 0)) {
        return {};
    }
    return fd;
}

}  // namespace

Result<Listener, std::string> Listener::open() {
    Listener listener;
    listener.holder_ = bound_socket(0);
    sockaddr_in address{};
    socklen_t length = sizeof address;
    if (!listener.holder_.is_open() ||
        ::getsockname(listener.holder_.get(), generic(address), &length) != 0) {
        return Err{system_failure("cannot take a port on 127.0.0.1")};
    }
    listener.port_ = ntohs(address.sin_port);
    const Result<Done, std::string> listening = listener.listen();
    if (!listening) {
        return Err{listening.error()};
    }
    return listener;
}

Result<Done, std::string> Listener::listen() {
    listening_ = bound_socket(port_);
    if (!listening_.is_open() || ::listen(listening_.get(), SOMAXCONN) != 0) {
        listening_.reset();
        return Err{system_failure("cannot listen on 127.0.0.1")};
    }
    return Done{};
}

}  // namespace fortify::net
