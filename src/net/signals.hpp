#pragma once

#include "core/result.hpp"
#include "net/fd.hpp"

#include <memory>
#include <optional>
#include <string>

namespace fortify::net {

// Turns the first SIGINT or SIGTERM into a readable descriptor, so that a run ends in good order. That
// first signal also restores what both did before: a second one ends the program at once. While it
// lives SIGPIPE is ignored: a peer or reader that has gone shows in the write that fails. One at a
// time in a process; destruction puts everything back.
class SignalWatch {
public:
    [[nodiscard]] static Result<std::unique_ptr<SignalWatch>, std::string> install();
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    // Readable from the first signal until `taken` was called.
    [[nodiscard]] int fd() const {
        return event_.get();
    }
    // The signal that came, for the exit code 128 + n; none so far otherwise.
    [[nodiscard]] std::optional<int> taken();

private:
    explicit SignalWatch(Fd event);

    Fd event_;
};

}  // namespace fortify::net
