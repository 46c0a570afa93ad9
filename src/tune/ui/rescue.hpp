#pragma once

#include <string_view>

namespace fortify::tune::ui {

// While it lives, the terminal gets back its settings and its picture even when the program dies: by an
// assertion, by a fault of memory, by anything that aborts. One at a time in a process.
class Rescue {
public:
    // `farewell`: what to send to the terminal to have it as it was.
    Rescue(int terminal, std::string_view farewell);
    ~Rescue();
    Rescue(const Rescue&) = delete;
    Rescue& operator=(const Rescue&) = delete;
};

}  // namespace fortify::tune::ui
