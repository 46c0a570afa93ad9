#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fortify::report {

// The text with every occurrence of a secret replaced by "***", longest secrets first.
[[nodiscard]] std::string redact(std::string_view text, std::span<const std::string> secrets);

// The URL without user, password, query and fragment: all that may carry a credential.
[[nodiscard]] std::string public_url(std::string_view url);

}  // namespace fortify::report
