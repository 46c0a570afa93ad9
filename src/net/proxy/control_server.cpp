#include "net/proxy/control_server.hpp"

#include "net/address_guard.hpp"
#include "net/http1/grammar.hpp"
#include "net/server/responses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

namespace fortify::net {
namespace {

constexpr std::size_t most_clients = 64;
constexpr RequestParser::Limits small{.request_line = std::size_t{4} * 1024,
                                      .head = std::size_t{16} * 1024,
                                      .headers = 64,
                                      .body = std::uint64_t{1} << 20U};

ControlAnswer refusal(std::uint16_t status, std::string_view why) {
    return {.status = status, .body = fmt::format("{{\"error\":\"{}\"}}\n", why), .headers = {}};
}

bool is_plain_host(std::string_view host) {
    const bool bracketed = !host.empty() && host.front() == '[';
    host = bracketed ? host.substr(1, std::min(host.find(']'), host.size()) - 1)
                     : host.substr(0, host.find(':'));
    return same_letters(host, "localhost") || IpAddress::parse(host).has_value();
}

}  // namespace

ControlServer::ControlServer(Loop& loop, Listener listener, Handler handler)
    : loop_(loop), listener_(std::move(listener)), handler_(std::move(handler)) {
}

ControlServer::~ControlServer() {
    loop_.forget(listener_.fd());
    for (const std::unique_ptr<Client>& client : clients_) {
        loop_.forget(client->fd.get());
    }
}

Result<std::unique_ptr<ControlServer>, std::string> ControlServer::create(Loop& loop,
                                                                          const SocketAddress& address,
                                                                          Handler handler) {
    Result<Listener, std::string> listener = Listener::open(address);
    if (!listener) {
        return Err{listener.error()};
    }
    const Result<Done, std::string> watched = loop.watch(listener->fd(), Interest::read);
    if (!watched) {
        return Err{watched.error()};
    }
    return std::unique_ptr<ControlServer>(new ControlServer(loop, std::move(*listener), std::move(handler)));
}

bool ControlServer::owns(int fd) const {
    return fd == listener_.fd() ||
           std::any_of(clients_.begin(), clients_.end(),
                       [&](const std::unique_ptr<Client>& client) { return client->fd.get() == fd; });
}

void ControlServer::on_ready(const Ready& ready) {
    if (ready.fd == listener_.fd()) {
        accept_client();
        return;
    }
    for (const std::unique_ptr<Client>& client : clients_) {
        if (client->fd.get() == ready.fd) {
            if (!client->output.empty() && !write_to(*client)) {
                return;
            }
            if (client->output.empty()) {
                read_from(*client);
            }
            return;
        }
    }
}

void ControlServer::accept_client() {
    Fd fd(::accept4(listener_.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd.is_open()) {
        return;
    }
    if (clients_.size() >= most_clients) {
        drop(*clients_.front());
    }
    auto client = std::make_unique<Client>();
    client->fd = std::move(fd);
    client->parser = RequestParser(small);
    if (loop_.watch(client->fd.get(), Interest::read)) {
        clients_.push_back(std::move(client));
    }
}

void ControlServer::read_from(Client& client) {
    std::array<char, 16'384> bytes;
    const ssize_t length = ::recv(client.fd.get(), bytes.data(), bytes.size(), 0);
    if (length <= 0) {
        if (length == 0 || (errno != EAGAIN && errno != EINTR)) {
            drop(client);
        }
        return;
    }
    std::string_view left(bytes.data(), static_cast<std::size_t>(length));
    while (!left.empty() && !client.closing) {
        left.remove_prefix(feed(client, left));
        if (client.parser.state() != RequestParser::State::reading) {
            answer(client);
        }
    }
    if (!client.output.empty()) {
        static_cast<void>(write_to(client));
    }
}

// Keeps the content of the body, which the parser does not.
std::size_t ControlServer::feed(Client& client, std::string_view bytes) const {
    if (!client.parser.head_complete()) {
        return client.parser.feed(bytes, RequestParser::Until::end_of_head);
    }
    const std::uint64_t content = client.parser.content_ahead();
    const std::size_t stretch = content > 0
                                    ? static_cast<std::size_t>(std::min<std::uint64_t>(content, bytes.size()))
                                    : std::min(bytes.find('\n'), bytes.size() - 1) + 1;
    const std::size_t used = client.parser.feed(bytes.substr(0, stretch));
    if (content > 0) {
        client.body.append(bytes.substr(0, used));
    }
    return used;
}

void ControlServer::answer(Client& client) {
    const ControlAnswer given = answer_to(client);
    client.closing = !client.parser.keeps_alive();
    const Response response =
        make_response(given.status, client.closing ? Closing::closes : Closing::keeps_alive,
                      "application/json", given.body, given.headers);
    const bool head_only = client.parser.head_complete() && client.parser.method() == "HEAD";
    client.output.append(response.bytes, 0, head_only ? response.head : response.bytes.size());
    client.body.clear();
    client.parser.next();
}

ControlAnswer ControlServer::answer_to(const Client& client) const {
    const RequestParser& request = client.parser;
    if (request.state() == RequestParser::State::failed) {
        return refusal(request.status(), reason_of(request.status()));
    }
    if (request.header("origin")) {
        return refusal(403, "requests of web pages are not answered");
    }
    if (const auto host = request.header("host"); host && !is_plain_host(*host)) {
        return refusal(403, "the Host must be an address or localhost");
    }
    return handler_({.method = request.method(),
                     .path = request.target().substr(0, request.target().find('?')),
                     .body = client.body,
                     .authorization = request.header("authorization")});
}

bool ControlServer::write_to(Client& client) {
    const ssize_t sent = ::send(client.fd.get(), client.output.data(), client.output.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        drop(client);
        return false;
    }
    client.output.erase(0, static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
    if (client.output.empty() && client.closing) {
        drop(client);
        return false;
    }
    if (!loop_.watch(client.fd.get(), client.output.empty() ? Interest::read : Interest::write)) {
        drop(client);
        return false;
    }
    return true;
}

void ControlServer::drop(const Client& client) {
    loop_.forget(client.fd.get());
    const auto gone =
        std::find_if(clients_.begin(), clients_.end(),
                     [&](const std::unique_ptr<Client>& each) { return each.get() == &client; });
    clients_.erase(gone);
}

}  // namespace fortify::net
