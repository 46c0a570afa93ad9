#pragma once

#include "core/result.hpp"
#include "report/text.hpp"
#include "tune/ui/canvas.hpp"
#include "tune/ui/key_press.hpp"

#include <memory>
#include <optional>
#include <string>

namespace fortify::tune::ui {

// The terminal of this process as a screen: the one place that knows the library for it. Its end puts
// everything back, whatever ends it. One at a time in a process.
class Terminal {
public:
    // Standard input and output are a terminal of this kind (TERM). What is asked for is used as far as the
    // terminal has it. The error is why it cannot be used.
    [[nodiscard]] static Result<std::unique_ptr<Terminal>, std::string> open(const std::string& kind,
                                                                             report::Colour colour,
                                                                             report::Charset charset);
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    [[nodiscard]] Size size() const;
    // UTF-8 needs a locale that the C library knows, too.
    [[nodiscard]] report::Charset charset() const;
    // Sends what differs from what is there.
    void show(const Canvas& canvas);
    // Sends everything anew with the next one.
    void forget();
    // None: no key is waiting.
    [[nodiscard]] std::optional<KeyPress> read();
    // The window has another size.
    void resize();
    // Gives the terminal back for a while (Ctrl-Z), and takes it again.
    void suspend();

private:
    struct State;
    explicit Terminal(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace fortify::tune::ui
