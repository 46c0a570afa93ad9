#include "fault/match.hpp"

#include <algorithm>

namespace fortify::fault {
namespace {

// Header names know no case (RFC 9110, 5.1).
bool same_header(std::string_view left, std::string_view right) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

// Linear but for restarts at the last star; each star is given up only for a later one, so the time is
// at most the product of the lengths.
bool fits(std::string_view pattern, std::string_view text) {
    std::size_t at = 0;
    std::size_t in = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (in < text.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            resume = in;
        } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[in])) {
            ++at;
            ++in;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            in = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool matches(const Match& match, const RequestFacts& request) {
    const auto has = [&](const auto& wanted) {
        return std::any_of(request.headers.begin(), request.headers.end(), [&](const auto& header) {
            return same_header(header.first, wanted.first) && fits(wanted.second, header.second);
        });
    };
    return (match.method.empty() || match.method == request.method) &&
           (match.path.empty() ||
            fits(match.path, request.path.substr(0, request.path.find_first_of("?#")))) &&
           (match.request.empty() || match.request == request.name) &&
           std::all_of(match.headers.begin(), match.headers.end(), has);
}

}  // namespace fortify::fault
