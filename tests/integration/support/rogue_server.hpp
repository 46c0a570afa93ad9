#pragma once

#include "core/time.hpp"
#include "net/fd.hpp"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace fortify::test {

// What a server that misbehaves does with each connection.
struct Script {
    enum class When : std::uint8_t { at_connect, after_request };
    enum class End : std::uint8_t { keep, close, reset };

    std::string answer;     // sent once
    std::string endless;    // and then this, for as long as the client takes it
    std::size_t slice = 0;  // bytes at a time; 0: all at once
    Duration pause{0};      // between slices
    When when = When::after_request;
    End end = End::close;
    std::uint32_t good_before = 0;  // requests answered properly on each connection before it begins
};

inline const std::string good_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// A server on a loopback port of its own that follows a script, in a thread of its own.
class RogueServer {
public:
    explicit RogueServer(Script script, const std::string& unix_path = "");
    ~RogueServer();
    RogueServer(const RogueServer&) = delete;
    RogueServer& operator=(const RogueServer&) = delete;

    [[nodiscard]] const std::string& url() const {
        return url_;
    }
    [[nodiscard]] std::uint32_t connections() const {
        return connections_.load();
    }
    // Connections that the client has ended.
    [[nodiscard]] std::uint32_t left() const {
        return left_.load();
    }
    // The heads of all requests so far.
    [[nodiscard]] std::vector<std::string> requests() const;

private:
    struct Peer {
        net::Fd fd;
        std::string input;
        std::string output;
        std::uint32_t answered = 0;
        bool follows_script = false;
        bool finished = false;
    };

    void serve();
    void accept_peer();
    void read_from(Peer& peer);
    void write_to(Peer& peer);
    [[nodiscard]] bool has_more(const Peer& peer) const;
    void take_requests(Peer& peer);
    void end(Peer& peer);

    Script script_;
    net::Fd listener_;
    net::Fd wake_;
    std::string url_;
    std::atomic<bool> stop_{false};
    std::atomic<std::uint32_t> connections_{0};
    std::atomic<std::uint32_t> left_{0};
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::vector<Peer> peers_;
    std::thread thread_;
};

// A port that refuses: it is taken, but nobody listens.
class ClosedPort {
public:
    ClosedPort();
    [[nodiscard]] const std::string& url() const {
        return url_;
    }

private:
    net::Fd holder_;
    std::string url_;
};

// A port that neither accepts nor refuses: its backlog is full.
class DeafPort {
public:
    DeafPort();
    [[nodiscard]] const std::string& url() const {
        return url_;
    }

private:
    net::Fd listener_;
    std::vector<net::Fd> waiting_;
    std::string url_;
};

// A port that is free at the moment, for programs that cannot choose one themselves.
[[nodiscard]] std::uint16_t free_port();

}  // namespace fortify::test
