#include "core/assert.hpp"

#include "core/last_act.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace fortify {

namespace {

std::atomic<LastAct> last_act{nullptr};

}  // namespace

LastAct before_assertions_fail(LastAct act) {
    return last_act.exchange(act);
}

void assertion_failed(const char* expression, const char* file, int line) {
    if (const LastAct act = last_act.exchange(nullptr)) {
        act();
    }
    std::fprintf(stderr,
                 "fortify: internal error: %s does not hold (%s:%d)\n"
                 "This is a bug in fortify. Please report it with the scenario and the seed.\n",
                 expression, file, line);
    std::abort();
}

}  // namespace fortify
