#pragma once

#include "core/result.hpp"
#include "fault/treatment.hpp"
#include "net/loop.hpp"
#include "net/server/listener.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fortify::net {

// Servers of TLS whose certificates are wrong, made when they are first wanted and never written anywhere.
// The handshake fails where the client looks at the certificate; there is nothing behind it.
class TlsTrap {
public:
    // The loop must outlive the trap.
    [[nodiscard]] static Result<std::unique_ptr<TlsTrap>, std::string> create(Loop& loop);
    ~TlsTrap();
    TlsTrap(const TlsTrap&) = delete;
    TlsTrap& operator=(const TlsTrap&) = delete;

    // Where that certificate is shown; `host` is whom the client asks for.
    [[nodiscard]] Result<SocketAddress, std::string> entrance(fault::Treatment::Tls problem,
                                                              const std::string& host);
    // In PEM, of whoever issued all of them but the one of an unknown issuer.
    [[nodiscard]] std::string issuer() const;

    [[nodiscard]] bool owns(int fd) const;
    void on_ready(const Ready& ready);

private:
    struct State;
    explicit TlsTrap(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace fortify::net
