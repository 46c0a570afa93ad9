#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace fortify {

// A share between 0 and 1 (or above 1 where a limit may exceed the whole, such as amplification).
struct Ratio {
    double value = 0;

    friend constexpr auto operator<=>(const Ratio&, const Ratio&) = default;
};

// Events a second.
struct Rate {
    double per_second = 0;

    friend constexpr auto operator<=>(const Rate&, const Rate&) = default;
};

struct Bytes {
    std::uint64_t count = 0;

    friend constexpr auto operator<=>(const Bytes&, const Bytes&) = default;
};

// A number that names one thing of one kind; ids of different kinds do not mix.
template <class Tag>
struct Id {
    std::uint64_t value = 0;

    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

// What the user wanted done; numbered from 0 in order of intended start, never reused in a run.
using CallId = Id<struct CallTag>;

// One try of a call on the wire. `number` counts from 1 within the call.
struct AttemptId {
    CallId call;
    std::uint32_t number = 0;

    friend constexpr auto operator<=>(const AttemptId&, const AttemptId&) = default;
};

// Index into the scenario's list of that kind of thing.
using TargetIndex = std::uint16_t;
using PolicyIndex = std::uint16_t;
using FaultIndex = std::uint16_t;
using ServiceIndex = std::uint16_t;
using InstanceIndex = std::uint16_t;
using ProxyIndex = std::uint16_t;

}  // namespace fortify
