#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace fortify::net {

// The value of a Retry-After header (RFC 9110, 10.2.3): seconds, or an HTTP date in any of its three
// forms, which counts from `unix_now`; a date that has passed means "at once". None for anything else.
[[nodiscard]] std::optional<Duration> parse_retry_after(std::string_view value, std::int64_t unix_now);

}  // namespace fortify::net
