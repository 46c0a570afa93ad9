#include "net/server/listener.hpp"

#include <fmt/format.h>

#include <netinet/in.h>
#include <sys/socket.h>

namespace fortify::net {
namespace {

bool set_on(int fd, int option) {
    const int one = 1;
    return ::setsockopt(fd, SOL_SOCKET, option, &one, sizeof one) == 0;
}

Fd socket_for(const SocketAddress& address) {
    return Fd(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

}  // namespace

Result<Listener, std::string> Listener::hold(const SocketAddress& address) {
    Listener listener(address);
    listener.holder_ = socket_for(address);
    const int fd = listener.holder_.get();
    // Shared only after it is bound: bound as a shared one it would join another program's port in silence.
    if (!listener.holder_.is_open() || (address.port() != 0 && !set_on(fd, SO_REUSEADDR)) ||
        ::bind(fd, address.get(), address.length()) != 0 || !set_on(fd, SO_REUSEPORT)) {
        return Err{system_failure(fmt::format("cannot listen on {}", address.text()))};
    }
    listener.address_ = SocketAddress::own_of(fd);
    return listener;
}

Result<Listener, std::string> Listener::open(const SocketAddress& address) {
    Result<Listener, std::string> listener = hold(address);
    if (!listener) {
        return listener;
    }
    const Result<Done, std::string> listening = listener->listen();
    if (!listening) {
        return Err{listening.error()};
    }
    return listener;
}

Result<Done, std::string> Listener::listen() {
    listening_ = socket_for(address_);
    const int fd = listening_.get();
    if (!listening_.is_open() || !set_on(fd, SO_REUSEPORT) || !set_on(fd, SO_REUSEADDR) ||
        ::bind(fd, address_.get(), address_.length()) != 0 || ::listen(fd, SOMAXCONN) != 0) {
        // The reason is in errno, which closing may change.
        std::string failure = system_failure(fmt::format("cannot listen on {}", address_.text()));
        listening_.reset();
        return Err{std::move(failure)};
    }
    return Done{};
}

}  // namespace fortify::net
