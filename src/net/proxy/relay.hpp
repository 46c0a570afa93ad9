#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "net/loop.hpp"
#include "net/proxy/link.hpp"
#include "net/proxy/verdict.hpp"
#include "net/server/listener.hpp"
#include "net/socket_address.hpp"
#include "run/timer_queue.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fortify::net {

enum class RelayProtocol : std::uint8_t { tcp, http };

// Passes bytes between clients and upstreams, and does to them on the way what the judge of the route
// says. Any number of routes and connections on the caller's loop, nothing of it ever waits:
//
//     on_ready for each descriptor that it owns, fire_timers once a turn, sleep until next_wakeup.
//
// A connection costs no buffer while nothing is held for it, and at most that of `Flow::room` for each
// direction while something is: who reads slowly is sent less, not remembered for longer.
class Relay {
public:
    // What a client that sends no more means by it.
    enum class ClientEnd : std::uint8_t {
        half,  // it still wants the answer
        gone,  // it has closed
    };
    struct Route {
        SocketAddress listen;
        SocketAddress upstream;
        RelayProtocol protocol = RelayProtocol::tcp;
        Duration connect_timeout = 10s;
        ClientEnd client_end = ClientEnd::half;
        Judge judge;
    };
    struct Totals {
        std::uint64_t connections = 0;
        std::uint64_t active = 0;
        std::uint64_t requests = 0;        // of HTTP
        std::uint64_t bytes_sent = 0;      // to the upstream
        std::uint64_t bytes_received = 0;  // from it
        std::uint64_t unreachable = 0;     // the upstream could not be connected to
    };

    // The loop must outlive the relay.
    explicit Relay(Loop& loop);
    ~Relay();
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    // Listens at once. The number names the route until it is removed, and is not used again.
    [[nodiscard]] Result<std::uint32_t, std::string> add(const Route& route);
    // Ends its connections, too.
    void remove(Instant now, std::uint32_t route);
    // Refuses new connections, and resets those there are.
    void close(Instant now, std::uint32_t route);
    [[nodiscard]] Result<Done, std::string> reopen(std::uint32_t route);
    // All but where it listens. New connections find the new one; those there are end only when the protocol
    // is another, and by the judge that they began with.
    void change(Instant now, std::uint32_t route, const Route& changed);
    // Asks the judge again what is to be done to each connection and request under way.
    void reconsider(Instant now, std::uint32_t route);

    [[nodiscard]] const SocketAddress& address(std::uint32_t route) const;
    [[nodiscard]] bool is_open(std::uint32_t route) const;
    [[nodiscard]] const Totals& totals(std::uint32_t route) const;

    [[nodiscard]] bool owns(int fd) const;
    void on_ready(Instant now, const Ready& ready);
    void fire_timers(Instant now);
    [[nodiscard]] Instant next_wakeup() const;

private:
    enum class Timer : std::uint8_t { stage, request, answer };
    struct RouteState {
        Route route;
        Listener listener;
        Totals totals;
        Instant retry_at = never;  // of accepting, when descriptors ran out
        std::uint64_t requests = 0;
    };
    // What a descriptor is for.
    struct Owner {
        enum class Kind : std::uint8_t { nobody, listener, client, upstream } kind = Kind::nobody;
        std::uint32_t index = 0;  // of the route or the link
    };

    // -- relay.cpp: routes and events
    [[nodiscard]] RouteState& state_of(std::uint32_t route);
    void own(int fd, Owner owner);
    void on_timer(Instant now, std::uint32_t slot, Timer timer);
    void end_links(Instant now, std::uint32_t route);

    // -- relay_accept.cpp: connections begin
    void accept_connections(Instant now, std::uint32_t route);
    [[nodiscard]] bool accept_one(Instant now, std::uint32_t route);
    void begin(Instant now, std::uint32_t slot);
    void apply(Instant now, std::uint32_t slot, const Verdict& verdict);
    void dial(Instant now, std::uint32_t slot);
    void on_dialled(Instant now, std::uint32_t slot);
    void dial_failed(Instant now, std::uint32_t slot, int error);
    void send_again(Instant now, const Link& original, std::string_view request);
    [[nodiscard]] std::uint32_t new_slot(const SocketAddress& upstream);

    // -- relay_links.cpp: bytes, and how connections end
    void on_link_ready(Instant now, std::uint32_t slot, Side side, Interest what);
    void read_from(Instant now, std::uint32_t slot, Side side);
    [[nodiscard]] std::size_t room_for(Link& link, Side side) const;
    void take_bytes(Instant now, Link& link, Side side, std::string_view bytes);
    void take_end(Instant now, std::uint32_t slot, Side side);
    void take_break(Instant now, std::uint32_t slot, Side side);
    // False when the connection is gone.
    [[nodiscard]] bool flush(Instant now, std::uint32_t slot, Side from);
    [[nodiscard]] bool end_flow(Instant now, std::uint32_t slot, Side from);
    void go_on(Instant now, std::uint32_t slot);
    [[nodiscard]] bool follow_session(Instant now, std::uint32_t slot);
    void settle(Instant now, std::uint32_t slot);
    void begin_draining(Instant now, std::uint32_t slot);
    void close_upstream(Link& link);
    void reset(Instant now, std::uint32_t slot);
    void drop(Instant now, std::uint32_t slot);
    void arm(std::uint32_t slot, Timer timer, Instant when);

    Loop& loop_;
    std::vector<std::unique_ptr<RouteState>> routes_;
    std::vector<std::unique_ptr<Link>> links_;
    std::vector<std::uint32_t> free_;
    std::vector<Owner> owners_;  // by descriptor
    run::TimerQueue timers_;
    std::vector<char> scratch_;
};

}  // namespace fortify::net
