#include "net/signals.hpp"

#include "core/assert.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

namespace fortify::net {
namespace {

// What a signal handler can reach: lock-free atomics, and dispositions written before it is installed.
std::atomic<int> event_of_handler{-1};
std::atomic<int> signal_seen{0};
std::atomic<int> signals_left{0};
struct sigaction interrupt_before {};
struct sigaction terminate_before {};
struct sigaction hang_up_before {};
struct sigaction pipe_before {};
static_assert(std::atomic<int>::is_always_lock_free);

void restore_stop_signals() {
    ::sigaction(SIGINT, &interrupt_before, nullptr);
    ::sigaction(SIGTERM, &terminate_before, nullptr);
    ::sigaction(SIGHUP, &hang_up_before, nullptr);
}

sigset_t stop_signals() {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGINT);
    ::sigaddset(&signals, SIGTERM);
    ::sigaddset(&signals, SIGHUP);
    return signals;
}

void on_stop_signal(int number) {
    const int errno_before = errno;
    if (signals_left.fetch_sub(1) <= 1) {
        restore_stop_signals();
    }
    int none = 0;
    signal_seen.compare_exchange_strong(none, number);
    const std::uint64_t one = 1;
    static_cast<void>(!::write(event_of_handler.load(), &one, sizeof one));
    errno = errno_before;
}

}  // namespace

SignalWatch::SignalWatch(Fd event, Patience patience) : event_(std::move(event)) {
    FORTIFY_ASSERT(event_of_handler.exchange(event_.get()) == -1);
    signal_seen.store(0);
    signals_left.store(patience == Patience::one_signal ? 1 : 2);
    // Read first: the handler restores them, and may run as soon as it is installed.
    ::sigaction(SIGINT, nullptr, &interrupt_before);
    ::sigaction(SIGTERM, nullptr, &terminate_before);
    ::sigaction(SIGHUP, nullptr, &hang_up_before);
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, &pipe_before);
    struct sigaction stop {};
    stop.sa_handler = on_stop_signal;
    stop.sa_flags = SA_RESTART;
    // None interrupts the handler of another.
    stop.sa_mask = stop_signals();
    // A shell's background job has SIGINT ignored, and what nohup starts SIGHUP; it stays so.
    if (interrupt_before.sa_handler != SIG_IGN) {
        ::sigaction(SIGINT, &stop, nullptr);
    }
    if (hang_up_before.sa_handler != SIG_IGN) {
        ::sigaction(SIGHUP, &stop, nullptr);
    }
    ::sigaction(SIGTERM, &stop, nullptr);
    // What a hold has kept back comes now.
    const sigset_t signals = stop_signals();
    ::pthread_sigmask(SIG_UNBLOCK, &signals, &blocked_before_);
}

Result<std::unique_ptr<SignalWatch>, std::string> SignalWatch::install(Patience patience) {
    Fd event(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!event.is_open()) {
        return Err{system_failure("cannot watch for signals")};
    }
    return std::unique_ptr<SignalWatch>(new SignalWatch(std::move(event), patience));
}

SignalWatch::~SignalWatch() {
    ::pthread_sigmask(SIG_SETMASK, &blocked_before_, nullptr);
    restore_stop_signals();
    ::sigaction(SIGPIPE, &pipe_before, nullptr);
    event_of_handler.store(-1);
}

std::optional<int> SignalWatch::taken() {
    std::uint64_t count = 0;
    static_cast<void>(!::read(event_.get(), &count, sizeof count));
    const int number = signal_seen.load();
    return number == 0 ? std::nullopt : std::optional<int>{number};
}

SignalHold::SignalHold() {
    const sigset_t signals = stop_signals();
    ::pthread_sigmask(SIG_BLOCK, &signals, &blocked_before_);
}

SignalHold::~SignalHold() {
    ::pthread_sigmask(SIG_SETMASK, &blocked_before_, nullptr);
}

}  // namespace fortify::net
