#pragma once

#include "core/units.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fortify::fault {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Which requests a fault concerns; what is left empty matches everything. `*` stands for any
// characters, slashes included, `?` for one.
struct Match {
    std::string method{};   // knows case, as methods do
    std::string path{};     // a pattern, without the query
    Headers headers{};      // each name (in any case) with a value that fits the pattern
    std::string request{};  // the name of an entry in the target's mix
    std::optional<InstanceIndex> client{};
};

// What is known of a request when it is sent.
struct RequestFacts {
    std::string_view method;
    std::string_view path;  // with or without a query
    std::span<const std::pair<std::string, std::string>> headers;
    std::string_view name;
};

[[nodiscard]] bool fits(std::string_view pattern, std::string_view text);
// All but the client, which is known only when the call is made.
[[nodiscard]] bool matches(const Match& match, const RequestFacts& request);

}  // namespace fortify::fault
