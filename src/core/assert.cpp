#include "core/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace fortify {

void assertion_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr,
                 "fortify: internal error: %s does not hold (%s:%d)\n"
                 "This is a bug in fortify. Please report it with the scenario and the seed.\n",
                 expression, file, line);
    std::abort();
}

}  // namespace fortify
