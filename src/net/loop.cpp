#include "net/loop.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace fortify::net {
namespace {

constexpr int batch = 256;
constexpr std::int64_t nanoseconds_a_second = 1'000'000'000;

timespec to_timespec(std::int64_t nanoseconds) {
    timespec time{};
    time.tv_sec = nanoseconds / nanoseconds_a_second;
    time.tv_nsec = nanoseconds % nanoseconds_a_second;
    return time;
}

std::uint32_t events_of(Interest interest) {
    return (includes(interest, Interest::read) ? std::uint32_t{EPOLLIN} : 0U) |
           (includes(interest, Interest::write) ? std::uint32_t{EPOLLOUT} : 0U);
}

Interest interest_of(std::uint32_t events) {
    unsigned what = 0;
    if ((events & EPOLLIN) != 0) {
        what |= static_cast<unsigned>(Interest::read);
    }
    if ((events & EPOLLOUT) != 0) {
        what |= static_cast<unsigned>(Interest::write);
    }
    if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
        what = static_cast<unsigned>(Interest::read_write);
    }
    return static_cast<Interest>(what);
}

// Called by number: the wrapper is younger (glibc 2.35) than the call.
int epoll_wait_until([[maybe_unused]] int epoll,
                     [[maybe_unused]] epoll_event* events,
                     [[maybe_unused]] const timespec* timeout) {
#ifdef SYS_epoll_pwait2
    return static_cast<int>(::syscall(SYS_epoll_pwait2, epoll, events, batch, timeout, nullptr, 0));
#else
    errno = ENOSYS;
    return -1;
#endif
}

bool knows_epoll_pwait2(int epoll) {
    std::array<epoll_event, batch> events;
    const timespec at_once{};
    return epoll_wait_until(epoll, events.data(), &at_once) >= 0;
}

}  // namespace

Loop::Loop(Fd epoll, Waiting waiting) : epoll_(std::move(epoll)), waiting_(waiting) {
    happened_.reserve(batch);
}

Result<Loop, std::string> Loop::create(Waiting preferred) {
    Fd epoll(::epoll_create1(EPOLL_CLOEXEC));
    if (!epoll.is_open()) {
        return Err{system_failure("cannot wait for sockets")};
    }
    const bool precise = preferred == Waiting::epoll_pwait2 && knows_epoll_pwait2(epoll.get());
    Loop loop(std::move(epoll), precise ? Waiting::epoll_pwait2 : Waiting::timerfd);
    if (!precise) {
        loop.timer_ = Fd(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
        if (!loop.timer_.is_open()) {
            return Err{system_failure("cannot make a timer")};
        }
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = loop.timer_.get();
        if (::epoll_ctl(loop.epoll_.get(), EPOLL_CTL_ADD, loop.timer_.get(), &event) != 0) {
            return Err{system_failure("cannot wait for a timer")};
        }
    }
    return loop;
}

bool Loop::tell_kernel(int fd, Interest interest) {
    Watch& watch = watches_[static_cast<std::size_t>(fd)];
    if (watch.known == interest) {
        return true;
    }
    epoll_event event{};
    event.events = events_of(interest);
    event.data.fd = fd;
    const int operation = interest == Interest::none      ? EPOLL_CTL_DEL
                          : watch.known == Interest::none ? EPOLL_CTL_ADD
                                                          : EPOLL_CTL_MOD;
    watch.known = interest;
    return ::epoll_ctl(epoll_.get(), operation, fd, &event) == 0;
}

Result<Done, std::string> Loop::watch(int fd, Interest interest) {
    FORTIFY_ASSERT(fd >= 0);
    const auto index = static_cast<std::size_t>(fd);
    if (index >= watches_.size()) {
        watches_.resize(std::max(index + 1, watches_.size() * 2));
    }
    watches_[index].wanted = interest;
    if (!tell_kernel(fd, interest)) {
        watches_[index] = Watch{};
        return Err{system_failure("cannot wait for a socket")};
    }
    return Done{};
}

void Loop::rest(int fd) {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= watches_.size()) {
        return;
    }
    Watch& watch = watches_[index];
    watch.wanted = Interest::none;
    // A socket is nearly always writable: only a read can be left with the kernel. Should it fire,
    // `next_ready` takes it back.
    if (watch.known != Interest::read) {
        forget(fd);
    }
}

void Loop::forget(int fd) {
    const auto index = static_cast<std::size_t>(fd);
    if (fd < 0 || index >= watches_.size()) {
        return;
    }
    watches_[index].wanted = Interest::none;
    // Failing means that the kernel has dropped it already, with the last close.
    static_cast<void>(tell_kernel(fd, Interest::none));
}

int Loop::wait_precisely(const Clock& clock, Instant deadline) {
    std::array<epoll_event, batch> events;
    int count = 0;
    if (deadline == never) {
        count = epoll_wait_until(epoll_.get(), events.data(), nullptr);
    } else {
        // This reading only sets the length of the sleep; nobody sees it.
        const timespec left = to_timespec(std::max(Duration::zero(), deadline - clock.read()).count());
        count = epoll_wait_until(epoll_.get(), events.data(), &left);
    }
    for (int index = 0; index < count; ++index) {
        const epoll_event& event = events[static_cast<std::size_t>(index)];
        happened_.push_back({event.data.fd, event.events});
    }
    return count;
}

int Loop::wait_with_timer(const Clock& clock, Instant deadline) {
    if (deadline != armed_) {
        itimerspec setting{};
        if (deadline != never) {
            // Zero would disarm it, so a deadline before the machine's start becomes its first instant.
            const std::int64_t when = clock.epoch().nanoseconds + deadline.time_since_epoch().count();
            setting.it_value = to_timespec(std::max<std::int64_t>(when, 1));
        }
        FORTIFY_ASSERT(::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &setting, nullptr) == 0);
        armed_ = deadline;
    }
    std::array<epoll_event, batch> events;
    const int count = ::epoll_wait(epoll_.get(), events.data(), batch, -1);
    for (int index = 0; index < count; ++index) {
        const epoll_event& event = events[static_cast<std::size_t>(index)];
        if (event.data.fd == timer_.get()) {
            std::uint64_t expirations = 0;
            if (::read(timer_.get(), &expirations, sizeof expirations) > 0) {
                armed_ = never;
            }
        } else {
            happened_.push_back({event.data.fd, event.events});
        }
    }
    return count;
}

Instant Loop::wait(const Clock& clock, Instant deadline) {
    happened_.clear();
    next_ = 0;
    const int count = waiting_ == Waiting::epoll_pwait2 ? wait_precisely(clock, deadline)
                                                        : wait_with_timer(clock, deadline);
    FORTIFY_ASSERT(count >= 0 || errno == EINTR);
    return clock.read();
}

std::optional<Ready> Loop::next_ready() {
    while (next_ < happened_.size()) {
        const Happened& happened = happened_[next_++];
        const Watch& watch = watches_[static_cast<std::size_t>(happened.fd)];
        const auto what = static_cast<Interest>(static_cast<unsigned>(interest_of(happened.events)) &
                                                static_cast<unsigned>(watch.wanted));
        if (what != Interest::none) {
            return Ready{happened.fd, what};
        }
        static_cast<void>(tell_kernel(happened.fd, watch.wanted));
    }
    return std::nullopt;
}

void sharpen_timers() {
    ::prctl(PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL);
}

}  // namespace fortify::net
