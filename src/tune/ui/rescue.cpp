#include "tune/ui/rescue.hpp"

#include "core/assert.hpp"
#include "core/last_act.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>

#include <termios.h>
#include <unistd.h>

namespace fortify::tune::ui {

namespace {

constexpr std::array deadly{SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

// What a signal handler can reach. Written before the handlers are installed.
std::atomic<int> terminal_to_save{-1};
termios settings_before{};
std::array<char, 256> last_words{};
std::size_t last_words_length = 0;
std::array<struct sigaction, deadly.size()> actions_before{};
LastAct act_before = nullptr;

// Safe within a signal handler and in any thread; does it once.
void restore() {
    const int terminal = terminal_to_save.exchange(-1);
    if (terminal >= 0) {
        static_cast<void>(!::write(terminal, last_words.data(), last_words_length));
        ::tcsetattr(terminal, TCSANOW, &settings_before);
    }
}

// What the signal did before it does now: the death itself, or the word of a sanitizer on it. A fault comes
// again by itself when this returns; what somebody has sent does not.
void on_death(int number, siginfo_t* from, void* /*context*/) {
    restore();
    for (std::size_t index = 0; index < deadly.size(); ++index) {
        if (deadly[index] == number) {
            ::sigaction(number, &actions_before[index], nullptr);
        }
    }
    if (from->si_code <= 0) {
        ::raise(number);
    }
}

}  // namespace

Rescue::Rescue(int terminal, std::string_view farewell) {
    ::tcgetattr(terminal, &settings_before);
    last_words_length = std::min(farewell.size(), last_words.size());
    std::copy_n(farewell.begin(), last_words_length, last_words.begin());
    FORTIFY_ASSERT(terminal_to_save.exchange(terminal) == -1);
    act_before = before_assertions_fail(restore);
    struct sigaction action {};
    action.sa_sigaction = on_death;
    action.sa_flags = SA_SIGINFO;
    for (std::size_t index = 0; index < deadly.size(); ++index) {
        ::sigaction(deadly[index], nullptr, &actions_before[index]);
        ::sigaction(deadly[index], &action, nullptr);
    }
}

Rescue::~Rescue() {
    for (std::size_t index = 0; index < deadly.size(); ++index) {
        ::sigaction(deadly[index], &actions_before[index], nullptr);
    }
    before_assertions_fail(act_before);
    terminal_to_save.store(-1);
}

}  // namespace fortify::tune::ui
