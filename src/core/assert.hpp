#pragma once

namespace fortify {

// Prints the broken expectation with its place and aborts. For bugs only: whatever the world can
// cause is a `Result`.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace fortify

// Always on, in release builds too.
#define FORTIFY_ASSERT(condition) \
    ((condition) ? static_cast<void>(0) : ::fortify::assertion_failed(#condition, __FILE__, __LINE__))
