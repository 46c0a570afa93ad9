#pragma once

#include "net/clock.hpp"
#include "net/curl/curl_wire.hpp"
#include "net/loop.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fortify::test {

// Whatever is waited for in these tests comes within milliseconds or never.
inline constexpr Duration patience = 20s;

// A wire with the smallest driver there is.
class Client {
public:
    explicit Client(net::CurlWire::Options options);
    // One target with a plain GET, loopback allowed.
    explicit Client(const std::string& url);

    void start(std::uint32_t slot, std::uint64_t call = 0, std::uint32_t attempt = 1);
    void start(const run::AttemptRequest& attempt);
    void cancel(std::uint32_t slot);
    // Results arrive in `done`. False when patience ended first.
    bool turn_until(const std::function<bool()>& holds);
    // Starts one attempt and waits for its end.
    run::AttemptResult fetch(std::uint64_t call = 0, std::uint32_t attempt = 1);

    std::vector<run::AttemptDone> done;

    [[nodiscard]] net::CurlWire& wire() {
        return *wire_;
    }
    [[nodiscard]] const net::Clock& clock() const {
        return clock_;
    }

private:
    net::Clock clock_;
    net::Loop loop_;
    std::unique_ptr<net::CurlWire> wire_;
};

[[nodiscard]] net::CurlWire::Options options_for(const std::string& url);

// Polls from this thread, without a sleep in the kernel longer than a millisecond.
bool comes_true(const std::function<bool()>& holds);

}  // namespace fortify::test
