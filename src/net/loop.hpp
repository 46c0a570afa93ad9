#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "net/clock.hpp"
#include "net/fd.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fortify::net {

enum class Interest : std::uint8_t { none = 0, read = 1, write = 2, read_write = 3 };

[[nodiscard]] constexpr bool includes(Interest all, Interest part) {
    return (static_cast<unsigned>(all) & static_cast<unsigned>(part)) == static_cast<unsigned>(part);
}

// A descriptor that can be read or written without waiting. Errors and hang-ups count as both, so
// that the owner meets them in its next read or write.
struct Ready {
    int fd = -1;
    Interest what{};
};

// Waits for descriptors (epoll, level-triggered) and for one deadline, which the caller works out
// from its own timers. One turn:
//
//     const Instant now = loop.wait(clock, deadline);      // the turn's only reading of the time
//     while (const auto ready = loop.next_ready()) { … }   // all of it happened "now"
class Loop {
public:
    // How a deadline finer than epoll_wait's milliseconds is kept. `timerfd` is what is left on
    // kernels before 5.11 and under seccomp filters that do not know the newer call.
    enum class Waiting : std::uint8_t { epoll_pwait2, timerfd };

    [[nodiscard]] static Result<Loop, std::string> create(Waiting preferred = Waiting::epoll_pwait2);

    [[nodiscard]] Result<Done, std::string> watch(int fd, Interest interest);
    // No events for now, but the descriptor will be watched again soon: connections kept alive rest
    // between two requests, and telling the kernel each time would cost two system calls a request.
    void rest(int fd);
    // Before the descriptor is closed.
    void forget(int fd);

    // Returns when something is ready or the deadline has come; at once for one in the past.
    [[nodiscard]] Instant wait(const Clock& clock, Instant deadline);
    // The next descriptor of this turn that is still watched.
    [[nodiscard]] std::optional<Ready> next_ready();

    [[nodiscard]] Waiting waiting() const {
        return waiting_;
    }

private:
    struct Watch {
        Interest wanted = Interest::none;
        Interest known = Interest::none;  // to the kernel
    };
    struct Happened {
        int fd = -1;
        std::uint32_t events = 0;
    };

    Loop(Fd epoll, Waiting waiting);
    [[nodiscard]] bool tell_kernel(int fd, Interest interest);
    [[nodiscard]] int wait_precisely(const Clock& clock, Instant deadline);
    [[nodiscard]] int wait_with_timer(const Clock& clock, Instant deadline);

    Fd epoll_;
    Fd timer_;
    Waiting waiting_;
    Instant armed_ = never;       // what the timer is set to
    std::vector<Watch> watches_;  // by descriptor
    std::vector<Happened> happened_;
    std::size_t next_ = 0;
};

// Lets this thread's sleeps end within microseconds; the kernel's default slack is 50 us.
void sharpen_timers();

}  // namespace fortify::net
