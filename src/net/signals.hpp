#pragma once

#include "core/result.hpp"
#include "net/fd.hpp"

#include <memory>
#include <optional>
#include <string>

#include <signal.h>

namespace fortify::net {

// Turns SIGINT, SIGTERM and SIGHUP into a readable descriptor, so that a run ends in good order. The last one
// that it has patience for also restores what they did before: one more ends the program at once. While it
// lives SIGPIPE is ignored: a peer or reader that has gone shows in the write that fails. One at a
// time in a process; destruction puts everything back.
class SignalWatch {
public:
    enum class Patience : unsigned char { one_signal, two_signals };
    [[nodiscard]] static Result<std::unique_ptr<SignalWatch>, std::string> install(
        Patience patience = Patience::one_signal);
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    // Readable from a signal until `taken` was called.
    [[nodiscard]] int fd() const {
        return event_.get();
    }
    // The first signal that came, for the exit code 128 + n; none so far otherwise.
    [[nodiscard]] std::optional<int> taken();

private:
    SignalWatch(Fd event, Patience patience);

    Fd event_;
    sigset_t blocked_before_{};
};

// For commands of several runs: while it lives, a signal that comes between two of them waits for the watch
// of the next one, which then ends in good order, or for the end of the hold. Of this thread alone: made
// before there are others.
class SignalHold {
public:
    SignalHold();
    ~SignalHold();
    SignalHold(const SignalHold&) = delete;
    SignalHold& operator=(const SignalHold&) = delete;

private:
    sigset_t blocked_before_{};
};

}  // namespace fortify::net
