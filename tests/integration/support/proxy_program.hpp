#pragma once

#include "integration/support/client.hpp"
#include "integration/support/process.hpp"
#include "integration/support/rogue_server.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

// For tests of the program itself, whose path is FORTIFY_BINARY.
namespace fortify::test {

inline const std::string binary = FORTIFY_BINARY;

inline std::string loopback(std::uint16_t port) {
    return "127.0.0.1:" + std::to_string(port);
}

// `fortify proxy` with one proxy and the faults given; ready when it is made.
class Proxy {
public:
    Proxy(const std::string& protocol, std::uint16_t upstream, const std::string& faults)
        : port_(free_port()), control_(free_port()) {
        std::ofstream(file()) << "schema = 1\nseed = 5\n[[proxy]]\nname = \"front\"\nlisten = \""
                              << loopback(port_) << "\"\nupstream = \"" << loopback(upstream)
                              << "\"\nprotocol = \"" << protocol << "\"\n"
                              << faults;
        process_.emplace(std::vector<std::string>{binary, "proxy", "--control", loopback(control_), file()});
        REQUIRE(comes_true([&] { return control("GET", "/health").status == 0; }));
    }

    [[nodiscard]] std::uint16_t port() const {
        return port_;
    }
    [[nodiscard]] pid_t id() const {
        return process_->id();
    }
    [[nodiscard]] std::string url() const {
        return "http://" + loopback(port_) + "/";
    }
    [[nodiscard]] Finished control(const std::string& method,
                                   const std::string& path,
                                   const std::string& body = "{}") const {
        const std::string curl = find_program("curl").value_or("");
        std::vector<std::string> words{
            curl, "-s", "-S", "-w", "\n%{http_code}", "-X", method, "http://" + loopback(control_) + path};
        if (method != "GET" && method != "DELETE") {
            words.insert(words.end(), {"-d", body});
        }
        return run_program(words);
    }

private:
    [[nodiscard]] std::string file() const {
        return folder_.path() + "/proxy.toml";
    }

    TemporaryFolder folder_;
    std::uint16_t port_;
    std::uint16_t control_;
    std::optional<Background> process_;
};

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace fortify::test
