#include "net/curl/route.hpp"

#include "net/http1/grammar.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace fortify::net {
namespace {

struct Freed {
    void operator()(CURLU* url) const {
        ::curl_url_cleanup(url);
    }
    void operator()(char* text) const {
        ::curl_free(text);
    }
};

std::string join_url(const std::string& base, const std::string& path) {
    if (!base.empty() && base.back() == '/' && !path.empty() && path.front() == '/') {
        return base + path.substr(1);
    }
    return base + path;
}

std::string part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (::curl_url_get(url, part, &text, 0) != CURLUE_OK) {
        return {};
    }
    const std::unique_ptr<char, Freed> owned(text);
    return text;
}

Result<std::string, std::string> host_of(const std::string& text) {
    const std::unique_ptr<CURLU, Freed> url(::curl_url());
    if (url == nullptr || ::curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
        return Err{std::string("its URL is not one; expected something like http://host:port/path")};
    }
    const std::string scheme = part_of(url.get(), CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") {
        return Err{fmt::format("its URL has the scheme \"{}\"; only http and https are spoken", scheme)};
    }
    return part_of(url.get(), CURLUPART_HOST);
}

bool gives(const run::RequestTemplate& request, std::string_view header) {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [&](const auto& field) { return same_letters(field.first, header); });
}

// libcurl's notation: "Name: value", "Name;" for an empty value, "Name:" to leave its own header out.
Result<std::vector<std::string>, std::string> lines_of(const run::RequestTemplate& request) {
    std::vector<std::string> lines;
    for (const auto& [name, value] : request.headers) {
        if (!is_token(name)) {
            return Err{std::string("one of its header names holds a letter that none may hold")};
        }
        if (!std::all_of(value.begin(), value.end(), is_value_letter)) {
            return Err{fmt::format("the value of its header {} holds a control character", name)};
        }
        lines.push_back(without_blanks(value).empty() ? name + ";" : name + ": " + value);
    }
    // What libcurl adds to a body by itself: a type that nobody gave, and for large ones "Expect:
    // 100-continue", which waits for an answer that many servers never give.
    const bool has_body = !request.body.empty() || request.method == "POST";
    for (const std::string_view unasked : {"Expect", "Content-Type"}) {
        if (has_body && !gives(request, unasked)) {
            lines.push_back(std::string(unasked) + ":");
        }
    }
    return lines;
}

}  // namespace

Endpoint endpoint_of(const run::TargetPlan& target, const std::string& service_url) {
    const bool built_in = !service_url.empty();
    return {.name = target.name,
            .base_url = built_in ? service_url : target.url,
            .unix_socket = target.unix_socket,
            .requests = target.requests,
            .attempt_header = built_in ? AttemptHeader::sent : AttemptHeader::absent,
            .verify_tls = target.verify_tls,
            .http2 = target.http2};
}

Result<Route, std::string> make_route(const Endpoint& endpoint, const run::RequestTemplate& request) {
    const auto refuse = [&](const std::string& reason) {
        return Err{fmt::format("target {}: {}", endpoint.name, reason)};
    };
    Route route{.url = join_url(endpoint.base_url, request.path),
                .host = {},
                .unix_socket = endpoint.unix_socket,
                .method = request.method,
                .body = request.body,
                .header_lines = {},
                .user_agent = {},
                .attempt_header = endpoint.attempt_header,
                .verify_tls = endpoint.verify_tls,
                .http2 = endpoint.http2,
                .purpose = endpoint.purpose,
                .connections = endpoint.connections};
    if (!is_token(request.method)) {
        return refuse("its method is not one; expected a word such as GET");
    }
    Result<std::string, std::string> host = host_of(route.url);
    if (!host) {
        return refuse(host.error());
    }
    route.host = std::move(*host);
    Result<std::vector<std::string>, std::string> lines = lines_of(request);
    if (!lines) {
        return refuse(lines.error());
    }
    route.header_lines = std::move(*lines);
    route.user_agent = gives(request, "User-Agent") ? "" : "fortify";
    return route;
}

}  // namespace fortify::net
