#pragma once

#include "core/time.hpp"
#include "net/fd.hpp"
#include "net/proxy/flow.hpp"
#include "net/proxy/verdict.hpp"
#include "net/socket_address.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

namespace fortify::net {

class HttpSession;

enum class Side : std::uint8_t { client, upstream };
[[nodiscard]] constexpr Side other(Side side) {
    return side == Side::client ? Side::upstream : Side::client;
}
[[nodiscard]] constexpr std::size_t index_of(Side side) {
    return side == Side::client ? 0 : 1;
}

// A client's connection, the one to the upstream that belongs to it, and the bytes between them.
struct Link {
    enum class Stage : std::uint8_t {
        held,       // accepted, and that is all: as if nobody were there
        delayed,    // the upstream is called when the time has come
        detached,   // of HTTP: nobody is called until a request wants it
        dialling,   //
        connected,  //
        draining,   // all is said; what the client still sends is read, since closing would reset it
    };
    struct End {
        Fd fd;
        Flow flow;             // of what comes from there
        bool ended = false;    // it said so
        bool blocked = false;  // it takes no more for now
        bool closed = false;   // it was told that nothing more comes
    };

    std::uint32_t route = 0;
    std::uint64_t number = 0;
    std::uint16_t client_port = 0;
    Stage stage = Stage::held;
    std::array<End, 2> ends;
    SocketAddress upstream;
    Verdict verdict;
    bool reset_when_asked = false;  // RST as soon as something has gone to the upstream
    std::uint64_t drained = 0;
    std::array<Instant, 3> armed{never, never, never};
    std::unique_ptr<HttpSession> http;

    explicit Link(const SocketAddress& to);
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    [[nodiscard]] End& end(Side side) {
        return ends[index_of(side)];
    }
};

// What the verdict means for the bytes of each direction.
struct DirectionRules {
    FlowRules request;
    FlowRules answer;
};
[[nodiscard]] DirectionRules rules_of(const Verdict& verdict);
// There is nobody to connect to.
[[nodiscard]] bool never_there(const fault::Treatment& treatment);
// Whoever waits for the rest of the answer waits for ever.
[[nodiscard]] bool is_stuck(const fault::Treatment& treatment);
// Nothing gets through in either direction.
[[nodiscard]] bool holds_everything(const fault::Treatment& treatment);

}  // namespace fortify::net
