#pragma once

#include "cli/console.hpp"

#include <string>
#include <string_view>

namespace fortify::cli {

// What commands print with: the console, and the colour that was asked for.
class Printer {
public:
    Printer(Console& console, ColourChoice colour) : console_(console), colour_(colour) {
    }

    // To standard output. When that cannot be written the text goes to standard error, after a word on
    // why, and `failed` tells.
    void out(std::string_view text);
    // To standard error; there is nowhere to complain when that fails.
    void err(std::string_view text);
    void print(Stream stream, std::string_view text) {
        stream == Stream::out ? out(text) : err(text);
    }
    // "fortify: message", and the help on a line of its own.
    void problem(std::string_view message, std::string_view help = {});

    [[nodiscard]] Terminal terminal(Stream stream) const {
        return console_.terminal(stream, colour_);
    }
    // Some of standard output was lost.
    [[nodiscard]] bool failed() const {
        return failed_;
    }

private:
    Console& console_;
    ColourChoice colour_;
    bool failed_ = false;
};

}  // namespace fortify::cli
