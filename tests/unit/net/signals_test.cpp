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

using Handler = void (*)(int);

Handler handler_of(int number) {
    struct sigaction action {};
    REQUIRE(::sigaction(number, nullptr, &action) == 0);
    return action.sa_handler;
}

// doctest cannot print a function pointer, so the comparison is made here.
bool does(Handler handler, int number) {
    return handler_of(number) == handler;
}

}  // namespace

TEST_SUITE("net::SignalWatch") {
    TEST_CASE("the first signal shows on the descriptor and restores both") {
        const Handler interrupt_before = handler_of(SIGINT);
        const Handler terminate_before = handler_of(SIGTERM);
        auto watch = SignalWatch::install();
        REQUIRE(watch.has_value());
        CHECK_FALSE(is_readable((*watch)->fd()));
        CHECK_FALSE((*watch)->taken().has_value());
        CHECK_FALSE(does(interrupt_before, SIGINT));
        CHECK_FALSE(does(terminate_before, SIGTERM));
        REQUIRE(::raise(SIGTERM) == 0);
        CHECK(is_readable((*watch)->fd()));
        CHECK((*watch)->taken() == SIGTERM);
        CHECK_FALSE(is_readable((*watch)->fd()));
        CHECK(does(interrupt_before, SIGINT));
        CHECK(does(terminate_before, SIGTERM));
        CHECK((*watch)->taken() == SIGTERM);
    }
    TEST_CASE("afterwards everything is as it was, and a new watch begins afresh") {
        const Handler terminate_before = handler_of(SIGTERM);
        const Handler pipe_before = handler_of(SIGPIPE);
        {
            auto watch = SignalWatch::install();
            REQUIRE(watch.has_value());
            CHECK(does(SIG_IGN, SIGPIPE));
            CHECK_FALSE((*watch)->taken().has_value());
        }
        CHECK(does(terminate_before, SIGTERM));
        CHECK(does(pipe_before, SIGPIPE));
    }
    TEST_CASE("what comes under a hold waits for the next watch") {
        const SignalHold hold;
        // Would end this process without the hold.
        REQUIRE(::raise(SIGTERM) == 0);
        {
            auto watch = SignalWatch::install();
            REQUIRE(watch.has_value());
            CHECK((*watch)->taken() == SIGTERM);
        }
        auto next = SignalWatch::install();
        REQUIRE(next.has_value());
        CHECK_FALSE((*next)->taken().has_value());
    }
    TEST_CASE("a hold puts back what was blocked before it") {
        sigset_t before;
        REQUIRE(::pthread_sigmask(SIG_SETMASK, nullptr, &before) == 0);
        {
            const SignalHold hold;
            sigset_t during;
            REQUIRE(::pthread_sigmask(SIG_SETMASK, nullptr, &during) == 0);
            CHECK(::sigismember(&during, SIGINT) == 1);
            // In a run signals come through again.
            auto watch = SignalWatch::install();
            REQUIRE(watch.has_value());
            REQUIRE(::pthread_sigmask(SIG_SETMASK, nullptr, &during) == 0);
            CHECK(::sigismember(&during, SIGINT) == 0);
        }
        sigset_t after;
        REQUIRE(::pthread_sigmask(SIG_SETMASK, nullptr, &after) == 0);
        CHECK(::sigismember(&after, SIGINT) == ::sigismember(&before, SIGINT));
    }
}

}  // namespace fortify::net
