// What a request through `fortify proxy` in TCP mode costs in CPU time, beside HAProxy in TCP mode with one
// thread, and what ten thousand connections held cost in memory. Both stand, one after the other, between
// the same client and the same server, which are threads of this program.
//
//     proxy_bench <fortify> [requests] [connections held]
#include "net/fd.hpp"
#include "net/file_limit.hpp"
#include "net/socket_address.hpp"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using fortify::net::Fd;
using fortify::net::SocketAddress;

constexpr std::size_t clients_at_once = 64;
constexpr std::size_t request_size = 128;

Fd listening(std::uint16_t& port) {
    Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const SocketAddress address = SocketAddress::loopback(0);
    if (::bind(fd.get(), address.get(), address.length()) != 0 || ::listen(fd.get(), SOMAXCONN) != 0) {
        std::exit(1);
    }
    port = SocketAddress::own_of(fd.get()).port();
    return fd;
}

// Sends back what comes, until told to stop.
void serve_echo(int listener, const std::atomic<bool>& stop) {
    const Fd epoll(::epoll_create1(EPOLL_CLOEXEC));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = listener;
    ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, listener, &event);
    std::array<epoll_event, 256> events;
    std::array<char, 4096> bytes;
    while (!stop.load()) {
        const int count = ::epoll_wait(epoll.get(), events.data(), static_cast<int>(events.size()), 50);
        for (int index = 0; index < count; ++index) {
            const int fd = events[static_cast<std::size_t>(index)].data.fd;
            if (fd == listener) {
                for (int peer = 0; (peer = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
                    event.data.fd = peer;
                    ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, peer, &event);
                }
                continue;
            }
            const ssize_t length = ::recv(fd, bytes.data(), bytes.size(), 0);
            if (length <= 0 || ::send(fd, bytes.data(), static_cast<std::size_t>(length), MSG_NOSIGNAL) < 0) {
                ::close(fd);
            }
        }
    }
}

Fd connected(std::uint16_t port) {
    const SocketAddress address = SocketAddress::loopback(port);
    for (int attempt = 0; attempt < 200; ++attempt) {
        Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        if (::connect(fd.get(), address.get(), address.length()) == 0) {
            const int one = 1;
            ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            return fd;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    fmt::print(stderr, "nobody listens on port {}\n", port);
    std::exit(1);
}

// All connections send, then all receive: so many requests are under way at once.
void drive(std::uint16_t port, std::size_t requests) {
    std::vector<Fd> clients;
    for (std::size_t count = 0; count < clients_at_once; ++count) {
        clients.push_back(connected(port));
    }
    std::array<char, request_size> bytes{};
    for (std::size_t done = 0; done < requests; done += clients.size()) {
        for (const Fd& client : clients) {
            ::send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        }
        for (const Fd& client : clients) {
            ::recv(client.get(), bytes.data(), bytes.size(), MSG_WAITALL);
        }
    }
}

class Process {
public:
    explicit Process(std::vector<std::string> words) {
        std::vector<char*> arguments;
        for (std::string& word : words) {
            arguments.push_back(word.data());
        }
        arguments.push_back(nullptr);
        if (::posix_spawnp(&id_, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0) {
            fmt::print(stderr, "cannot start {}\n", words.front());
            std::exit(1);
        }
    }
    ~Process() {
        ::kill(id_, SIGTERM);
        ::waitpid(id_, nullptr, 0);
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    // In seconds, of all its threads.
    [[nodiscard]] double cpu() const {
        std::ifstream file(fmt::format("/proc/{}/stat", id_));
        std::stringstream text;
        text << file.rdbuf();
        const std::string all = text.str();
        std::istringstream fields(all.substr(all.rfind(')') + 2));
        std::string word;
        double ticks = 0;
        for (int field = 3; field <= 15 && fields >> word; ++field) {
            ticks += field >= 14 ? std::stod(word) : 0;
        }
        return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }
    [[nodiscard]] double resident_mib() const {
        std::ifstream file(fmt::format("/proc/{}/statm", id_));
        double total = 0;
        double resident = 0;
        file >> total >> resident;
        return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024 * 1024);
    }

private:
    pid_t id_ = -1;
};

double microseconds_a_request(const Process& proxy, std::uint16_t port, std::size_t requests) {
    drive(port, requests / 10);
    const double before = proxy.cpu();
    drive(port, requests);
    return (proxy.cpu() - before) * 1e6 / static_cast<double>(requests);
}

std::uint16_t free_port() {
    std::uint16_t port = 0;
    const Fd taken = listening(port);
    return port;
}

void hold(const Process& proxy, std::uint16_t port, std::size_t count) {
    const double before = proxy.resident_mib();
    std::vector<Fd> clients;
    std::array<char, request_size> bytes{};
    for (std::size_t index = 0; index < count; ++index) {
        clients.push_back(connected(port));
    }
    for (const Fd& client : clients) {
        ::send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    std::size_t answered = 0;
    for (const Fd& client : clients) {
        answered += ::recv(client.get(), bytes.data(), bytes.size(), MSG_WAITALL) > 0 ? std::size_t{1}
                                                                                      : std::size_t{0};
    }
    fmt::print("{} connections held, {} answered: {:.1f} MiB resident, {:.1f} MiB before\n", count, answered,
               proxy.resident_mib(), before);
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        fmt::print(stderr, "usage: proxy_bench <fortify> [requests] [connections held]\n");
        return 2;
    }
    const std::size_t requests = count > 2 ? std::stoul(arguments[2]) : 400'000;
    const std::size_t held = count > 3 ? std::stoul(arguments[3]) : 10'000;
    fortify::net::raise_file_limit();
    std::uint16_t upstream = 0;
    const Fd listener = listening(upstream);
    std::atomic<bool> stop{false};
    std::thread server([&] { serve_echo(listener.get(), stop); });
    std::string folder = std::filesystem::temp_directory_path() / "fortify-bench-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) {
        return 1;
    }
    const std::uint16_t port = free_port();
    const std::uint16_t other_port = free_port();
    std::ofstream(folder + "/proxy.toml") << fmt::format(
        "schema = 1\n[[proxy]]\nname = \"bench\"\nlisten = \"127.0.0.1:{}\"\nupstream = "
        "\"127.0.0.1:{}\"\n",
        port, upstream);
    std::ofstream(folder + "/haproxy.cfg") << fmt::format(
        "global\n  nbthread 1\n  maxconn 4000\ndefaults\n  mode tcp\n  timeout connect 5s\n  timeout client "
        "60s\n  timeout server 60s\nlisten bench\n  bind 127.0.0.1:{}\n  server echo 127.0.0.1:{}\n",
        other_port, upstream);
    {
        const Process fortify({arguments[1], "proxy", "--quiet", folder + "/proxy.toml"});
        const Process haproxy({"haproxy", "-q", "-f", folder + "/haproxy.cfg"});
        double ours = 0;
        double theirs = 0;
        constexpr std::size_t rounds = 3;  // alternating, so that both meet the same machine
        for (std::size_t round = 0; round < rounds; ++round) {
            ours += microseconds_a_request(fortify, port, requests / rounds) / double{rounds};
            theirs += microseconds_a_request(haproxy, other_port, requests / rounds) / double{rounds};
        }
        fmt::print("CPU a request in TCP mode: fortify {:.2f} us, haproxy {:.2f} us, ratio {:.2f}\n", ours,
                   theirs, ours / theirs);
        hold(fortify, port, held);
    }
    stop.store(true);
    server.join();
    std::filesystem::remove_all(folder);
    return 0;
}
