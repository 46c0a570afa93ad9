#pragma once

#include "core/time.hpp"
#include "net/address_guard.hpp"
#include "net/curl/detour.hpp"
#include "net/curl/error_map.hpp"
#include "net/curl/route.hpp"
#include "net/curl/tls_trap.hpp"
#include "net/loop.hpp"
#include "run/ports.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fortify::net {

// What all transfers of one wire share.
struct TransferCommons {
    Loop& loop;
    AddressGuard guard;
    Duration connect_timeout;
    std::uint64_t body_limit = 0;
    std::uint64_t head_limit = 0;
    bool keeps_bodies = false;          // else they are counted and dropped
    std::uint64_t connections = 0;      // opened so far
    std::uint64_t socket_failures = 0;  // sockets that this machine would not give
    std::vector<bool> own_sockets;      // by descriptor: opened by a transfer, not by a resolver

    [[nodiscard]] bool opened(int fd) const {
        return static_cast<std::size_t>(fd) < own_sockets.size() && own_sockets[static_cast<std::size_t>(fd)];
    }
};

// One libcurl easy handle with every option set, used for one attempt after the other: starting one
// costs a rewritten header line and nothing else.
//
// A request goes on the wire once. libcurl by itself would send it again when a kept-alive connection
// breaks before the first byte of the answer; that second request would be missing in every count of
// attempts, so it is refused and the attempt ends with `reset`, as it does in the simulation.
class Transfer {
public:
    // None when there is no memory for it, or libcurl lacks an option. Both references must outlive it.
    [[nodiscard]] static std::unique_ptr<Transfer> create(const Route& route, TransferCommons& commons);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    void begin(const run::AttemptRequest& attempt);
    // After `begin`: the attempt takes a connection of its own, by the detour or to the trap.
    void go_around(Detour& detour, const fault::Treatment& treatment);
    [[nodiscard]] bool go_into(const TlsTrap& trap, const SocketAddress& entrance);
    // After the attempt; false when this transfer is good for no other.
    [[nodiscard]] bool go_straight();
    // `code` is how libcurl says it ended.
    [[nodiscard]] run::AttemptResult result(int code) const;

    // Of the answer, where bodies are kept.
    [[nodiscard]] std::string take_body() {
        return std::move(kept_body_);
    }
    [[nodiscard]] std::uint32_t slot() const {
        return slot_;
    }
    // The CURL*, which is a void* for its users too.
    [[nodiscard]] void* easy() const {
        return easy_;
    }

private:
    struct Callbacks;  // what libcurl calls

    Transfer(const Route& route, TransferCommons& commons, void* easy);
    [[nodiscard]] bool set_options();
    [[nodiscard]] bool set_request();
    [[nodiscard]] bool build_headers();
    // Where to connect to goes to `address`, which holds the resolved one.
    [[nodiscard]] int open_socket(SocketAddress& address, int type, int protocol);
    [[nodiscard]] int open_detour(SocketAddress& address, int type, int protocol);
    [[nodiscard]] bool set_freshness(long fresh);
    void write_deadline(Instant deadline);
    [[nodiscard]] bool is_broken_framing(int code) const;
    [[nodiscard]] bool take_header(std::string_view line);

    const Route& route_;
    TransferCommons& commons_;
    void* easy_;
    void* headers_ = nullptr;         // the curl_slist of all header lines
    char* attempt_number_ = nullptr;  // the place in its attempt line where the numbers stand
    char* deadline_ = nullptr;        // the same in the line behind it
    std::uint32_t slot_ = 0;
    std::uint64_t body_ = 0;  // bytes of the answer so far
    std::string kept_body_;
    std::uint64_t head_ = 0;
    bool head_complete_ = false;
    Duration retry_after_{-1};
    TransferFacts facts_;
    Detour* detour_ = nullptr;                     // of this attempt; none: straight to the target
    const fault::Treatment* treatment_ = nullptr;  // done on the detour
    std::optional<SocketAddress> trap_;            // connected to in place of the target
};

}  // namespace fortify::net
