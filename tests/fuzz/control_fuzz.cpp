// Goal: no bytes sent to the control interface make it crash, hang or answer something other than HTTP.
// Method: a server on loopback with a handler that looks at all it is given; the input is sent in two
// pieces, with the first byte choosing where it is cut, and the connection is read to its end.
#include "core/assert.hpp"
#include "net/clock.hpp"
#include "net/loop.hpp"
#include "net/proxy/control_server.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <sys/socket.h>

namespace {

using namespace fortify;

class Stage {
public:
    Stage() : loop_(made(net::Loop::create())) {
        server_ = made(net::ControlServer::create(
            loop_, net::SocketAddress::loopback(0), [](const net::ControlRequest& request) {
                const std::size_t all = request.method.size() + request.path.size() + request.body.size() +
                                        request.authorization.value_or("").size();
                return net::ControlAnswer{.status = 200, .body = std::to_string(all), .headers = {}};
            }));
    }
    [[nodiscard]] net::Fd client() const {
        net::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const net::SocketAddress& address = server_->address();
        FORTIFY_ASSERT(::connect(fd.get(), address.get(), address.length()) == 0);
        // Thousands of them a second would use up all ports.
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        return fd;
    }
    void turn() {
        static_cast<void>(loop_.wait(clock_, run_start));
        while (const auto ready = loop_.next_ready()) {
            if (server_->owns(ready->fd)) {
                server_->on_ready(*ready);
            }
        }
    }

private:
    template <class Value>
    static Value made(Result<Value, std::string> result) {
        FORTIFY_ASSERT(result.has_value());
        return std::move(*result);
    }

    net::Clock clock_;
    net::Loop loop_;
    std::unique_ptr<net::ControlServer> server_;
};

std::string received(int fd) {
    std::array<char, 65'536> bytes;
    const ssize_t length = ::recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
    return length > 0 ? std::string(bytes.data(), static_cast<std::size_t>(length)) : std::string{};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Stage stage;
    if (size == 0) {
        return 0;
    }
    const std::string input(data + 1, data + size);
    const std::size_t cut = input.empty() ? 0 : data[0] % input.size();
    const net::Fd client = stage.client();
    std::string answers;
    for (const std::string_view piece :
         {std::string_view(input).substr(0, cut), std::string_view(input).substr(cut)}) {
        static_cast<void>(!::send(client.get(), piece.data(), piece.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
        for (int turn = 0; turn < 3; ++turn) {
            stage.turn();
            answers += received(client.get());
        }
    }
    FORTIFY_ASSERT(answers.empty() || answers.rfind("HTTP/1.1 ", 0) == 0);
    return 0;
}
