#include "integration/support/rogue_server.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace fortify::test {
namespace {

net::Fd loopback_socket() {
    net::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    REQUIRE(fd.is_open());
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    return fd;
}

sockaddr_in address_of(const net::Fd& fd) {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    REQUIRE(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
    return address;
}

std::string url_of(const net::Fd& fd) {
    return "http://127.0.0.1:" + std::to_string(ntohs(address_of(fd).sin_port));
}

net::Fd unix_socket(const std::string& path) {
    net::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    REQUIRE(fd.is_open());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(path.size() < sizeof address.sun_path);
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    REQUIRE(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    return fd;
}

}  // namespace

RogueServer::RogueServer(Script script, const std::string& unix_path)
    : script_(std::move(script)),
      listener_(unix_path.empty() ? loopback_socket() : unix_socket(unix_path)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      url_(unix_path.empty() ? url_of(listener_) : "http://localhost") {
    REQUIRE(::listen(listener_.get(), SOMAXCONN) == 0);
    REQUIRE(wake_.is_open());
    thread_ = std::thread([this] { serve(); });
}

RogueServer::~RogueServer() {
    stop_.store(true);
    const std::uint64_t one = 1;
    static_cast<void>(!::write(wake_.get(), &one, sizeof one));
    thread_.join();
}

std::vector<std::string> RogueServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void RogueServer::serve() {
    while (!stop_.load()) {
        std::vector<pollfd> wanted{{listener_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
        bool paced = false;
        for (const Peer& peer : peers_) {
            const bool writes = has_more(peer) && script_.pause == Duration{0};
            paced = paced || (has_more(peer) && !writes);
            const auto events = static_cast<short>(writes ? POLLIN | POLLOUT : POLLIN);
            wanted.push_back({peer.fd.get(), events, 0});
        }
        const auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(script_.pause).count();
        ::poll(wanted.data(), wanted.size(), paced ? static_cast<int>(pause) : -1);
        for (std::size_t index = 0; index < peers_.size(); ++index) {
            Peer& peer = peers_[index];
            if ((wanted[index + 2].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
                read_from(peer);
            }
            if (!peer.finished && has_more(peer)) {
                write_to(peer);
            }
        }
        peers_.erase(
            std::remove_if(peers_.begin(), peers_.end(), [](const Peer& peer) { return peer.finished; }),
            peers_.end());
        accept_peer();
    }
}

void RogueServer::accept_peer() {
    net::Fd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd.is_open()) {
        return;
    }
    const int one = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    ++connections_;
    Peer peer;
    peer.fd = std::move(fd);
    if (script_.when == Script::When::at_connect) {
        peer.follows_script = true;
        peer.output = script_.answer;
        if (!has_more(peer)) {
            end(peer);
        }
    }
    if (!peer.finished) {
        peers_.push_back(std::move(peer));
    }
}

void RogueServer::read_from(Peer& peer) {
    std::array<char, 4096> buffer;
    const ssize_t length = ::recv(peer.fd.get(), buffer.data(), buffer.size(), 0);
    if (length > 0) {
        peer.input.append(buffer.data(), static_cast<std::size_t>(length));
        take_requests(peer);
    } else if (length == 0 || errno != EAGAIN) {
        ++left_;
        peer.finished = true;
    }
}

void RogueServer::take_requests(Peer& peer) {
    constexpr std::string_view head_end = "\r\n\r\n";
    std::size_t found = peer.input.find(head_end);
    while (found != std::string::npos && !peer.finished) {
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(peer.input.substr(0, found + 2));
        }
        peer.input.erase(0, found + head_end.size());
        found = peer.input.find(head_end);
        if (peer.answered++ < script_.good_before) {
            peer.output += good_answer;
        } else if (!peer.follows_script) {
            peer.follows_script = true;
            peer.output += script_.answer;
            if (!has_more(peer)) {
                end(peer);
            }
        }
    }
}

bool RogueServer::has_more(const Peer& peer) const {
    return !peer.output.empty() || (peer.follows_script && !script_.endless.empty());
}

void RogueServer::write_to(Peer& peer) {
    if (peer.output.empty()) {
        peer.output = script_.endless;
    }
    const std::size_t size =
        script_.slice == 0 ? peer.output.size() : std::min(script_.slice, peer.output.size());
    const ssize_t sent = ::send(peer.fd.get(), peer.output.data(), size, MSG_NOSIGNAL);
    if (sent < 0) {
        peer.finished = errno != EAGAIN;
        left_ += peer.finished ? 1U : 0U;
        return;
    }
    peer.output.erase(0, static_cast<std::size_t>(sent));
    if (peer.follows_script && !has_more(peer)) {
        end(peer);
    }
}

void RogueServer::end(Peer& peer) {
    switch (script_.end) {
        case Script::End::keep:
            peer.follows_script = false;
            break;
        case Script::End::reset: {
            const linger at_once{1, 0};
            ::setsockopt(peer.fd.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
            peer.finished = true;
            break;
        }
        case Script::End::close:
            peer.finished = true;
            break;
    }
}

ClosedPort::ClosedPort() : holder_(loopback_socket()), url_(url_of(holder_)) {
}

DeafPort::DeafPort() : listener_(loopback_socket()), url_(url_of(listener_)) {
    REQUIRE(::listen(listener_.get(), 0) == 0);
    sockaddr_in address = address_of(listener_);
    for (int count = 0; count < 4; ++count) {
        net::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
        waiting_.push_back(std::move(fd));
    }
}

std::uint16_t free_port() {
    return ntohs(address_of(loopback_socket()).sin_port);
}

}  // namespace fortify::test
