#pragma once

#include "core/diagnostic.hpp"
#include "core/result.hpp"
#include "scenario/keys.hpp"
#include "scenario/node.hpp"
#include "tune/codes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::tune {

// A key of a scenario that holds one value, and the way to it as `--set` takes it.
struct KeyPath {
    std::string path;  // "fault.burst.when.mean_rate"
    const scenario::KeyInfo* key = nullptr;

    friend bool operator==(const KeyPath&, const KeyPath&) = default;
};

// Finds the key that a path leads to: named policies, targets and entries of lists must be there (`root` is
// the scenario's tree), tables on the way need not. A key that stands one table deeper may leave that table
// out, where only one is possible: "fault.burst.mean_rate". `flag.text` begins with the path.
[[nodiscard]] Result<KeyPath, Diagnostic> find_key_path(std::string_view path,
                                                        const FlagText& flag,
                                                        const scenario::Node& root);

// The value that the scenario gives it, else its default, as `--set` would take it; none where it has neither
// or the value is a list or a table.
[[nodiscard]] std::optional<std::string> value_of(const KeyPath& key, const scenario::Node& root);

// The keys of the scenario's policies whose values are numbers, with all that its file sets and all that it
// leaves at their default within the layers that it has. Those layers may have more that do nothing until
// they are set (a budget, a queue timeout): these on request.
enum class Unset : std::uint8_t { left_out, included };
[[nodiscard]] std::vector<KeyPath> policy_keys_of(const scenario::Node& root, Unset unset = Unset::left_out);

}  // namespace fortify::tune
