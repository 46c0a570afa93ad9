#include "service/pauses.hpp"

#include <algorithm>

namespace fortify::service {

Interval Pauses::at_or_after(Instant when) const {
    Instant start = first;
    if (when > first) {
        const Duration since = (when - first) % every;
        start = since < length ? when - since : after(when, every - since);
    }
    if (start >= within.end || when >= within.end) {
        return {never, never};
    }
    return {start, std::min(after(start, length), within.end)};
}

}  // namespace fortify::service
