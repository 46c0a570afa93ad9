#include "tune/ui/signals.hpp"

#include <cerrno>
#include <system_error>

#include <sys/signalfd.h>
#include <unistd.h>

namespace fortify::tune::ui {

Result<std::unique_ptr<Signals>, std::string> Signals::hold() {
    sigset_t held;
    sigset_t before;
    ::sigemptyset(&held);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH}) {
        ::sigaddset(&held, number);
    }
    ::pthread_sigmask(SIG_BLOCK, &held, &before);
    const int fd = ::signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0) {
        const std::string why = std::generic_category().message(errno);
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        return Err{why};
    }
    return std::unique_ptr<Signals>(new Signals(fd, before));
}

Signals::~Signals() {
    // What still waits has been heard by ending.
    while (take()) {
    }
    ::close(fd_);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<int> Signals::take() {
    signalfd_siginfo signal{};
    const bool is_whole = ::read(fd_, &signal, sizeof signal) == static_cast<ssize_t>(sizeof signal);
    return is_whole ? std::optional(static_cast<int>(signal.ssi_signo)) : std::nullopt;
}

}  // namespace fortify::tune::ui
