#include "net/address_guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace fortify::net {
namespace {

constexpr unsigned v4_offset = 96;  // bits before a version 4 address in its mapped form

IpAddress mapped(const in_addr& address) {
    IpAddress ip;
    ip.bytes[10] = 0xff;
    ip.bytes[11] = 0xff;
    std::memcpy(ip.bytes.data() + 12, &address, 4);
    return ip;
}

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string plain_host(std::string_view host) {
    if (!host.empty() && host.back() == '.') {
        host.remove_suffix(1);
    }
    std::string plain(host);
    std::transform(plain.begin(), plain.end(), plain.begin(), lower);
    return plain;
}

bool is_host_name(std::string_view text) {
    const bool fits = std::all_of(text.begin(), text.end(), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
               letter == '.' || letter == '_';
    });
    // "10.0.0" or "300.1.1.1" is a broken address, not a host: the last label of a name is no number.
    const std::string_view last =
        text.substr(text.rfind('.') == std::string_view::npos ? 0 : text.rfind('.') + 1);
    const bool number =
        std::all_of(last.begin(), last.end(), [](char letter) { return letter >= '0' && letter <= '9'; });
    return fits && !text.empty() && text.size() <= 253 && !number;
}

bool same_leading_bits(const IpAddress& left, const IpAddress& right, unsigned bits) {
    const std::size_t whole = bits / 8;
    if (std::memcmp(left.bytes.data(), right.bytes.data(), whole) != 0) {
        return false;
    }
    const unsigned rest = bits % 8;
    return rest == 0 || ((left.bytes[whole] ^ right.bytes[whole]) >> (8 - rest)) == 0;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    const std::string terminated(text);
    in_addr v4{};
    if (::inet_pton(AF_INET, terminated.c_str(), &v4) == 1) {
        return mapped(v4);
    }
    IpAddress ip;
    if (::inet_pton(AF_INET6, terminated.c_str(), ip.bytes.data()) == 1) {
        return ip;
    }
    return std::nullopt;
}

std::optional<IpAddress> IpAddress::from(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return mapped(v4.sin_addr);
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        IpAddress ip;
        std::memcpy(ip.bytes.data(), &v6.sin6_addr, ip.bytes.size());
        return ip;
    }
    return std::nullopt;
}

Result<AddressGuard, std::string> AddressGuard::create(std::span<const std::string> allow) {
    AddressGuard guard;
    for (const std::string& entry : allow) {
        const std::size_t slash = entry.find('/');
        const std::string_view head = std::string_view(entry).substr(0, slash);
        const std::optional<IpAddress> address = IpAddress::parse(head);
        if (slash == std::string::npos) {
            if (address) {
                guard.networks_.push_back({*address, 128});
                continue;
            }
            std::string host = plain_host(entry);
            if (is_host_name(host)) {
                guard.hosts_.push_back(std::move(host));
                continue;
            }
            return Err{fmt::format("\"{}\" is neither an address, a network nor a host name", entry)};
        }
        const unsigned offset = head.find(':') == std::string_view::npos ? v4_offset : 0;
        const unsigned longest = 128 - offset;
        const std::string_view digits = std::string_view(entry).substr(slash + 1);
        unsigned prefix = 0;
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
        const bool whole = parsed.ec == std::errc{} && parsed.ptr == digits.data() + digits.size();
        if (!address || !whole || prefix > longest) {
            return Err{fmt::format("\"{}\" is not a network such as \"10.0.0.0/8\" or \"fd00::/8\"", entry)};
        }
        guard.networks_.push_back({*address, prefix + offset});
    }
    return guard;
}

bool AddressGuard::allows(const IpAddress& address, std::string_view url_host) const {
    const bool by_address = std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
        return same_leading_bits(network.address, address, network.prefix);
    });
    if (by_address || hosts_.empty()) {
        return by_address;
    }
    const std::string host = plain_host(url_host);
    return std::find(hosts_.begin(), hosts_.end(), host) != hosts_.end();
}

}  // namespace fortify::net
