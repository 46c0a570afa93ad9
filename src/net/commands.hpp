#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "net/fd.hpp"
#include "net/loop.hpp"
#include "run/command.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace fortify::net {

// Runs commands beside the run: each in a process group of its own, so that a Ctrl-C in the terminal does not
// reach it and a kill reaches all that it started; nothing to read, and what it says is read to its end but
// only the beginning kept. What still runs when this is destroyed is killed, unless it was said to be left
// alone.
class Commands {
public:
    // The loop must outlive it.
    explicit Commands(Loop& loop);
    ~Commands();
    Commands(const Commands&) = delete;
    Commands& operator=(const Commands&) = delete;

    enum class Parting : std::uint8_t { kill, leave };  // with a command that outlives this
    // `ticket` is the caller's number for it, free again once it has ended.
    void start(std::uint32_t ticket, const run::CommandLine& command, Parting parting);
    void kill(std::uint32_t ticket);

    struct Ended {
        std::uint32_t ticket = 0;
        run::CommandResult result;
    };
    [[nodiscard]] bool watches(int fd) const;
    void on_ready(const Ready& ready);
    [[nodiscard]] std::optional<Ended> next_ended();
    // When `look` is wanted for the sake of time: only on kernels that cannot tell of a process's end by a
    // descriptor. It also takes leave of those that were killed.
    [[nodiscard]] Instant next_look(Instant now) const;
    void look();
    [[nodiscard]] bool has_ended() const {
        return !ended_.empty();
    }
    // The first line of what the command of this ticket said, if it said anything.
    [[nodiscard]] std::string said(std::uint32_t ticket) const;

private:
    struct Running {
        pid_t pid = -1;
        Fd process;  // a pidfd; not open on old kernels
        Fd output;
        Parting parting = Parting::kill;
    };

    void read_output(std::uint32_t ticket, Running& running);
    [[nodiscard]] bool reap(std::uint32_t ticket, Running& running);
    void forget(Running& running);

    Loop& loop_;
    std::map<std::uint32_t, Running> running_;
    std::map<std::uint32_t, std::string> said_;
    std::vector<Ended> ended_;
    std::vector<pid_t> dying_;  // killed, and not gone yet: the kernel may take its time
};

}  // namespace fortify::net
