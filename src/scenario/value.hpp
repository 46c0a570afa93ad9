#pragma once

#include "core/distribution.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "scenario/code.hpp"
#include "scenario/keys.hpp"
#include "scenario/node.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fortify::scenario {

// Why a value does not fit its key; the message begins after the key's name: "must be …".
struct Misfit {
    Code code{};
    std::string message;
    std::string help;
};

// The value as its type, within the key's bounds.
template <class T>
[[nodiscard]] Result<T, Misfit> convert(const Node& node, const KeyInfo& key);

template <>
Result<std::string, Misfit> convert(const Node& node, const KeyInfo& key);
template <>
Result<bool, Misfit> convert(const Node& node, const KeyInfo& key);
template <>
Result<std::uint64_t, Misfit> convert(const Node& node, const KeyInfo& key);
template <>
Result<std::vector<std::uint64_t>, Misfit> convert(const Node& node, const KeyInfo& key);
template <>
Result<Bytes, Misfit> convert(const Node& node, const KeyInfo& key);
template <>
Result<double, Misfit> convert(const Node& node, const KeyInfo& key);
template <>
Result<Ratio, Misfit> convert(const Node& node, const KeyInfo& key);
template <>
Result<Rate, Misfit> convert(const Node& node, const KeyInfo& key);
template <>
Result<Duration, Misfit> convert(const Node& node, const KeyInfo& key);
template <>
Result<Distribution, Misfit> convert(const Node& node, const KeyInfo& key);

// The key's default as the file would have it; the key has one.
[[nodiscard]] Node default_node(const KeyInfo& key);

// Of names: [A-Za-z0-9_-], 1 to 64 of them.
[[nodiscard]] bool is_name(std::string_view text);

}  // namespace fortify::scenario
