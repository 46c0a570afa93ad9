#pragma once

#include "core/units.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace fortify::net {

enum class Closing : std::uint8_t { keeps_alive, closes };

// "Service Unavailable"; "Unassigned" for statuses that have no name.
[[nodiscard]] std::string_view reason_of(std::uint16_t status);

// A whole answer as it goes on the wire, and how much of it is head: all that HEAD may have. `headers`
// are further lines of the head, each with its end.
struct Response {
    std::string bytes;
    std::size_t head = 0;
};
[[nodiscard]] Response make_response(std::uint16_t status,
                                     Closing closing,
                                     std::string_view type,
                                     std::string_view body,
                                     std::string_view headers = {});

// The answers of a service, each built once and as long as it is told, its head included, where that is
// longer than it has to be.
class Responses {
public:
    Responses() : Responses(Bytes{0}) {
    }
    explicit Responses(Bytes size) : size_(size) {
    }

    [[nodiscard]] const Response& get(std::uint16_t status, Closing closing);

private:
    Bytes size_;
    std::array<std::array<Response, 2>, 600> built_;
};

}  // namespace fortify::net
