#include "scenario/http_text.hpp"

#include <algorithm>
#include <string>

namespace fortify::scenario {

namespace {

bool is_visible(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_port(std::string_view text) {
    if (text.empty() || text.size() > 5 ||
        !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        return false;
    }
    const unsigned long port = std::stoul(std::string(text));
    return port >= 1 && port <= 65535;
}

}  // namespace

bool is_token(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != marks.npos;
    });
}

bool is_header_value(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
    });
}

bool is_path(std::string_view text) {
    return !text.empty() && text.front() == '/' && is_visible(text);
}

std::string_view why_no_url(std::string_view text) {
    const auto scheme_end = text.find("://");
    std::string scheme(text.substr(0, scheme_end == text.npos ? 0 : scheme_end));
    std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (scheme != "http" && scheme != "https") {
        return "it does not begin with http:// or https://";
    }
    if (!is_visible(text)) {
        return "it holds a space or a character that URLs must encode";
    }
    std::string_view authority = text.substr(scheme_end + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    if (const auto at = authority.rfind('@'); at != authority.npos) {
        authority.remove_prefix(at + 1);
    }
    std::string_view host = authority;
    std::string_view after_host;
    if (!authority.empty() && authority.front() == '[') {
        const auto bracket = authority.find(']');
        if (bracket == authority.npos) {
            return "the address in brackets does not end";
        }
        host = authority.substr(1, bracket - 1);
        after_host = authority.substr(bracket + 1);
    } else {
        host = authority.substr(0, authority.find(':'));
        after_host = authority.substr(host.size());
    }
    if (host.empty()) {
        return "it names no host";
    }
    if (!after_host.empty() && (after_host.front() != ':' || !is_port(after_host.substr(1)))) {
        return "the port is not a number from 1 to 65535";
    }
    return {};
}

}  // namespace fortify::scenario
