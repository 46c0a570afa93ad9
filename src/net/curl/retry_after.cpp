#include "net/curl/retry_after.hpp"

#include "net/http1/grammar.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace fortify::net {
namespace {

// A server that says "in a thousand years" means never, and that is long enough for it.
constexpr std::int64_t longest_seconds = std::int64_t{10} * 365 * 24 * 3600;

Duration bounded_seconds(std::int64_t seconds) {
    return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, longest_seconds));
}

}  // namespace

std::optional<Duration> parse_retry_after(std::string_view value, std::int64_t unix_now) {
    value = without_blanks(value);
    if (value.empty()) {
        return std::nullopt;
    }
    if (std::all_of(value.begin(), value.end(), is_digit)) {
        std::int64_t seconds = longest_seconds;  // stays with a number too large to hold
        std::from_chars(value.data(), value.data() + value.size(), seconds);
        return bounded_seconds(seconds);
    }
    // libcurl's reader takes nearly anything for a date; all forms of RFC 9110 begin with a day's name.
    const char first = value.front();
    if (!((first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z'))) {
        return std::nullopt;
    }
    const std::string terminated(value);
    const std::int64_t when = ::curl_getdate(terminated.c_str(), nullptr);
    if (when < 0) {
        return std::nullopt;
    }
    return bounded_seconds(when - unix_now);
}

}  // namespace fortify::net
