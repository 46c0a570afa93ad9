#pragma once

#include <string_view>

namespace fortify::scenario {

// What may be sent without breaking the request apart (RFC 9110, RFC 3986): no control characters, no
// spaces where there are none.

[[nodiscard]] bool is_token(std::string_view text);         // of methods and header names
[[nodiscard]] bool is_header_value(std::string_view text);  // may be empty
[[nodiscard]] bool is_path(std::string_view text);          // begins with a slash; a query may follow
// Empty when it is an http or https URL; else why not.
[[nodiscard]] std::string_view why_no_url(std::string_view text);

}  // namespace fortify::scenario
