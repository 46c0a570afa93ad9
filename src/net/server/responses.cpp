#include "net/server/responses.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fortify::net {
namespace {

struct Reason {
    std::uint16_t status;
    std::string_view text;
};

constexpr std::array reasons{
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
    Reason{505, "HTTP Version Not Supported"},
};

// RFC 9110, 6.4.1: these end with their head, whatever it says.
bool has_body(std::uint16_t status) {
    return status >= 200 && status != 204 && status != 304;
}

}  // namespace

std::string_view reason_of(std::uint16_t status) {
    const auto* const found = std::find_if(reasons.begin(), reasons.end(),
                                           [&](const Reason& reason) { return reason.status == status; });
    return found == reasons.end() ? "Unassigned" : found->text;
}

Response make_response(std::uint16_t status,
                       Closing closing,
                       std::string_view type,
                       std::string_view body,
                       std::string_view headers) {
    Response response;
    response.bytes = fmt::format("HTTP/1.1 {} {}\r\n", status, reason_of(status));
    response.bytes += headers;
    if (has_body(status)) {
        response.bytes += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", type, body.size());
    }
    if (closing == Closing::closes) {
        response.bytes += "Connection: close\r\n";
    }
    response.bytes += "\r\n";
    response.head = response.bytes.size();
    if (has_body(status)) {
        response.bytes += body;
    }
    return response;
}

const Response& Responses::get(std::uint16_t status, Closing closing) {
    FORTIFY_ASSERT(status < built_.size());
    Response& response = built_[status][closing == Closing::closes ? 1 : 0];
    if (response.bytes.empty()) {
        std::string body = std::string(reason_of(status)) + "\n";
        response = make_response(status, closing, "text/plain", body);
        const std::size_t size = size_.count;
        if (has_body(status) && response.bytes.size() < size) {
            body.append(size - response.bytes.size(), '\n');
            response = make_response(status, closing, "text/plain", body);
            // The length has more digits now.
            body.resize(body.size() - std::min(body.size(), response.bytes.size() - size));
            response = make_response(status, closing, "text/plain", body);
        }
    }
    return response;
}

}  // namespace fortify::net
