#include "net/commands.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fortify::net {
namespace {

constexpr std::size_t most_kept = 4'096;
constexpr Duration between_looks = 5ms;

// By number: the wrapper is younger (glibc 2.36) than the call (Linux 5.3).
int open_pidfd([[maybe_unused]] pid_t pid) {
#ifdef SYS_pidfd_open
    return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U));
#else
    errno = ENOSYS;
    return -1;
#endif
}

// What the child does before it becomes the command.
class Preparations {
public:
    Preparations() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
    }
    ~Preparations() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    Preparations(const Preparations&) = delete;
    Preparations& operator=(const Preparations&) = delete;

    // Its own process group; signals as a program expects them, whatever we made of ours.
    [[nodiscard]] int spawn(const run::CommandLine& command, int output, pid_t& pid) {
        sigset_t defaults;
        ::sigemptyset(&defaults);
        for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGQUIT}) {
            ::sigaddset(&defaults, number);
        }
        sigset_t blocked;
        ::sigemptyset(&blocked);
        constexpr unsigned flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
        ::posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setsigdefault(&attributes_, &defaults);
        ::posix_spawnattr_setsigmask(&attributes_, &blocked);
        ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
        std::vector<std::string> words = command.words;  // posix_spawn wants them writable
        std::vector<char*> places;
        for (std::string& word : words) {
            places.push_back(word.data());
        }
        places.push_back(nullptr);
        return ::posix_spawnp(&pid, places[0], &actions_, &attributes_, places.data(), environ);
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

run::CommandResult result_of(int status) {
    using End = run::CommandResult::End;
    if (WIFSIGNALED(status)) {
        return {.end = End::killed, .code = static_cast<std::uint16_t>(WTERMSIG(status))};
    }
    return {.end = End::exited, .code = static_cast<std::uint16_t>(WEXITSTATUS(status))};
}

}  // namespace

Commands::Commands(Loop& loop) : loop_(loop) {
}

Commands::~Commands() {
    while (!running_.empty()) {
        const auto first = running_.begin();
        if (first->second.parting == Parting::kill) {
            kill(first->first);
        } else {
            forget(first->second);
            running_.erase(first);
        }
    }
}

void Commands::start(std::uint32_t ticket, const run::CommandLine& command, Parting parting) {
    FORTIFY_ASSERT(running_.count(ticket) == 0 && !command.words.empty());
    said_.erase(ticket);
    const auto refuse = [&](int error) {
        ended_.push_back({.ticket = ticket,
                          .result = {.end = run::CommandResult::End::not_started,
                                     .code = static_cast<std::uint16_t>(error)}});
    };
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        refuse(errno);
        return;
    }
    Running running;
    running.output = Fd(ends[0]);
    running.parting = parting;
    const Fd said(ends[1]);
    ::fcntl(running.output.get(), F_SETFL, O_NONBLOCK);
    Preparations preparations;
    const int error = preparations.spawn(command, said.get(), running.pid);
    if (error != 0) {
        refuse(error);
        return;
    }
    running.process = Fd(open_pidfd(running.pid));
    if (running.process.is_open() && !loop_.watch(running.process.get(), Interest::read)) {
        running.process.reset();
    }
    static_cast<void>(loop_.watch(running.output.get(), Interest::read).has_value());
    running_.emplace(ticket, std::move(running));
}

void Commands::kill(std::uint32_t ticket) {
    const auto ended = std::find_if(ended_.begin(), ended_.end(),
                                    [ticket](const Ended& one) { return one.ticket == ticket; });
    if (ended != ended_.end()) {
        ended_.erase(ended);
        return;
    }
    const auto found = running_.find(ticket);
    FORTIFY_ASSERT(found != running_.end());
    Running& running = found->second;
    read_output(ticket, running);
    ::kill(-running.pid, SIGKILL);
    dying_.push_back(running.pid);
    forget(running);
    running_.erase(found);
}

bool Commands::watches(int fd) const {
    return std::any_of(running_.begin(), running_.end(), [fd](const auto& one) {
        return one.second.process.get() == fd || one.second.output.get() == fd;
    });
}

void Commands::on_ready(const Ready& ready) {
    for (auto& [ticket, running] : running_) {
        if (running.output.get() == ready.fd) {
            read_output(ticket, running);
            return;
        }
        if (running.process.get() == ready.fd) {
            if (reap(ticket, running)) {
                running_.erase(ticket);
            }
            return;
        }
    }
}

std::optional<Commands::Ended> Commands::next_ended() {
    if (ended_.empty()) {
        return std::nullopt;
    }
    const Ended first = ended_.front();
    ended_.erase(ended_.begin());
    return first;
}

Instant Commands::next_look(Instant now) const {
    const bool needed = std::any_of(running_.begin(), running_.end(),
                                    [](const auto& one) { return !one.second.process.is_open(); });
    return needed ? after(now, between_looks) : never;
}

void Commands::look() {
    const auto is_gone = [](pid_t pid) {
        int status = 0;
        const pid_t found = ::waitpid(pid, &status, WNOHANG);
        return found > 0 || (found < 0 && errno != EINTR);
    };
    dying_.erase(std::remove_if(dying_.begin(), dying_.end(), is_gone), dying_.end());
    for (auto one = running_.begin(); one != running_.end();) {
        one = !one->second.process.is_open() && reap(one->first, one->second) ? running_.erase(one)
                                                                              : std::next(one);
    }
}

std::string Commands::said(std::uint32_t ticket) const {
    const auto found = said_.find(ticket);
    if (found == said_.end()) {
        return {};
    }
    return found->second.substr(0, found->second.find('\n'));
}

void Commands::read_output(std::uint32_t ticket, Running& running) {
    if (!running.output.is_open()) {
        return;
    }
    std::array<char, 4'096> bytes;
    for (int rounds = 0; rounds < 16; ++rounds) {  // a command that never stops talking has its turn, no more
        const ssize_t length = ::read(running.output.get(), bytes.data(), bytes.size());
        if (length > 0) {
            std::string& said = said_[ticket];
            said.append(bytes.data(), std::min(static_cast<std::size_t>(length),
                                               most_kept - std::min(said.size(), most_kept)));
            continue;
        }
        if (length == 0 || (errno != EAGAIN && errno != EINTR)) {
            loop_.forget(running.output.get());
            running.output.reset();
        }
        return;
    }
}

bool Commands::reap(std::uint32_t ticket, Running& running) {
    int status = 0;
    const pid_t pid = ::waitpid(running.pid, &status, WNOHANG);
    if (pid == 0 || (pid < 0 && errno == EINTR)) {
        return false;
    }
    read_output(ticket, running);
    ended_.push_back({.ticket = ticket, .result = result_of(status)});
    forget(running);
    return true;
}

void Commands::forget(Running& running) {
    for (Fd* const fd : {&running.process, &running.output}) {
        if (fd->is_open()) {
            loop_.forget(fd->get());
            fd->reset();
        }
    }
}

}  // namespace fortify::net
