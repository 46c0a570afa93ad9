#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::run {

// A program and its arguments.
struct CommandLine {
    std::vector<std::string> words;  // at least one
    std::string written;             // as the file has it, placeholders and all: what may be shown
};

// How a command ended.
struct CommandResult {
    enum class End : std::uint8_t {
        exited,       // with `code`
        killed,       // by the signal `code`
        timed_out,    // its time was over, and it was killed
        withdrawn,    // the run ended first, and it was killed
        not_started,  // `code` is the system's error number
        not_run,      // in virtual time nothing is
        left_alone,   // a second interrupt: nobody waits for its end
    };
    End end{};
    std::uint16_t code = 0;

    [[nodiscard]] bool succeeded() const {
        return end == End::exited && code == 0;
    }
};
[[nodiscard]] std::string_view name_of(CommandResult::End end);

}  // namespace fortify::run
