#include "core/assert.hpp"

#include "core/last_act.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace fortify {

namespace {

LastAct last_act = nullptr;

}  // namespace

LastAct before_assertions_fail(LastAct act) {
    return std::exchange(last_act, act);
}

void assertion_failed(const char* expression, const char* file, int line) {
    if (last_act != nullptr) {
        last_act();
    }
    std::fprintf(stderr,
                 "fortify: internal error: %s does not hold (%s:%d)\n"
                 "This is a bug in fortify. Please report it with the scenario and the seed.\n",
                 expression, file, line);
    std::abort();
}

}  // namespace fortify
