#pragma once

#include "core/time.hpp"
#include "fault/treatment.hpp"
#include "net/socket_address.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace fortify::net {

// An answer that the proxy gives in place of the upstream.
struct OwnAnswer {
    std::uint16_t status = 503;
    Duration retry_after{-1};  // below zero: none
};

// What is to be done to a connection, or to one request on it.
struct Verdict {
    fault::Treatment treatment;
    Duration delay{0};                      // all that comes back is held back this long
    std::optional<OwnAnswer> answer;        // of requests
    std::optional<SocketAddress> upstream;  // in place of the route's
};

// What a decision may depend on. Connections and requests count from 0, apart, for each route.
struct ConnectionSeen {
    std::uint64_t number = 0;
    std::uint16_t client_port = 0;
};
struct RequestSeen {
    std::uint64_t number = 0;
    std::uint64_t connection = 0;
    std::string_view method;
    std::string_view target;
    const std::vector<std::pair<std::string_view, std::string_view>>& headers;
};

// Who decides for a route; the relay only applies. Connections are asked about when they come and, in
// TCP mode, again whenever `Relay::reconsider` is called; requests as soon as their head has been read.
struct Judge {
    std::function<Verdict(Instant, const ConnectionSeen&)> connection;
    std::function<Verdict(Instant, const ConnectionSeen&)> connection_again;
    std::function<void(Instant, std::uint64_t number)> connection_ended;
    std::function<Verdict(Instant, const RequestSeen&)> request;
    std::function<Verdict(Instant, std::uint64_t number)> request_again;
    std::function<void(Instant, std::uint64_t number)> request_ended;
};

}  // namespace fortify::net
