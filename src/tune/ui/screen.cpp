#include "tune/ui/screen.hpp"

#include "tune/ui/signals.hpp"
#include "tune/ui/terminal.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace fortify::tune::ui {

namespace {

// After this time without an answer the run is shown as far as it has come; in ms.
constexpr int patience = 60;

// What threads call the drawing one with.
class Bell {
public:
    Bell() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    }
    ~Bell() {
        ::close(fd_);
    }
    Bell(const Bell&) = delete;
    Bell& operator=(const Bell&) = delete;

    [[nodiscard]] int fd() const {
        return fd_;
    }
    void ring() const {
        const std::uint64_t once = 1;
        static_cast<void>(!::write(fd_, &once, sizeof once));
    }
    void silence() const {
        std::uint64_t times = 0;
        static_cast<void>(!::read(fd_, &times, sizeof times));
    }

private:
    int fd_;
};

class Loop {
public:
    Loop(Session& session, Preview& preview, Terminal& terminal, Signals& signals)
        : session_(session), preview_(preview), terminal_(terminal), signals_(signals) {
    }

    std::optional<int> run(const Bell& bell, const report::TextOptions& look) {
        session_.resize(terminal_.size());
        while (!session_.has_ended() && !ended_by_) {
            terminal_.show(session_.draw(look));
            std::array<pollfd, 3> waiting{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{signals_.fd(), POLLIN, 0},
                                          pollfd{bell.fd(), POLLIN, 0}};
            const int ready = ::poll(waiting.data(), waiting.size(), session_.is_waiting() ? patience : -1);
            if (ready == 0) {
                preview_.hurry();
            } else if (ready > 0) {
                bell.silence();
                hear();
                press();
                if ((waiting[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
                    session_.on({.kind = KeyPress::Kind::gone});
                }
            }
        }
        return ended_by_;
    }

private:
    void hear() {
        while (const auto signal = signals_.take()) {
            if (*signal == SIGWINCH) {
                terminal_.resize();
                session_.resize(terminal_.size());
            } else if (*signal == SIGTSTP) {
                terminal_.suspend();
                session_.resize(terminal_.size());
            } else {
                ended_by_ = ended_by_ ? ended_by_ : signal;
            }
        }
    }
    void press() {
        while (const auto key = terminal_.read()) {
            if (key->kind == KeyPress::Kind::redraw) {
                terminal_.forget();
            }
            session_.on(*key);
        }
    }

    Session& session_;
    Preview& preview_;
    Terminal& terminal_;
    Signals& signals_;
    std::optional<int> ended_by_;
};

}  // namespace

Result<std::optional<int>, std::string> run_screen(const Specimen& specimen,
                                                   Keep keep,
                                                   const ScreenOptions& options) {
    // Before any thread begins, so that all of them leave signals alone.
    const auto signals = Signals::hold();
    if (!signals) {
        return Err{signals.error()};
    }
    const Bell bell;
    if (bell.fd() < 0) {
        return Err{std::generic_category().message(errno)};
    }
    const auto terminal = Terminal::open(options.terminal, options.colour, options.charset);
    if (!terminal) {
        return Err{terminal.error()};
    }
    Preview preview(specimen, options.threads, [&bell] { bell.ring(); });
    Session session(specimen, preview, std::move(keep));
    return Loop(session, preview, **terminal, **signals)
        .run(bell, {.width = 80, .colour = report::Colour::plain, .charset = (*terminal)->charset()});
}

}  // namespace fortify::tune::ui
