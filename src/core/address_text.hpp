#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fortify {

// Where a socket listens or connects to, as people write it: "127.0.0.1:9000", "[::1]:9000",
// "db.example:5432" or "unix:/run/redis.sock".
struct AddressText {
    std::string host;  // without brackets; empty of unix sockets
    std::uint16_t port = 0;
    std::string path;  // of unix sockets
};

// By its form alone: whether there is such a host is another question. The error is a clause.
[[nodiscard]] Result<AddressText, std::string> parse_address(std::string_view text);

}  // namespace fortify
