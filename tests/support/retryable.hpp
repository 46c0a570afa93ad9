#pragma once

#include "policy/retry.hpp"

#include <cstddef>

namespace fortify::test {

// What most tests find worth another attempt.
[[nodiscard]] inline policy::RetryableSet usual_retryable() {
    policy::RetryableSet set;
    for (const std::size_t status : {429U, 500U, 502U, 503U, 504U}) {
        set.statuses.set(status);
    }
    for (const Cause cause : {Cause::connect_error, Cause::connect_timeout, Cause::reset,
                              Cause::attempt_timeout, Cause::call_timeout}) {
        set.causes.set(static_cast<std::size_t>(cause));
    }
    return set;
}

}  // namespace fortify::test
