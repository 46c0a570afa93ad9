// Goal: the first signal is an event, the second does what it did before. Method: this process raises
// them and looks at the dispositions.
#include "net/signals.hpp"

#include <doctest/doctest.h>

#include <csignal>

#include <poll.h>

namespace fortify::net {
namespace {

bool is_readable(int fd) {
    pollfd wanted{fd, POLLIN, 0};
    return ::poll(&wanted, 1, 0) == 1;
}

struct sigaction disposition(int number) {
    struct sigaction action {};
    REQUIRE(::sigaction(number, nullptr, &action) == 0);
    return action;
}

}  // namespace

TEST_SUITE("net::SignalWatch") {
    TEST_CASE("the first signal shows on the descriptor and restores both") {
        auto watch = SignalWatch::install();
        REQUIRE(watch.has_value());
        CHECK_FALSE(is_readable((*watch)->fd()));
        CHECK_FALSE((*watch)->taken().has_value());
        CHECK(disposition(SIGTERM).sa_handler != SIG_DFL);
        REQUIRE(::raise(SIGTERM) == 0);
        CHECK(is_readable((*watch)->fd()));
        CHECK((*watch)->taken() == SIGTERM);
        CHECK_FALSE(is_readable((*watch)->fd()));
        CHECK(disposition(SIGTERM).sa_handler == SIG_DFL);
        CHECK((*watch)->taken() == SIGTERM);
    }
    TEST_CASE("afterwards everything is as it was, and a new watch begins afresh") {
        {
            auto watch = SignalWatch::install();
            REQUIRE(watch.has_value());
            CHECK(disposition(SIGPIPE).sa_handler == SIG_IGN);
            CHECK_FALSE((*watch)->taken().has_value());
        }
        CHECK(disposition(SIGTERM).sa_handler == SIG_DFL);
        CHECK(disposition(SIGPIPE).sa_handler == SIG_DFL);
    }
}

}  // namespace fortify::net
