// Goal: readiness and deadlines are told apart, kept apart per turn, and the same by both ways of
// waiting. Method: pipes and deadlines; no upper bound on any wait.
#include "net/loop.hpp"

#include <doctest/doctest.h>

#include <array>

#include <fcntl.h>
#include <unistd.h>

namespace fortify::net {
namespace {

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) == 0);
        out = Fd(ends[0]);
        in = Fd(ends[1]);
    }
    void fill() const {
        REQUIRE(::write(in.get(), "x", 1) == 1);
    }
    Fd out;
    Fd in;
};

Loop make_loop(Loop::Waiting waiting) {
    auto loop = Loop::create(waiting);
    REQUIRE(loop.has_value());
    return std::move(loop).value();
}

}  // namespace

TEST_SUITE("net::Loop") {
    TEST_CASE("by either way of waiting") {
        for (const Loop::Waiting waiting : {Loop::Waiting::epoll_pwait2, Loop::Waiting::timerfd}) {
            CAPTURE(static_cast<int>(waiting));
            Loop loop = make_loop(waiting);
            const Clock clock;
            const Pipe pipe;
            REQUIRE(loop.watch(pipe.out.get(), Interest::read).has_value());

            SUBCASE("a deadline is never missed early") {
                for (const Duration ahead : {Duration{0}, Duration{50us}, Duration{1ms}, Duration{3ms}}) {
                    const Instant deadline = after(clock.read(), ahead);
                    Instant now = clock.read();
                    while (now < deadline) {
                        now = loop.wait(clock, deadline);
                    }
                    CHECK_FALSE(loop.next_ready().has_value());
                }
            }
            SUBCASE("a deadline in the past returns at once, again and again") {
                for (int count = 0; count < 3; ++count) {
                    static_cast<void>(loop.wait(clock, run_start));
                    CHECK_FALSE(loop.next_ready().has_value());
                }
            }
            SUBCASE("input ends a wait without end") {
                pipe.fill();
                static_cast<void>(loop.wait(clock, never));
                const auto ready = loop.next_ready();
                REQUIRE(ready.has_value());
                CHECK(ready->fd == pipe.out.get());
                CHECK(ready->what == Interest::read);
                CHECK_FALSE(loop.next_ready().has_value());
            }
            SUBCASE("a nearer deadline replaces a farther one") {
                static_cast<void>(loop.wait(clock, after(clock.read(), 1us)));
                pipe.fill();
                static_cast<void>(loop.wait(clock, after(clock.read(), 1h)));
                REQUIRE(loop.next_ready().has_value());
                char byte = 0;
                REQUIRE(::read(pipe.out.get(), &byte, 1) == 1);
                const Instant deadline = after(clock.read(), 1ms);
                Instant now = clock.read();
                while (now < deadline) {
                    now = loop.wait(clock, deadline);
                }
                CHECK_FALSE(loop.next_ready().has_value());
            }
        }
    }

    TEST_CASE("the fallback is used when asked for") {
        CHECK(make_loop(Loop::Waiting::timerfd).waiting() == Loop::Waiting::timerfd);
    }

    TEST_CASE("a descriptor at rest is silent until it is watched again") {
        Loop loop = make_loop(Loop::Waiting::epoll_pwait2);
        const Clock clock;
        const Pipe pipe;
        REQUIRE(loop.watch(pipe.out.get(), Interest::read).has_value());
        loop.rest(pipe.out.get());
        pipe.fill();
        static_cast<void>(loop.wait(clock, after(clock.read(), 1ms)));
        CHECK_FALSE(loop.next_ready().has_value());
        REQUIRE(loop.watch(pipe.out.get(), Interest::read).has_value());
        static_cast<void>(loop.wait(clock, never));
        CHECK(loop.next_ready().has_value());
    }

    TEST_CASE("what is forgotten within a turn is not reported in it") {
        Loop loop = make_loop(Loop::Waiting::epoll_pwait2);
        const Clock clock;
        const Pipe one;
        const Pipe other;
        for (const Pipe* pipe : {&one, &other}) {
            REQUIRE(loop.watch(pipe->out.get(), Interest::read).has_value());
            pipe->fill();
        }
        static_cast<void>(loop.wait(clock, never));
        const auto first = loop.next_ready();
        REQUIRE(first.has_value());
        loop.forget(first->fd == one.out.get() ? other.out.get() : one.out.get());
        CHECK_FALSE(loop.next_ready().has_value());
    }

    TEST_CASE("a number that the kernel gives out again is a new descriptor") {
        Loop loop = make_loop(Loop::Waiting::epoll_pwait2);
        const Clock clock;
        int number = -1;
        {
            const Pipe first;
            number = first.out.get();
            REQUIRE(loop.watch(number, Interest::read).has_value());
            loop.rest(number);
            loop.forget(number);
        }
        const Pipe second;
        REQUIRE(second.out.get() == number);
        REQUIRE(loop.watch(number, Interest::read).has_value());
        second.fill();
        static_cast<void>(loop.wait(clock, never));
        CHECK(loop.next_ready().has_value());
    }

    TEST_CASE("the end of the other side counts as readable and writable") {
        Loop loop = make_loop(Loop::Waiting::epoll_pwait2);
        const Clock clock;
        Pipe pipe;
        REQUIRE(loop.watch(pipe.out.get(), Interest::read).has_value());
        pipe.in.reset();
        static_cast<void>(loop.wait(clock, never));
        const auto ready = loop.next_ready();
        REQUIRE(ready.has_value());
        CHECK(includes(ready->what, Interest::read));
    }

    TEST_CASE("what cannot be waited for is refused in words") {
        Loop loop = make_loop(Loop::Waiting::epoll_pwait2);
        const Fd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        REQUIRE(file.is_open());
        const Fd regular(::open(FORTIFY_SOURCE_DIR "/CMakeLists.txt", O_RDONLY | O_CLOEXEC));
        REQUIRE(regular.is_open());
        const auto watched = loop.watch(regular.get(), Interest::read);
        REQUIRE_FALSE(watched.has_value());
        CHECK(watched.error().find("cannot wait") == 0);
    }
}

}  // namespace fortify::net
