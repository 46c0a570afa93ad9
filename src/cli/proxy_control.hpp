#pragma once

#include "core/result.hpp"
#include "net/proxy/control_server.hpp"
#include "net/proxy/proxy_server.hpp"
#include "report/proxy_report.hpp"
#include "scenario/proxy_book.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fortify::cli {

// How the proxies stand, with what the user wrote about them.
[[nodiscard]] report::ProxiesReport proxies_report(const scenario::ProxyBook& book,
                                                   const net::ProxyServer& server);

// What the requests of the control interface mean:
//
//     GET /health                                    POST /reset
//     GET, POST /proxies                             GET, PATCH, DELETE /proxies/NAME
//     GET, POST /proxies/NAME/faults                 GET, PUT, PATCH, DELETE /proxies/NAME/faults/ID
class ProxyControl {
public:
    // Book and server must outlive it. With a token, requests that do not bear it are refused.
    ProxyControl(scenario::ProxyBook& book, net::ProxyServer& server, std::optional<std::string> token)
        : book_(book), server_(server), token_(std::move(token)) {
    }

    [[nodiscard]] net::ControlAnswer answer(const net::ControlRequest& request);

private:
    struct Path {
        std::string_view proxy;
        std::string_view fault;
    };

    [[nodiscard]] bool is_authorized(const net::ControlRequest& request) const;
    [[nodiscard]] net::ControlAnswer answer_proxies(const net::ControlRequest& request);
    [[nodiscard]] net::ControlAnswer answer_proxy(const net::ControlRequest& request, std::string_view name);
    [[nodiscard]] net::ControlAnswer answer_faults(const net::ControlRequest& request, std::string_view name);
    [[nodiscard]] net::ControlAnswer answer_fault(const net::ControlRequest& request, const Path& path);
    [[nodiscard]] net::ControlAnswer show(std::uint16_t status, const Path& path) const;
    // Makes the change in the book true; when that cannot be, nothing has changed.
    [[nodiscard]] std::optional<net::ControlAnswer> refused(scenario::ProxyBook before,
                                                            const scenario::ProxyBook::Change& change);

    scenario::ProxyBook& book_;
    net::ProxyServer& server_;
    std::optional<std::string> token_;
};

}  // namespace fortify::cli
