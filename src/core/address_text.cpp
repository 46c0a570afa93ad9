#include "core/address_text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace fortify {
namespace {

constexpr std::string_view unix_prefix = "unix:";
constexpr std::size_t longest_path = 107;  // sun_path of Linux, without the terminating NUL
constexpr const char* expected =
    "expected an address and a port such as \"127.0.0.1:9000\", \"[::1]:9000\" or \"unix:/run/app.sock\"";

}  // namespace

Result<AddressText, std::string> parse_address(std::string_view text) {
    AddressText address;
    if (text.substr(0, unix_prefix.size()) == unix_prefix) {
        address.path = text.substr(unix_prefix.size());
        if (address.path.empty() || address.path.size() > longest_path) {
            return Err{fmt::format("the path of a unix socket has 1 to {} bytes", longest_path)};
        }
        return address;
    }
    const std::size_t colon = text.rfind(':');
    const std::string_view host = text.substr(0, colon);
    const std::string_view port = colon == text.npos ? std::string_view{} : text.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    const bool is_port = error == std::errc{} && end == port.data() + port.size();
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (!is_port || host.empty() || (!bracketed && host.find_first_of(":/ ") != host.npos)) {
        return Err{std::string(expected)};
    }
    address.host = bracketed ? host.substr(1, host.size() - 2) : host;
    return address;
}

}  // namespace fortify
