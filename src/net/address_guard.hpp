#pragma once

#include "core/result.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace fortify::net {

// An IP address of either family; version 4 in its mapped form (::ffff:a.b.c.d), so that one
// comparison serves both and a mapped address is what it stands for.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};

    [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);
    // None for families other than IPv4 and IPv6.
    [[nodiscard]] static std::optional<IpAddress> from(const sockaddr& address);
    friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

// Whom fortify may talk to ([safety] allow): networks ("10.0.0.0/8", "::1/128"), single addresses,
// and host names. Asked with the address that is about to be connected to, not with the name, so that
// a name that resolves elsewhere does not get out. A host name in the list allows whatever that name
// resolves to, for URLs with that very host.
class AddressGuard {
public:
    [[nodiscard]] static Result<AddressGuard, std::string> create(std::span<const std::string> allow);

    [[nodiscard]] bool allows(const IpAddress& address, std::string_view url_host) const;

private:
    struct Network {
        IpAddress address;
        unsigned prefix = 128;  // leading bits that count
    };
    AddressGuard() = default;

    std::vector<Network> networks_;
    std::vector<std::string> hosts_;  // lower case, no dot at the end
};

}  // namespace fortify::net
