#pragma once

#include <cstdint>

namespace fortify::cli {

// What the process says to its caller; documented in fortify(1).
enum class ExitCode : std::uint8_t {
    passed = 0,
    breached = 1,      // an SLO
    usage = 2,         // wrong arguments, a wrong scenario, or a file that cannot be read or written
    stopped = 3,       // by [stop], an SLO of severity abort, or a cap of [safety]
    inconclusive = 4,  // the run cannot tell: too few samples, a fault that never fired, a late generator
    undo_failed = 5,   // of an action: what it did may still be in place
    internal = 70,     // a bug in fortify
    hung_up = 129,
    interrupted = 130,
    terminated = 143,
};

// Of several scenarios the worst decides: internal, undo_failed, hung_up, terminated, interrupted, usage,
// stopped, breached, inconclusive, passed.
[[nodiscard]] ExitCode worse(ExitCode left, ExitCode right);

// The code that a report's conclusion carries; `internal` for a number that is none of them.
[[nodiscard]] ExitCode exit_code_of(int number);

}  // namespace fortify::cli
