#pragma once

#include <cstdint>

namespace fortify::tune::ui {

// What a person does on the keyboard, whatever the terminal sends for it.
struct KeyPress {
    enum class Kind : std::uint8_t {
        letter,
        up,
        down,
        left,
        right,
        page_up,
        page_down,
        home,
        end,
        enter,
        escape,
        backspace,
        erase,   // Del
        redo,    // Ctrl-R
        clear,   // Ctrl-U
        redraw,  // Ctrl-L
        resized,
        gone,  // the terminal is
        other,
    };
    Kind kind{};
    char letter = '\0';
};

}  // namespace fortify::tune::ui
