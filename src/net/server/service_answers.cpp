#include "net/server/service_loop.hpp"

#include <cerrno>
#include <utility>

#include <sys/socket.h>

// The writing half of ServiceLoop: answers out, and the ends of connections.
namespace fortify::net {

void ServiceLoop::answer(Connection& connection, const Response& response) {
    const bool head_only =
        connection.parser.state() == RequestParser::State::complete && connection.parser.method() == "HEAD";
    const std::string_view bytes =
        std::string_view(response.bytes).substr(0, head_only ? response.head : response.bytes.size());
    if (!connection.parser.keeps_alive()) {
        connection.stage = Connection::Stage::closing;
    }
    const ssize_t sent = ::send(connection.fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        drop(connection);
        return;
    }
    const auto taken = static_cast<std::size_t>(sent < 0 ? 0 : sent);
    if (taken < bytes.size()) {
        connection.output = bytes.substr(taken);
        static_cast<void>(listen_to(connection, Interest::read_write));
        return;
    }
    answer_done(connection);
}

void ServiceLoop::on_writable(Connection& connection) {
    if (connection.output.empty()) {
        return;
    }
    const ssize_t sent =
        ::send(connection.fd.get(), connection.output.data(), connection.output.size(), MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            drop(connection);
        }
        return;
    }
    connection.output.erase(0, static_cast<std::size_t>(sent));
    if (connection.output.empty()) {
        const int fd = connection.fd.get();
        answer_done(connection);
        go_on(fd);
    }
}

void ServiceLoop::answer_done(Connection& connection) {
    if (!listen_to(connection, Interest::read)) {
        return;
    }
    if (connection.stage == Connection::Stage::closing) {
        ::shutdown(connection.fd.get(), SHUT_WR);
        connection.stage = Connection::Stage::draining;
        return;
    }
    connection.parser.next();
}

// What was sent ahead comes to its turn, if the client is still there.
void ServiceLoop::go_on(int fd) {
    Connection* const connection = connection_at(fd);
    if (connection != nullptr && !connection->ahead.empty() && !connection->is_busy()) {
        const std::string bytes = std::exchange(connection->ahead, {});
        read_requests(*connection, bytes);
    }
}

void ServiceLoop::drop(Connection& connection) {
    if (connection.job) {
        jobs_[*connection.job] = -1;
        model_.abandon(now_, *connection.job);
    }
    const int fd = connection.fd.get();
    loop_.forget(fd);
    connections_[static_cast<std::size_t>(fd)].reset();
}

// As a process that dies leaves its connections.
void ServiceLoop::reset(Connection& connection) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(connection.fd.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    drop(connection);
}

bool ServiceLoop::listen_to(Connection& connection, Interest interest) {
    const bool watched = loop_.watch(connection.fd.get(), interest).has_value();
    if (!watched) {
        reset(connection);
    }
    return watched;
}

}  // namespace fortify::net
