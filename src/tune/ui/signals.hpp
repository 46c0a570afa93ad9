#pragma once

#include "core/result.hpp"

#include <csignal>
#include <memory>
#include <optional>
#include <string>

namespace fortify::tune::ui {

// SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP and SIGWINCH as something to read instead of something that
// happens, in all threads that begin while it lives. Its end puts back what was.
class Signals {
public:
    [[nodiscard]] static Result<std::unique_ptr<Signals>, std::string> hold();
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    // Readable while one waits.
    [[nodiscard]] int fd() const {
        return fd_;
    }
    [[nodiscard]] std::optional<int> take();

private:
    Signals(int fd, const sigset_t& before) : fd_(fd), before_(before) {
    }

    int fd_;
    sigset_t before_;
};

}  // namespace fortify::tune::ui
