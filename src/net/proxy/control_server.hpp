#pragma once

#include "core/result.hpp"
#include "net/http1/request_parser.hpp"
#include "net/loop.hpp"
#include "net/server/listener.hpp"
#include "net/socket_address.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::net {

struct ControlRequest {
    std::string_view method;
    std::string_view path;  // without the query
    std::string_view body;
    std::optional<std::string_view> authorization;
};
struct ControlAnswer {
    std::uint16_t status = 200;
    std::string body;     // JSON
    std::string headers;  // further lines, each with its end
};

// The HTTP side of the control interface: small requests in, JSON out, on the caller's loop. Requests that
// a web page may have made (an Origin, or a Host that is a name) are refused before anyone looks at them:
// a browser on this machine reaches loopback, too.
class ControlServer {
public:
    using Handler = std::function<ControlAnswer(const ControlRequest&)>;

    // The loop must outlive the server.
    [[nodiscard]] static Result<std::unique_ptr<ControlServer>, std::string> create(
        Loop& loop, const SocketAddress& address, Handler handler);
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    [[nodiscard]] const SocketAddress& address() const {
        return listener_.address();
    }
    [[nodiscard]] bool owns(int fd) const;
    void on_ready(const Ready& ready);

private:
    struct Client {
        Fd fd;
        RequestParser parser;
        std::string body;
        std::string output;
        bool closing = false;
    };

    ControlServer(Loop& loop, Listener listener, Handler handler);
    void accept_client();
    void read_from(Client& client);
    [[nodiscard]] std::size_t feed(Client& client, std::string_view bytes) const;
    void answer(Client& client);
    [[nodiscard]] ControlAnswer answer_to(const Client& client) const;
    // False when the client is gone.
    [[nodiscard]] bool write_to(Client& client);
    void drop(const Client& client);

    Loop& loop_;
    Listener listener_;
    Handler handler_;
    std::vector<std::unique_ptr<Client>> clients_;
};

}  // namespace fortify::net
