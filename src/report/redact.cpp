#include "report/redact.hpp"

#include <algorithm>
#include <vector>

namespace fortify::report {

std::string redact(std::string_view text, std::span<const std::string> secrets) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        std::size_t longest = 0;
        for (const std::string& secret : secrets) {
            if (!secret.empty() && text.starts_with(secret)) {
                longest = std::max(longest, secret.size());
            }
        }
        if (longest > 0) {
            result += "***";
            text.remove_prefix(longest);
        } else {
            result += text.front();
            text.remove_prefix(1);
        }
    }
    return result;
}

std::string public_url(std::string_view url) {
    url = url.substr(0, url.find_first_of("?#"));
    const std::size_t scheme = url.find("://");
    const std::size_t authority = scheme == std::string_view::npos ? 0 : scheme + 3;
    // A backslash ends the authority for some readers of URLs and not for others; so does nothing here but
    // a slash, and everything up to the last `@` before it goes.
    const std::size_t path = std::min(url.find('/', authority), url.size());
    const std::size_t user_end = url.substr(0, path).rfind('@');
    std::string result(url.substr(0, authority));
    result += user_end == std::string_view::npos || user_end < authority ? url.substr(authority)
                                                                         : url.substr(user_end + 1);
    return result;
}

}  // namespace fortify::report
