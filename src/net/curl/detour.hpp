#pragma once

#include "core/outcome.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "fault/treatment.hpp"
#include "net/loop.hpp"
#include "net/proxy/relay.hpp"
#include "net/server/listener.hpp"
#include "net/socket_address.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace fortify::net {

// The way that treated attempts take: in place of the target's address they connect to one of loopback, where
// the code of the proxy does to their bytes what the treatment says. What they are told apart by is the
// port of their own end, which is bound before they connect.
class Detour {
public:
    // What passes: HTTP/1.1 in plain text, of which requests can be told apart, or anything else.
    enum class Content : std::uint8_t { http, bytes };

    // The loop must outlive the detour.
    [[nodiscard]] static Result<std::unique_ptr<Detour>, std::string> create(Loop& loop);
    ~Detour();
    Detour(const Detour&) = delete;
    Detour& operator=(const Detour&) = delete;

    // What a connection out of this port is to be: `target` is where it would go.
    struct Errand {
        std::uint16_t port = 0;
        SocketAddress target;
        Content content{};
    };
    // Where it goes instead. The treatment is copied.
    [[nodiscard]] const SocketAddress& lead(const Errand& errand, const fault::Treatment& treatment);

    [[nodiscard]] bool owns(int fd) const {
        return relay_.owns(fd);
    }
    void on_ready(Instant now, const Ready& ready) {
        relay_.on_ready(now, ready);
    }
    void fire_timers(Instant now) {
        relay_.fire_timers(now);
    }
    [[nodiscard]] Instant next_wakeup() const {
        return relay_.next_wakeup();
    }

private:
    Detour(Loop& loop, Listener refusing, Listener deaf);
    [[nodiscard]] Result<std::uint32_t, std::string> add_route(RelayProtocol protocol);
    [[nodiscard]] Verdict take(std::uint16_t port);
    [[nodiscard]] Result<Done, std::string> deafen();

    Relay relay_;
    Listener refusing_;
    Listener deaf_;
    std::vector<Fd> waiting_;  // fill the backlog of the deaf one: further SYNs are lost
    std::uint32_t bytes_ = 0;
    std::uint32_t http_ = 0;
    std::unordered_map<std::uint16_t, Verdict> expected_;  // by port
    std::unordered_map<std::uint64_t, Verdict> requests_;  // of HTTP, by the connection's number
};

// What becomes of an attempt that never gets as far as a connection, once its delays are over.
[[nodiscard]] std::optional<Cause> end_before(const fault::Treatment& treatment);
// Beside the delays before it there is something to be done to the connection or what passes it.
[[nodiscard]] bool acts_on_bytes(const fault::Treatment& treatment);

// A port of 127.0.0.1 for this end of the connection; 0 when there is none to be had.
[[nodiscard]] std::uint16_t bind_loopback(int fd);

}  // namespace fortify::net
