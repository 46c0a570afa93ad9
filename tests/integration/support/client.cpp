#include "integration/support/client.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

#include <poll.h>

namespace fortify::test {
namespace {

net::Loop make_loop() {
    auto loop = net::Loop::create();
    REQUIRE(loop.has_value());
    return std::move(loop).value();
}

}  // namespace

net::CurlWire::Options options_for(const std::string& url) {
    return {.endpoints = {{.name = "target", .base_url = url, .requests = {{}}}},
            .allow = {"127.0.0.0/8", "::1/128"}};
}

Client::Client(net::CurlWire::Options options) : loop_(make_loop()) {
    auto wire = net::CurlWire::create(loop_, options);
    REQUIRE_MESSAGE(wire.has_value(), wire.error());
    wire_ = std::move(wire).value();
}

Client::Client(const std::string& url) : Client(options_for(url)) {
}

void Client::start(std::uint32_t slot, std::uint64_t call, std::uint32_t attempt) {
    start({.id = {.call = {call}, .number = attempt}, .slot = slot});
}

void Client::start(const run::AttemptRequest& attempt) {
    wire_->start(clock_.read(), attempt);
}

void Client::cancel(std::uint32_t slot) {
    wire_->cancel(clock_.read(), slot);
}

bool Client::turn_until(const std::function<bool()>& holds) {
    const Instant give_up = after(clock_.read(), patience);
    while (!holds()) {
        Instant now = clock_.read();
        if (now >= give_up) {
            return false;
        }
        wire_->flush(now);
        now = loop_.wait(clock_, std::min(wire_->next_wakeup(), after(now, 1ms)));
        while (const auto ready = loop_.next_ready()) {
            wire_->on_ready(now, *ready);
        }
        while (const auto result = wire_->next_result()) {
            done.push_back(*result);
        }
    }
    return true;
}

run::AttemptResult Client::fetch(std::uint64_t call, std::uint32_t attempt) {
    const std::size_t before = done.size();
    start(0, call, attempt);
    REQUIRE(turn_until([&] { return done.size() > before; }));
    REQUIRE(done.size() == before + 1);
    REQUIRE(done.back().slot == 0);
    return done.back().result;
}

bool comes_true(const std::function<bool()>& holds) {
    const net::Clock clock;
    while (!holds()) {
        if (clock.read() >= at(patience)) {
            return false;
        }
        ::poll(nullptr, 0, 1);
    }
    return true;
}

}  // namespace fortify::test
