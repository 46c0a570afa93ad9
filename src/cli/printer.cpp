#include "cli/printer.hpp"

#include <fmt/format.h>

namespace fortify::cli {

void Printer::out(std::string_view text) {
    if (!failed_) {
        const auto written = console_.write(Stream::out, text);
        if (written) {
            return;
        }
        failed_ = true;
        problem(fmt::format("cannot write to standard output: {}", written.error()),
                "what it should have held follows here");
    }
    err(text);
}

void Printer::err(std::string_view text) {
    static_cast<void>(console_.write(Stream::err, text));
}

void Printer::problem(std::string_view message, std::string_view help) {
    const bool colour = terminal(Stream::err).colour;
    err(fmt::format("fortify: {}error{}: {}\n", colour ? "\x1b[1;31m" : "", colour ? "\x1b[0m" : "",
                    message));
    if (!help.empty()) {
        err(fmt::format("   help: {}\n", help));
    }
}

}  // namespace fortify::cli
